package linkage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A world is profiles as a test writes them: "name jane doe; birth 1980-05-17; mail a".
type world struct {
	names   *Names
	births  []Date
	numbers []Registered
	facts   []Fact
	known   map[string]uint32
	n       int
	text    bool // letters are kept
}

func newWorld(profiles ...string) *world {
	w := &world{names: NewNames(), known: map[string]uint32{}}
	for _, p := range profiles {
		w.add(p)
	}
	return w
}

var hashes = map[string]uint64{}

// hash stands for a text; a test's own are told apart for certain.
func hash(s string) uint64 {
	if hashes[s] == 0 {
		hashes[s] = mix(uint64(len(hashes) + 1))
	}
	return hashes[s]
}

func lettersOut(w string) (list []uint32) {
	if len(w) < 4 {
		return nil
	}
	list = []uint32{uint32(hash(w))}
	for i := range w {
		list = append(list, uint32(hash(w[:i]+w[i+1:])))
	}
	slices.Sort(list)
	return list
}

// soundOf is a word without its vowels.
func soundOf(w string) uint64 {
	return hash("sound "+strings.NewReplacer("a", "", "e", "", "i", "", "o", "", "u", "", "h", "").Replace(w)) &^ 3
}

func (w *world) ordinal(what string, next func() uint32) uint32 {
	at, ok := w.known[what]
	if !ok {
		at = next()
		w.known[what] = at
	}
	return at
}

func (w *world) add(profile string) {
	for fact := range strings.SplitSeq(profile, "; ") {
		sort, value, _ := strings.Cut(fact, " ")
		add := func(s Sort, next func() uint32) {
			w.facts = append(w.facts, NewFact(uint32(w.n), s, w.ordinal(fact, next)))
		}
		count := func() uint32 { return uint32(len(w.known)) }
		switch sort {
		case "name":
			add(Name, func() uint32 { return w.name(value, 0) })
		case "given": // "given jane|doe"
			given, family, _ := strings.Cut(value, "|")
			add(Name, func() uint32 { return w.name(given+" "+family, len(strings.Fields(given))) })
		case "birth":
			add(Birth, func() uint32 {
				p := strings.Split(value, "-")
				d := Date{Year: hash(p[0]), Near: []uint32{uint32(hash(p[0][:3]))}, Parts: [2]uint64{hash("part " + p[1]), hash("part " + p[2])}}
				slices.Sort(d.Parts[:])
				w.births = append(w.births, d)
				return uint32(len(w.births) - 1)
			})
		case "number", "firm":
			add(Number, func() uint32 {
				w.numbers = append(w.numbers, Registered{Near: lettersOut(value), Rule: 7, Firm: sort == "firm"})
				return uint32(len(w.numbers) - 1)
			})
		case "mail":
			add(Mailbox, count)
		case "phone":
			add(Phone, count)
		case "login":
			add(Login, count)
		case "account":
			add(Account, count)
		case "org":
			add(Organisation, count)
		case "title":
			add(Title, count)
		case "place":
			for word := range strings.FieldsSeq(value) {
				s := Place
				if strings.ContainsAny(word, "0123456789") {
					s = Numeral
				}
				w.facts = append(w.facts, NewFact(uint32(w.n), s, w.ordinal("place "+word, count)))
			}
		default:
			panic(profile)
		}
	}
	w.n++
}

func (w *world) name(value string, given int) uint32 {
	var list []Spelling
	for _, word := range strings.Fields(value) {
		s := Spelling{ID: hash(word), Initial: hash(word[:1]), Near: lettersOut(word), Sound: soundOf(word)}
		if len(word) >= 4 {
			s.Heads = []uint64{hash(word[:len(word)-1]), hash(word[:len(word)-2])}
		}
		if w.text {
			s.Text = word
		}
		if word == "junior" || word == "senior" {
			s.Roots = []uint64{s.ID}
		}
		if word == "bob" || word == "bert" {
			s.Roots = []uint64{hash("robert")}
		}
		list = append(list, s)
	}
	return w.names.Add(list, given)
}

