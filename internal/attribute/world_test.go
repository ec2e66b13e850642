package attribute

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/seal"
)

// A row is one record as a test writes it: "email jane@contoso.test".
type row []string

// A paper is one content: its rows, and how often it lies about.
type paper struct {
	rows    []row
	ways    uint64
	objects uint64
	loose   row  // mentions outside of any record
	hidden  bool // never published
	score   uint8
	upside  bool // mentions are handed on last first
	content Content
	places  []Placed // where it stands
}

// A desk writes papers into a ledger.
type desk struct {
	t      testing.TB
	sealer *seal.Sealer
	mem    vfs.FS
	papers []paper
}

func newDesk(t testing.TB, papers ...paper) *desk {
	return &desk{t: t, sealer: seal.NewKey().Sealer(), mem: vfs.NewMem(), papers: papers}
}

// fieldOf is where a value stands: "from email jane@contoso.test", and "first person
// Jane" and "last person Doe" in columns of their own.
var fieldOf = map[string]exposure.Field{"from ": exposure.FieldFrom, "first ": exposure.FieldFirstName, "last ": exposure.FieldLastName, "sign ": exposure.FieldSignature,
	"firm ": exposure.FieldCompany, "site ": exposure.FieldDomain, "seller ": "seller", "buyer ": "buyer", "partner ": "partner", "login ": exposure.FieldLogin, "row ": exposure.FieldLoginRow, "mail ": exposure.FieldEmail, "to ": exposure.FieldTo, "signer ": exposure.FieldUser, "keeper ": exposure.FieldKeeper, "url ": exposure.FieldLoginURL}

var freeMail = map[string]bool{"mailbox.test": true}

func (d *desk) identity(s string) exposure.Identity {
	d.t.Helper()
	name, value, ok := strings.Cut(s, " ")
	kind, err := exposure.ParseKind(name)
	if err != nil || !ok {
		d.t.Fatalf("%q: want a kind and a value", s)
	}
	var class exposure.Class
	if local, domain, ok := strings.Cut(value, "@"); ok && kind == exposure.Email {
		switch {
		case domain == "example.org": // RFC 2606
			class = exposure.ClassReserved
		case freeMail[domain]:
			class = exposure.ClassFreeMail
		case local == "info" || local == "sales":
			class = exposure.ClassRole
		case local == "no-reply":
			class = exposure.ClassSystem
		}
	}
	if kind == exposure.Project && strings.ContainsAny(value, "0123456789") && !strings.Contains(value, " ") {
		class = exposure.ClassNumber
	}
	if value == "4111111111111111" || value == "GB82WEST12345698765432" { // the account of every manual
		class = exposure.ClassTest
	}
	return d.sealer.Seal(kind, []byte(value), class)
}

func unitOf(i int) exposure.Unit {
	u := exposure.Unit{15: byte(i), 14: byte(i >> 8), 13: byte(i >> 16)}
	x := mix(uint64(i))
	for j := range 8 {
		u[j] = byte(x >> (8 * j))
	}
	return u
}

// write puts paper i into a batch.
func (d *desk) write(b *ledger.Batch, i int) {
	p := &d.papers[i]
	score := p.score
	if score == 0 {
		score = 80
	}
	b.Begin(unitOf(i))
	offset, step := uint64(0), uint64(10)
	if p.upside {
		offset, step = 1<<20, -step
	}
	add := func(s string, record int) {
		if key, ok := strings.CutPrefix(s, "key "); ok {
			b.Key(d.key(key, record))
			return
		}
		var field exposure.Field
		for prefix, f := range fieldOf {
			if rest, ok := strings.CutPrefix(s, prefix); ok {
				s, field = rest, f
			}
		}
		name, value, _ := strings.Cut(s, " ")
		kind, rule, _ := strings.Cut(name, "@") // "identifier@us-ssn 123"
		id := d.identity(kind + " " + value)
		offset += step
		b.Add(&id, exposure.Mention{Field: field, Record: uint64(record), Offset: offset, Length: 9, Rule: cmp.Or(rule, ruleFor(&id)), Score: score})
	}
	for n := range p.rows {
		if p.upside {
			n = len(p.rows) - 1 - n
		}
		r := slices.Clone(p.rows[n])
		if p.upside {
			slices.Reverse(r)
		}
		for _, s := range r {
			add(s, n+1)
		}
	}
	for _, s := range p.loose {
		add(s, 0)
	}
	b.Finish()
}

