package detect

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// lists are the known names that rules refer to, all lower case.
type lists struct {
	domains              domainFlags // what is known of registrable domains
	role, system         *words      // local parts
	testCards, testIBANs map[string]bool
	testKeys             map[string]bool // as they are written
	notNames             *words          // words that are no person
	notePlain            *words          // words of notes that name nobody
	noteOthers           *words          // and that tell of somebody else
	given, family        *words          // names that many bear
	ibans                [26][26]uint8   // length by country
	ibanCountries        []string
	issuers              []issuer
	calling              *callingCodes
	forms                []legalForm
	formsByEnd           [256][]int
	formsBefore          []int
	formEnds, formStarts [1 << 16]bool // by the last two bytes of a form, by the first two of one before a name
	regions              []language.Region
	named                sync.Once // whether the CLDR's names are in countries
	townsRead            sync.Once
	towns                map[string]string // folded name → ISO 3166-1 alpha-2
	countries            map[string][]byte // folded name → ISO 3166-1 alpha-2
}

func newLists(files map[string][]byte, own []string) (*lists, error) {
	l := &lists{
		domains:   domainFlags{known: map[string]domainFlag{}},
		role:      newWords(wordSet(files["data/role.txt"])),
		system:    newWords(wordSet(files["data/system.txt"])),
		testCards: wordSet(files["data/test-cards.txt"]),
		testIBANs: map[string]bool{},
		testKeys:  map[string]bool{},
		notNames:  newWords(wordSet(files["data/not-names.txt"])),
		notePlain: newWords(foldedSet(files["data/note-plain.txt"])), noteOthers: newWords(foldedSet(files["data/note-others.txt"])),
		given:     newWords(foldedSet(files["data/given.txt"])),
		family:    newWords(foldedSet(files["data/family.txt"])),
		countries: map[string][]byte{},
	}
	for flag, name := range map[domainFlag]string{domainFreeMail: "data/freemail.txt", domainReserved: "data/reserved.txt", domainCommon: "data/common-domains.txt"} {
		for d := range wordSet(files[name]) {
			l.domains.add(d, flag)
		}
	}
	for _, d := range own {
		l.domains.add(strings.ToLower(d), domainOwn)
	}
	for _, key := range strings.Split(string(files["data/test-keys.txt"]), "\n") {
		if key != "" && key[0] != '#' {
			l.testKeys[key] = true
		}
	}
	for w := range wordSet(files["data/test-ibans.txt"]) {
		l.testIBANs[strings.ToUpper(w)] = true
	}
	for _, read := range []func(map[string][]byte) error{l.readIBANs, l.readIssuers, l.readForms, l.readCountries} {
		if err := read(files); err != nil {
			return nil, err
		}
	}
	var err error
	l.calling, err = parseCalling("data/calling.txt", files["data/calling.txt"])
	return l, err
}

// lines calls fn with the fields of each line that is not empty and no comment.
func lines(data []byte, fn func(line int, words []string) error) error {
	for n, line := range strings.Split(string(data), "\n") {
		if words := strings.Fields(line); len(words) > 0 && words[0] != "#" {
			if err := fn(n+1, words); err != nil {
				return err
			}
		}
	}
	return nil
}

// wordSet reads words that white space parts; lines that begin with '#' are
// comments.
func wordSet(data []byte) map[string]bool {
	set := make(map[string]bool, len(data)/10)
	_ = lines(data, func(_ int, words []string) error {
		for _, w := range words {
			set[strings.ToLower(w)] = true
		}
		return nil
	})
	return set
}

// foldedSet is wordSet of words without diacritics.
func foldedSet(data []byte) map[string]bool {
	set := wordSet(data)
	for w := range set {
		set[foldDiacritics(w)] = true
	}
	return set
}

// words are a set of words. That a word is none of them is mostly told by its
// length and three of its bytes.
type words struct {
	set   map[string]bool
	maybe [1 << wordBits]bool // by wordHash
}

const wordBits = 12

func newWords(set map[string]bool) *words {
	w := &words{set: set}
	for s := range set {
		w.maybe[wordHash(s)] = true
	}
	return w
}

// wordHash returns a hash of a few bytes of s, which is not empty.
func wordHash(s string) uint32 {
	n := len(s)
	return (uint32(s[0]) | uint32(s[n/3])<<8 | uint32(s[n/2])<<16 | uint32(n)<<24) * 0x9E3779B1 >> (32 - wordBits)
}