func (w *world) population(t testing.TB) *Population {
	t.Helper()
	p, err := NewPopulation(t.Context(), w.n, w.names, w.births, w.numbers, slices.Clone(w.facts))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// What two profiles come to in a world of strangers: likely one person, no more than probably, or not.
func TestTwoProfiles(t *testing.T) {
	for _, c := range []struct{ why, a, b, want string }{
		{"name and date", "name jane doe; birth 1980-05-17", "name doe jane; birth 1980-05-17", "likely"},
		{"name and mailbox", "name jane doe; mail a", "name jane doe; mail a", "likely"},
		{"a slip in the name", "name katherine doewald; birth 1980-05-17; place 12 long lane", "name kathrine doewald; birth 1980-05-17; place 12 long lane", "likely"},
		{"a slip in a short name", "given lena|doewald; birth 1980-05-17; mail a", "given lina|doewald; birth 1980-05-17; mail a", "probable"},
		{"a slip in a name without a date", "given katherine|doewald; mail a; phone 1", "given kathrine|doewald; mail a; phone 1", "probable"},
		{"a slip beside one number", "given lena|doewald; number 123456789", "given lina|doewald; number 123456789", "likely"},
		{"names the other way round", "given ali|hassan; phone 1; mail a", "given hassan|ali; phone 1; mail a", "probable"},
		{"names the other way round and one date", "given ali|hassan; phone 1; birth 1980-05-17", "given hassan|ali; phone 1; birth 1980-05-17", "likely"},
		{"a middle name among the family names", "given anna maria|doewald; mail a", "given anna|maria doewald; mail a", "likely"},
		{"two short forms of one name", "given bob|doewald; mail a", "given bert|doewald; mail a", "probable"},
		{"a couple by its titles", "name doewald; title f; mail a; phone 1", "name doewald; title m; mail a; phone 1", "no"},
		{"one title", "name doewald; title f; mail a; phone 1", "name doewald; title f; mail a; phone 1", "likely"},
		{"one of them without a title", "name doewald; title f; mail a; phone 1", "name doewald; mail a; phone 1", "likely"},
		{"a wrong title beside one number", "name jane doewald; title f; number 123456789", "name jane doewald; title m; number 123456789", "likely"},
		{"a short form", "name robert doewald; mail a", "name bob doewald; mail a", "likely"},
		{"an initial", "name jane doewald; mail a", "name j doewald; mail a", "likely"},
		{"a name alone", "name jane doewald", "name jane doewald", "no"},
		{"a name and an organisation", "name jane doewald; org x", "name jane doewald; org x", "probable"},
		{"another date", "name jane doe; birth 1980-05-17; mail a", "name jane doe; birth 1963-11-02; mail a", "no"},
		{"a slip in the date", "name jane doewald; birth 1980-05-17; mail a", "name jane doewald; birth 1980-06-17; mail a", "likely"},
		{"one month and day, years apart", "name jane doewald; birth 1980-05-17; mail a", "name jane doewald; birth 2002-05-17; mail a", "no"},
		{"another date beside one number", "name jane doe; birth 1980-05-17; number 123456789", "name jane doe; birth 1963-11-02; number 123456789", "likely"},
		{"another number with its check digit", "name jane doe; mail a; firm 123456789", "name jane doe; mail a; firm 987654321", "no"},
		{"spouses with one insurance", "name jane doewald; number 123456789; place 12 long lane", "name bertram doewald; number 123456789; place 12 long lane", "no"},
		{"twins", "given jane|doewald; birth 1980-05-17; phone 1; place 12 long lane", "given ida|doewald; birth 1980-05-17; phone 1; place 12 long lane", "no"},
		{"twins of a family's mailbox", "given jane|doewald; birth 1980-05-17; mail a", "given ida|doewald; birth 1980-05-17; mail a", "no"},
		{"wed", "given jane|doewald; birth 1980-05-17; mail a", "given jane|roewood; birth 1980-05-17; mail a", "likely"},
		{"wed, and nothing says which word is the given name", "name clara doewald; birth 1980-05-17; mail a; phone 1; place 12 longlane upper", "name clara roewood; birth 1980-05-17; mail a; phone 1; place 12 longlane upper", "probable"},
		{"wed, by telephone and address", "given clara|doewald; birth 1980-05-17; phone 1; place 12 longlane upper", "given clara|roewood; birth 1980-05-17; phone 1; place 12 longlane upper", "probable"},
		{"wed, by address alone", "given clara|doewald; birth 1980-05-17; place 12 longlane upper", "given clara|roewood; birth 1980-05-17; place 12 longlane upper", "no"},
		{"no wedding without the date", "name clara doewald; mail a; phone 1; place 12 longlane upper", "name clara roewood; mail a; phone 1; place 12 longlane upper", "no"},
		{"twins, and nothing says which word is the given name", "name clara doewald; birth 1980-05-17; mail a; phone 1; place 12 longlane upper", "name ida doewald; birth 1980-05-17; mail a; phone 1; place 12 longlane upper", "no"},
		{"one street, two houses", "name jane doe; place 12 longlane upper", "name jane doe; place 99 longlane upper", "no"},
		{"one house, and a mailbox of each", "name jane doewald; mail a; place 12 longlane upper", "name jane doewald; mail b; place 12 longlane upper", "probable"},
		{"one account, and a mailbox of each", "name jane doewald; mail a; account 7", "name jane doewald; mail b; account 7", "probable"},
		{"one login, and a mailbox of each", "name jane doewald; mail a; login jdoe", "name jane doewald; mail b; login jdoe", "likely"},
		{"one account", "name jane doewald; mail a; account 7", "name jane doewald; account 7", "likely"},
		{"one mailbox, and a telephone of each", "name jane doewald; mail a; phone 1", "name jane doewald; mail a; phone 2", "likely"},
		{"one date, and a mailbox of each", "name jane doewald; mail a; birth 1980-05-17", "name jane doewald; mail b; birth 1980-05-17", "likely"},
		{"a date a generation apart", "name jane doewald; mail a; birth 1951-02-03", "name jane doewald; mail a; birth 1985-02-03", "no"},
		{"one house", "name jane doewald; place 12 longlane upper", "name jane doewald; place 12 longlane upper", "likely"},
		{"a family at one mailbox", "name jane doewald; mail a", "name hektor doewald; mail a", "no"},
		{"a couple", "name paul ziegenrücker; mail a", "name paula ziegenrücker; mail a", "probable"},
		{"a couple that sounds alike", "name john doewald; mail a", "name jane doewald; mail a", "probable"},
		{"twins that sound alike", "name maria doewald; birth 1980-05-17; mail a; phone 1", "name mario doewald; birth 1980-05-17; mail a; phone 1", "probable"},
		{"two numbers with check digits beside one without", "name jane doewald; firm 123456789; number 20001234", "name jane doewald; firm 987654321; number 20001234", "no"},
		{"a slip in the family name", "name paula ziegenrucker; mail a", "name paula ziegenruckre; mail a", "likely"},
		{"father and son", "name james pettigrove senior; mail a; phone 1; place 55 kinzie", "name james pettigrove junior; mail a; phone 1; place 55 kinzie", "no"},
		{"father or son", "name james pettigrove; mail a; phone 1; place 55 kinzie", "name james pettigrove junior; mail a; phone 1; place 55 kinzie", "probable"},
		{"strangers", "name jane doewald; birth 1980-05-17; org x", "name hektor roewood; birth 1980-05-17; org x", "no"},
	} {
		w := newWorld(c.a, c.b)
		for i := range 200 {
			w.add(fmt.Sprintf("name stranger%c%c other%c%c; birth 19%02d-%02d-%02d; mail s%d", 'a'+i%26, 'a'+i/26, 'a'+i%26, 'a'+i/26, i%100, i%12+1, i%28+1, i))
		}
		p := w.population(t)
		x, y := p.Compare(0, 1), p.Compare(1, 0)
		if x != y {
			t.Errorf("%s: %+v one way, %+v the other", c.why, x, y)
		}
		links, err := p.Link(t.Context(), Probable(p.Len()))
		if err != nil {
			t.Fatal(err)
		}
		got := "no"
		for _, e := range links.Edges {
			switch {
			case e.A != 0 || e.B != 1:
				t.Errorf("%s: strangers are linked: %+v", c.why, e)
			case e.Weight >= Likely(p.Len()) && !e.Alone:
				got = "likely"
			default:
				got = "probable"
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s: %+v, likely from %d", c.why, got, c.want, x, Likely(p.Len()))
		}
	}
}

// Records that are one for certain, by name and telephone, are taken apart where titles contradict each other.
func TestTwoTitlesAreTorn(t *testing.T) {
	p := newWorld("name jane doewald; title f; title m; phone 1", "name ida roewood; title f; phone 2").population(t)
	if got, err := p.Torn(t.Context()); !slices.Equal(got, []uint32{0}) || err != nil {
		t.Errorf("torn: %v %v", got, err)
	}
}

// So are names the other way round, unless a date of birth is known.
func TestCrossedNamesAreTorn(t *testing.T) {
	p := newWorld("given ali|hassan; given hassan|ali; phone 1", "given ali|roe; given roe|ali; birth 1980-05-17", "given ali|poe; name poe ali; phone 2").population(t)
	if got, err := p.Torn(t.Context()); !slices.Equal(got, []uint32{0}) || err != nil {
		t.Errorf("torn: %v %v", got, err)
	}
}

// Two who are of contradicting titles are no one by way of a third.
func TestATitleIsNoBridge(t *testing.T) {
	p := newWorld("name doewald; title f; mail a", "name doewald; title m; mail a", "name doewald; mail a").population(t)
	r := p.Resolve()
	r.Join([]Edge{{A: 0, B: 2, Weight: 41 * bit}, {A: 1, B: 2, Weight: 40 * bit}})
	if r.Of(0) == r.Of(1) || len(r.Made) != 1 {
		t.Errorf("made %v", r.Made)
	}
}

// Letters see more than what stands for a word without one of them.
func TestLettersSeeMore(t *testing.T) {
	for _, c := range []struct {
		a, b                  string
		fingerprints, letters bool
	}{
		{"katherine", "kathrine", true, true},
		{"katherine", "kathryne", false, true}, // two letters of eight
		{"jane", "jone", true, true},
		{"jan", "kim", false, false},
		{"annemarie", "anne marie", false, true},
		{"jane", "hektor", false, false},
	} {
		for _, text := range []bool{false, true} {
			w := newWorld()
			w.text = text
			w.add("name " + c.a + " doewald; mail a")
			w.add("name " + c.b + " doewald; mail a")
			want := c.fingerprints
			if text {
				want = c.letters
			}
			if got := !w.population(t).Compare(0, 1).Forbidden; got != want {
				t.Errorf("%s and %s, letters %t: %t, want %t", c.a, c.b, text, got, want)
			}
		}
	}
}

// An initial may be a husband's or a wife's: it makes them no one person.
func TestAnInitialIsNoBridge(t *testing.T) {
	p := newWorld("name martin oberholzer; mail a", "name monika oberholzer; mail a", "name m oberholzer; mail a").population(t)
	links, err := p.Link(t.Context(), Probable(p.Len()))
	if err != nil {
		t.Fatal(err)
	}
	r := p.Resolve()
	r.Join(links.Edges)
	if r.Of(0) == r.Of(1) || len(links.Edges) == 0 {
		t.Errorf("joined by %v", links.Edges)
	}
}

// Where equal evidence leads to two that contradict each other, nobody can say to which: it is
// joined to neither, in whatever order the edges stand.
func TestWhatIsAmbiguousIsNotJoined(t *testing.T) {
	p := newWorld("name jane doewald; birth 1980-05-17; mail a", "name jane doewald; mail a", "name jane doewald; birth 1963-11-02; mail a").population(t)
	edges := []Edge{{A: 0, B: 1, Weight: 40 * bit}, {A: 1, B: 2, Weight: 40 * bit}}
	for range 2 {
		r := p.Resolve()
		r.Join(edges)
		if len(r.Made) != 0 || len(r.Refused) != 2 || r.Of(0) == r.Of(1) {
			t.Errorf("made %v, refused %v", r.Made, r.Refused)
		}
		slices.Reverse(edges)
	}
	edges[0].Weight += bit // the stronger one holds
	r := p.Resolve()
	r.Join(edges)
	if len(r.Made) != 1 || r.Made[0] != edges[0] {
		t.Errorf("made %v, want the stronger one", r.Made)
	}
}

func TestDecisionsHold(t *testing.T) {
	p := newWorld("name jane doewald; mail a", "name jane doewald; mail a", "name hektor roe; birth 1963-11-02", "name ida poe; birth 1980-05-17").population(t)
	links, err := p.Link(t.Context(), Probable(p.Len()))
	if err != nil || len(links.Edges) != 1 {
		t.Fatal(links, err)
	}
	r := p.Resolve()
	r.Force(2, 3)
	r.Apart(0, 1)
	r.Join(links.Edges)
	if r.Of(2) != r.Of(3) || r.Of(0) == r.Of(1) || len(r.Refused) != 1 {
		t.Errorf("forced %t, joined %t, refused %v", r.Of(2) == r.Of(3), r.Of(0) == r.Of(1), r.Refused)
	}
}

// A decision holds whatever else was decided of the same people.
func TestApartHoldsAfterForce(t *testing.T) {
	p := newWorld("name ida poe", "name jane doewald; mail a", "name jane doewald; mail a").population(t)
	r := p.Resolve()
	r.Force(0, 1)
	r.Apart(1, 2)
	r.Join([]Edge{{A: 1, B: 2, Weight: 40 * bit}})
	if r.Of(1) == r.Of(2) {
		t.Error("joined what was decided to be apart")
	}
}

// What stands in a person's last profile counts as what stands in its first.
func TestAllProfilesForbid(t *testing.T) {
	w := newWorld()
	for range 20 {
		w.add("name jane doewald; mail a")
	}
	w.add("name jane doewald; mail a; birth 1980-05-17")
	w.add("name jane doewald; mail a; birth 1963-11-02")
	r := w.population(t).Resolve()
	for i := range uint32(20) {
		r.Force(i, i+1)
	}
	r.Join([]Edge{{A: 0, B: 21, Weight: 40 * bit}})
	if r.Of(0) == r.Of(21) {
		t.Error("two dates of birth are one person")
	}
}

// A merge that would join everything is refused, and so is none of its parts made.
func TestTooManyAreNotOnePerson(t *testing.T) {
	w := newWorld()
	var edges []Edge
	for i := range 200 {
		w.add(fmt.Sprintf("name jane doewald; mail m%d", i))
		if i > 0 {
			edges = append(edges, Edge{A: uint32(i - 1), B: uint32(i), Weight: 40 * bit})
		}
	}
	r := w.population(t).Resolve()
	r.Join(edges)
	if len(r.Made) != 0 || len(r.Refused) != len(edges) {
		t.Errorf("%d made, %d refused", len(r.Made), len(r.Refused))
	}
}

// A key that many share is passed over: the time does not grow with their square.
func TestACommonKeyIsPassedOver(t *testing.T) {
	w := newWorld()
	for i := range 2000 {
		w.add(fmt.Sprintf("name jane doe; mail list; org x; place 1 street%d", i))
	}
	links, err := w.population(t).Link(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(links.Edges) != 0 || links.Common == 0 {
		t.Errorf("%d edges, %d keys passed over", len(links.Edges), links.Common)
	}
}

// Nothing depends on how profiles are numbered.
func TestOrderDoesNotShow(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	for range 50 {
		var profiles []string
		for range 60 {
			p := "name " + pick("jane", "jana", "j", "hektor", "bob", "robert") + " " + pick("doewald", "doewalt", "roewood", "poe")
			for range rng.IntN(4) {
				p += "; " + pick("birth 1980-05-17", "birth 1980-05-18", "birth 1963-11-02", "mail a", "mail b", "phone 1", "phone 2", "number 123456789", "number 123456798",
					"firm 222222222", "firm 333333333", "org x", "org y", "place 12 long lane", "place 12 short lane")
			}
			profiles = append(profiles, p)
		}
		var want string
		for range 3 {
			order := rng.Perm(len(profiles))
			w := newWorld()
			for _, i := range order {
				w.add(profiles[i])
			}
			p := w.population(t)
			links, err := p.Link(t.Context(), Probable(p.Len()))
			if err != nil {
				t.Fatal(err)
			}
			r := p.Resolve()
			r.Join(links.Edges)
			groups := map[uint32][]int{}
			for at, i := range order {
				groups[r.Of(uint32(at))] = append(groups[r.Of(uint32(at))], i)
			}
			var told []string
			for _, g := range groups {
				slices.Sort(g)
				told = append(told, fmt.Sprint(g))
			}
			slices.Sort(told)
			got := strings.Join(told, " ")
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("got  %s\nwant %s", got, want)
			}
		}
	}
}

func TestLog2(t *testing.T) {
	for n := uint64(1); n < 1<<62; n += 1 + n/7 {
		if got, want := log2(n), Weight(math.Floor(64*math.Log2(float64(n)))); got != want && got != want-1 {
			t.Fatalf("log2(%d) = %d, want %d", n, got, want)
		}
	}
}

// distance is optimal string alignment by its definition.
func distance(a, b string) int {
	if a == "" || b == "" {
		return len(a) + len(b)
	}
	cost := 1
	if a[0] == b[0] {
		cost = 0
	}
	d := min(distance(a[1:], b)+1, distance(a, b[1:])+1, distance(a[1:], b[1:])+cost)
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		d = min(d, distance(a[2:], b[2:])+1)
	}
	return d
}

func FuzzWithin(f *testing.F) {
	f.Add("jane", "jnae", 1)
	f.Add("annika", "anika", 2)
	f.Fuzz(func(t *testing.T, a, b string, errors int) {
		a, b, errors = a[:min(len(a), 7)], b[:min(len(b), 7)], min(max(errors, 0), 3)
		if got, want := within(a, b, errors), distance(a, b) <= errors; got != want {
			t.Errorf("within(%q, %q, %d) = %t, want %t", a, b, errors, got, want)
		}
	})
}

func BenchmarkLink(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 3))
	w := newWorld()
	const people = 20_000
	word := func(n int) string {
		var s strings.Builder
		for n += 100; n > 0; n /= 20 {
			s.WriteString("bcdfghklmnprstvwzaei"[n%20:n%20+1] + "aeiou"[n%5:n%5+1])
		}
		return s.String()
	}
	for i := range people {
		p := fmt.Sprintf("name %s %s; birth 19%02d-%02d-%02d; place %d %s %s", word(rng.IntN(400)), word(1000+rng.IntN(4000)), rng.IntN(100), rng.IntN(12)+1, rng.IntN(28)+1,
			rng.IntN(200), word(10_000+rng.IntN(2000)), word(20_000+rng.IntN(300)))
		w.add(p + fmt.Sprintf("; mail m%d", i))
		if i%5 == 0 {
			w.add(p)
		}
	}
	for b.Loop() {
		p := w.population(b)
		links, err := p.Link(b.Context(), Probable(p.Len()))
		if err != nil || len(links.Edges) < people/6 {
			b.Fatal(len(links.Edges), err)
		}
	}
	b.ReportMetric(float64(w.n)*float64(b.N)/b.Elapsed().Seconds(), "profiles/s")
}

