package attribute

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// A shelf keeps files in memory.
type shelf struct {
	files  map[string][]byte
	writes int
	full   bool // nothing can be written
}

func (s *shelf) Read(name string, read func(io.Reader) error) error {
	b, ok := s.files[name]
	if !ok {
		return fs.ErrNotExist
	}
	return read(bytes.NewReader(b))
}

func (s *shelf) Write(name string, fill func(io.Writer) error) error {
	var b bytes.Buffer
	if err := fill(&b); err != nil || s.full {
		return errors.Join(err, errors.New("disk full"))
	}
	if s.files == nil {
		s.files = map[string][]byte{}
	}
	s.files[name] = b.Bytes()
	s.writes++
	return nil
}

// answers is what is said of organisations, as one text.
func answers(t *testing.T, in Input) string {
	t.Helper()
	list, err := Organisations(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	all := []any{list}
	for _, e := range list[:min(3, len(list))] {
		why, err := Explain(t.Context(), in, "entity", e.ID)
		if err != nil {
			t.Fatalf("%s: %v", e.ID, err)
		}
		c, err := Consider(t.Context(), in, Decision{Op: SortOwn, A: e.ID})
		if err != nil {
			t.Fatalf("%s: %v", e.ID, err)
		}
		all = append(all, why, c)
	}
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// randomDecision is about names that may be met.
func randomDecision(rng *rand.Rand) Decision {
	names := []string{"contoso.de", "contoso.fr", "fabrikam.com", "mailbox.test", "own.example", "north-wind.co.uk", "Contoso AG", "Fabrikam Inc.", "North Wind Ltd"}
	ops := append(Marks(), OpMerge, OpMerge, OpSplit, OpRename, OpUndo)
	d := Decision{Op: ops[rng.IntN(len(ops))], A: names[rng.IntN(len(names))], Reason: "because"}
	if d.Op == OpMerge || d.Op == OpSplit || d.Op == OpRename {
		d.B = names[rng.IntN(len(names))]
	}
	return d
}

// What is kept changes no answer, whatever is decided after it was kept.
func TestKeptChangesNothing(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(11, seed))
		in, kept := newDesk(t, randomPapers(rng)...).input(), &shelf{}
		in.Own, in.MinScore = []string{"own.example"}, 50
		for n := range 8 {
			with := in
			with.Kept = kept
			if got, want := answers(t, with), answers(t, in); got != want {
				t.Fatalf("seed %d, after %d decisions %+v:\n%s\nwithout what is kept\n%s", seed, n, in.Decisions, got, want)
			}
			in.Decisions = append(in.Decisions, randomDecision(rng))
		}
		if f, g := compute(t, in), compute(t, withKept(in, kept)); len(f.Entities.List) != len(g.Entities.List) {
			t.Errorf("seed %d: figures are not those of the ledger", seed)
		}
	}
}

func withKept(in Input, k Keeper) Input {
	in.Kept = k
	return in
}

// keptPapers are two organisations, of which one stands with a company too.
func keptPapers() []paper {
	return []paper{{rows: append(rows(4, "company Zebra Ltd", "email a@contoso.de"), row{"person Jane Doe", "email jane@fabrikam.fr"})}}
}

// A decision that moves nobody apart costs no pass over the ledger: another that holds nothing does as well. One that
// does costs the pass over the records alone.
func TestKeptSparesThePasses(t *testing.T) {
	in := newDesk(t, keptPapers()...).input()
	in.Kept = &shelf{}
	before, err := Organisations(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	in.Ledger = newDesk(t).input().Ledger
	in.Decisions = []Decision{{Op: OpMerge, A: "contoso.de", B: "fabrikam.fr"}, {Op: SortPartner, A: "contoso.de"}}
	after, err := Organisations(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(before) != 2 || len(after) != 1 || after[0].Sort != SortPartner || after[0].Mentions != before[0].Mentions+before[1].Mentions || after[0].Kinds["person"] != 1 {
		t.Errorf("before %+v, merged %+v", before, after)
	}
	in.Decisions = []Decision{{Op: SortOwn, A: "fabrikam.fr"}}
	own, err := Organisations(t.Context(), in)
	if err != nil || len(own) != 3 || !own[2].Apart || own[0].Mentions+own[1].Mentions+own[2].Mentions != 0 {
		t.Errorf("%+v, %v: records were not read again, of which there are none now", own, err)
	}
}

// What is kept of other contents, or torn, is not taken, and what cannot be kept hinders nobody.
func TestKeptOfSomethingElseIsNotTaken(t *testing.T) {
	d := newDesk(t, keptPapers()...)
	in := d.input()
	kept := &shelf{}
	first := answers(t, withKept(in, kept))
	writes := kept.writes
	if answers(t, withKept(in, kept)); kept.writes != writes {
		t.Errorf("what is there was written again: %d times", kept.writes-writes)
	}
	files := kept.files
	for name, whole := range files {
		for n := range len(whole) {
			kept.files = map[string][]byte{}
			for other := range files {
				kept.files[other] = files[other]
			}
			kept.files[name] = whole[:n]
			if n%7 == 0 && answers(t, withKept(in, kept)) != first {
				t.Fatalf("%s, cut at %d of %d, was taken", name, n, len(whole))
			}
		}
	}
	kept.files = files
	d.papers[0].ways = 3
	if answers(t, withKept(in, kept)) != answers(t, in) {
		t.Error("what is kept of contents to which fewer ways lead was taken")
	}
	in.MinScore = 90
	if answers(t, withKept(in, kept)) != answers(t, in) {
		t.Error("what is kept of a lower score was taken")
	}
	if got := answers(t, withKept(in, &shelf{full: true})); got != answers(t, in) {
		t.Error("a full disk changes the answer")
	}
}

// FuzzKept reads anything as what is kept: it is refused or taken, at a cost that its length bounds.
func FuzzKept(f *testing.F) {
	m := &model{in: Input{Kept: &shelf{}}, records: &records{mentions: []uint64{1, 2}, alone: []uint32{3}, dealt: []dealt{{4, 5, 6}}, traces: []trace{{pieces: [][]byte{{0, 1, 2}}}}}}
	m.names.domain("contoso.de")
	m.names.company("Zebra Ltd")
	m.companyOf, m.phones.prints = []company{{name: 1, stem: 7}}, []uint64{8}
	m.records.together.add(9)
	m.records.holdings.addAll(0, []held{heldBy(1, 64|uint64(exposure.Phone))})
	for which, fields := range []func(*coding){m.codeNames, m.codeIdentities, m.codeRecords} {
		var b bytes.Buffer
		c := writing(&b)
		if fields(c); c.end() != nil {
			f.Fatal(c.err)
		}
		f.Add(uint8(which), b.Bytes())
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		m := &model{records: &records{}}
		fields := []func(*coding){m.codeNames, m.codeIdentities, m.codeRecords}[which%3]
		c := reading(bytes.NewReader(b))
		fields(c)
		if c.end() != nil {
			return
		}
		var again bytes.Buffer
		w := writing(&again)
		if fields(w); w.end() != nil {
			t.Fatal(w.err)
		}
		if which%3 != 2 && !slices.Equal(again.Bytes(), b) { // the order of a set of records is not kept
			t.Errorf("%x was read and is written as %x", b, again.Bytes())
		}
	})
}