// has reports whether b is one of the words.
func (w *words) has(b []byte) bool {
	return len(b) > 0 && w.maybe[wordHash(asString(b))] && w.set[string(b)]
}

func (l *lists) readIBANs(files map[string][]byte) error {
	const name = "data/iban.txt"
	return lines(files[name], func(n int, words []string) error {
		for _, w := range words {
			length, err := strconv.Atoi(w[2:])
			if err != nil || length < 15 || length > 34 || !isUpper(w[0]) || !isUpper(w[1]) {
				return fmt.Errorf("%s:%d: %q: want a country and 15 to 34", name, n, w)
			}
			l.ibans[w[0]-'A'][w[1]-'A'] = uint8(length)
			l.ibanCountries = append(l.ibanCountries, strings.ToLower(w[:2]))
		}
		return nil
	})
}

// ibanLength returns the length of a country's IBAN, 0 if it has none.
func (l *lists) ibanLength(a, b byte) int {
	if !isAlpha(a) || !isAlpha(b) {
		return 0
	}
	return int(l.ibans[a&^0x20-'A'][b&^0x20-'A'])
}

// An issuer is a range of card numbers (ISO/IEC 7812).
type issuer struct {
	first, last int // of the first six digits
	lengths     [20]bool
	usual       bool // common enough to count without context
}

// readIssuers reads lines such as "visa 4 13,16*,19": a range of beginnings and
// lengths; a star marks the usual ones.
func (l *lists) readIssuers(files map[string][]byte) error {
	const name = "data/issuers.txt"
	return lines(files[name], func(n int, words []string) error {
		if len(words) != 3 {
			return fmt.Errorf("%s:%d: want a name, a range and lengths", name, n)
		}
		from, to, ok := strings.Cut(words[1], "-")
		if !ok {
			to = from
		}
		first, err1 := strconv.Atoi((from + "000000")[:6])
		last, err2 := strconv.Atoi((to + "999999")[:6])
		if err1 != nil || err2 != nil {
			return fmt.Errorf("%s:%d: %q is no range", name, n, words[1])
		}
		usual, rare := issuer{first: first, last: last, usual: true}, issuer{first: first, last: last}
		for _, s := range strings.Split(words[2], ",") {
			digits, star := strings.CutSuffix(s, "*")
			length, err := strconv.Atoi(digits)
			if err != nil || length < 12 || length > 19 {
				return fmt.Errorf("%s:%d: length %q: want 12 to 19", name, n, s)
			}
			if star {
				usual.lengths[length] = true
			} else {
				rare.lengths[length] = true
			}
		}
		l.issuers = append(l.issuers, usual, rare)
		return nil
	})
}

// issuer reports whether digits lie in an issuer's range and have a length that
// it issues, and whether that is a usual one.
func (l *lists) issuer(digits []byte) (usual, ok bool) {
	if len(digits) < 12 || len(digits) > 19 {
		return false, false
	}
	six := 0
	for _, c := range digits[:6] {
		six = six*10 + int(c-'0')
	}
	for i := range l.issuers {
		if r := &l.issuers[i]; six >= r.first && six <= r.last && r.lengths[len(digits)] {
			usual, ok = usual || r.usual, true
		}
	}
	return usual, ok
}

// foldedLocal returns a local part in lower case without a tag and with '.' and
// '_' as '-', in buf.
func foldedLocal(local []byte, buf *[64]byte) []byte {
	n := 0
	for _, c := range local {
		if c == '+' || n == len(buf) {
			break
		}
		if c == '.' || c == '_' {
			c = '-'
		}
		buf[n] = lower[c]
		n++
	}
	return buf[:n]
}

// isRole reports whether a folded local part names an office and not a person.
func (l *lists) isRole(folded []byte) bool { return l.role.has(folded) }

// isSystem reports whether a folded local part names a machine.
func (l *lists) isSystem(folded []byte) bool {
	if l.system.has(folded) {
		return true
	}
	s := asString(folded)
	return strings.HasPrefix(s, "noreply") || strings.HasPrefix(s, "no-reply") || strings.HasPrefix(s, "donotreply") || strings.HasPrefix(s, "bounce")
}