// What all in one town have says nothing of who is who there, however seldom it is at large.
func TestWhatMostHaveSaysNothing(t *testing.T) {
	for _, c := range []struct{ why, a, b, want string }{
		{"another house", "name jane doewald; place 12 29649 longlane upper", "name jane doewald; place 31 29649 longlane upper", "no"},
		{"another street", "name jane doewald; place 12 29649 longlane upper", "name jane doewald; place 12 29649 shortway upper", "no"},
		{"no street", "name jane doewald; place 29649 upper", "name jane doewald; place 29649 upper", "no"},
		{"one house", "name jane doewald; place 12 29649 longlane upper", "name jane doewald; place 12 29649 longlane upper", "likely"},
	} {
		w := newWorld(c.a, c.b)
		for i := range 200 {
			w.add(fmt.Sprintf("name stranger%c%c other%c%c; place %d 29649 way%d upper", 'a'+i%26, 'a'+i/26, 'a'+i%26, 'a'+i/26, i%40, i%30))
		}
		p := w.population(t)
		got := "no"
		if x := p.Compare(0, 1); x.worth(Likely(p.Len())) && !x.Unlikely() {
			got = "likely"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.why, got, c.want)
		}
	}
}

// What a firm or a family has under one number is nobody's own: whoever else has it shows that.
func TestAccountOfSeveral(t *testing.T) {
	two := []string{"name jane doewald; account 7", "name jane doewald; account 7"}
	for _, c := range []struct {
		other string
		want  bool
	}{{"name bertram roewood; account 7", false}, {"name j doewald; account 7", true}, {"name bertram roewood; account 8", true}} {
		p := newWorld(append(two, c.other)...).population(t)
		x := p.Compare(0, 1)
		if got := x.worth(Likely(p.Len())) && !x.Unlikely(); got != c.want {
			t.Errorf("beside %q, two of one name and account are one: %t", c.other, got)
		}
	}
}