// input writes every paper, in the order given or in theirs, and returns an
// input over the ledger.
func (d *desk) input(order ...int) Input {
	d.t.Helper()
	l, err := ledger.Open(d.mem, "ledger", ledger.Options{Digest: "d"})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() {
		if err := l.Close(); err != nil {
			d.t.Error(err)
		}
	})
	if order == nil {
		for i := range d.papers {
			order = append(order, i)
		}
	}
	b := l.NewBatch()
	for n, i := range order {
		d.write(b, i)
		if n%7 == 0 {
			if err := l.Commit(b); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	if err := l.Commit(b); err != nil {
		d.t.Fatal(err)
	}
	return Input{Ledger: l, Contents: d.contents, Placed: d.placed}
}

// key reads "customer id 17": whose it is, as what it is written, and the value.
func (d *desk) key(s string, record int) exposure.Key {
	d.t.Helper()
	for of := range exposure.KeyOf(16) {
		for as := range exposure.KeyAs(8) {
			if value, ok := strings.CutPrefix(s, exposure.KeyColumnOf(of, as, false).String()+" "); ok {
				return exposure.Key{Record: uint64(record), Column: exposure.KeyColumnOf(of, as, false), Lead: true, Hash: d.sealer.RowKey([]byte(value))}
			}
		}
	}
	d.t.Fatalf("%q is no key", s)
	return exposure.Key{}
}

func (d *desk) placed(context.Context) iter.Seq2[Placed, error] {
	return func(yield func(Placed, error) bool) {
		for i, p := range d.papers {
			for _, at := range p.places {
				if at.Unit = unitOf(i); !yield(at, nil) {
					return
				}
			}
		}
	}
}

func (d *desk) contents() iter.Seq2[Content, error] {
	return func(yield func(Content, error) bool) {
		var list []Content
		for i, p := range d.papers {
			if p.hidden {
				continue
			}
			c := p.content
			c.Unit, c.Ways, c.Objects, c.Leaf = unitOf(i), max(p.ways, 1), p.objects, true
			list = append(list, c)
		}
		slices.SortFunc(list, func(a, b Content) int { return slices.Compare(a.Unit[:], b.Unit[:]) })
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func compute(t testing.TB, in Input) *Figures {
	t.Helper()
	f, checks, err := Replay(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		if !c.OK() {
			t.Errorf("replay: %s: %d, the figures have %d", c.Name, c.Want, c.Have)
		}
	}
	sane(t, f)
	return f
}

// sane holds what must be so of any figures.
func sane(t testing.TB, f *Figures) {
	t.Helper()
	hold := func(what string, r Range, distinct, mentions uint64) {
		if r.Low > r.High || r.High > distinct || distinct > mentions || mentions > 0 && r.Low == 0 && distinct > 0 {
			t.Errorf("%s: low %d, high %d, distinct %d, mentions %d", what, r.Low, r.High, distinct, mentions)
		}
	}
	for _, k := range f.Kinds {
		hold(k.Kind.String(), k.Resolved, k.Distinct, k.Mentions)
	}
	hold("persons", f.Persons.Resolved, f.Persons.Distinct, f.Persons.Mentions)
	hold("entities", f.Entities.Resolved, f.Entities.Distinct, f.Entities.Mentions)
	for _, e := range f.Entities.List {
		if e.Mentions == 0 || e.Contents == 0 {
			t.Errorf("entity %s: %d mentions in %d contents", e.ID, e.Mentions, e.Contents)
		}
	}
}

func asJSON(t testing.TB, f *Figures) string {
	t.Helper()
	b, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func entity(t testing.TB, f *Figures, id string) Entity {
	t.Helper()
	for _, e := range f.Entities.List {
		if e.ID == id {
			return e
		}
	}
	var ids []string
	for _, e := range f.Entities.List {
		ids = append(ids, e.ID)
	}
	t.Fatalf("no entity %q among %q", id, ids)
	return Entity{}
}

func kindOf(f *Figures, k exposure.Kind) KindFigure { return f.Kinds[k-1] }

// randomPapers makes a muddle out of few values, so that everything meets.
func randomPapers(rng *rand.Rand) []paper {
	domains := []string{"contoso.de", "contoso.fr", "fabrikam.com", "mailbox.test", "own.example", "north-wind.co.uk"}
	values := []func() string{
		func() string {
			return "email " + []string{"jane", "j.ane", "jane+x", "info", "no-reply", "bob"}[rng.IntN(6)] + "@" + domains[rng.IntN(len(domains))]
		},
		func() string { return "person " + []string{"Jane Doe", "Doe, Jane", "Bob Roe", "Eve Poe"}[rng.IntN(4)] },
		func() string { return "first person " + []string{"Jane", "Bob", "Eve"}[rng.IntN(3)] },
		func() string { return "last person " + []string{"Doe", "Roe", "Poe"}[rng.IntN(3)] },
		func() string {
			return "company " + []string{"Contoso GmbH", "Contoso", "Contoso AG", "Fabrikam Inc.", "Wind North", "North Wind Ltd"}[rng.IntN(6)]
		},
		func() string {
			return "phone " + []string{"+44 7700 900123", "07700 900123", "+49 30 23125 123", "+1 555 555 0123"}[rng.IntN(4)]
		},
		func() string { return "country " + []string{"DE", "FR", "GB"}[rng.IntN(3)] },
		func() string { return "user " + []string{"JDoe", "j.doe", "bob"}[rng.IntN(3)] },
		func() string { return fmt.Sprint("secret hunter-hunter-hunter-", rng.IntN(3)) },
		func() string { return "domain " + domains[rng.IntN(len(domains))] },
	}
	papers := make([]paper, 12)
	for i := range papers {
		p := &papers[i]
		p.ways, p.objects = 1+rng.Uint64N(3), rng.Uint64N(2)
		p.hidden = rng.IntN(6) == 0
		p.score = uint8(40 + 20*rng.IntN(3))
		for range rng.IntN(6) {
			var r row
			for range 1 + rng.IntN(6) {
				r = append(r, values[rng.IntN(len(values))]())
			}
			p.rows = append(p.rows, r)
		}
		for range rng.IntN(4) {
			p.loose = append(p.loose, values[rng.IntN(len(values))]())
		}
	}
	return papers
}

// ruleFor is the rule by which something is found.
func ruleFor(id *exposure.Identity) string {
	if id.Mask == exposure.DiagnosisMask {
		return "diagnosis-field"
	}
	return "rule-" + id.Kind.String()
}
