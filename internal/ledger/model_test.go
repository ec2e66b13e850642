package ledger

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	gocmp "github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/seal"
)

// A model is what the ledger must hold: the finished units. Their contents are
// a function of the unit, as they are in life.
type model map[exposure.Unit][]exposure.Mention

func modelUnit(n int) exposure.Unit { return exposure.Unit{byte(n * 37), byte(n)} }

// contents makes the mentions of unit n out of 12 identities of three kinds.
func contents(n int) []exposure.Mention {
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	mentions := make([]exposure.Mention, rng.IntN(40))
	for i := range mentions {
		mentions[i] = exposure.Mention{
			Kind: exposure.Kind(1 + rng.IntN(3)), Identity: exposure.Fingerprint{0: byte(rng.IntN(4))},
			Part: uint32(i / 10), Offset: rng.Uint64N(1000), Length: rng.Uint32N(100), Record: uint64(i / 4),
			Field: [...]exposure.Field{"", exposure.FieldEmail, exposure.FieldName}[rng.IntN(3)],
			Rule:  fmt.Sprint("rule-", rng.IntN(3)), Score: uint8(20 * rng.IntN(6)),
		}
	}
	return mentions
}

func describe(m exposure.Mention) *exposure.Identity {
	return &exposure.Identity{
		Kind: m.Kind, Fingerprint: m.Identity, Mask: fmt.Sprint("mask ", m.Identity[0]), Class: exposure.ClassRole,
		Features: []exposure.Feature{{Of: exposure.FeatureSorted, Hash: uint64(m.Identity[0])}},
	}
}

// A world is a ledger beside its model.
type world struct {
	t     *testing.T
	rng   *rand.Rand
	mem   *vfs.MemFS
	wrap  func(vfs.FS) vfs.FS
	l     *Ledger
	model model
	open  []*worker
}

// A worker is in the middle of a unit.
type worker struct {
	b    *Batch
	n    int
	left []exposure.Mention
}

func newWorld(t *testing.T, seed uint64, wrap func(vfs.FS) vfs.FS) *world {
	w := &world{
		t: t, rng: rand.New(rand.NewPCG(seed, 2)), mem: vfs.NewCrashableMem(), wrap: wrap,
		model: model{},
	}
	w.l = mustOpen(t, w.wrap(w.mem), "ledger", Options{Digest: "d"})
	w.hire()
	return w
}

func (w *world) hire() {
	w.open = nil
	for range 3 {
		b := w.l.NewBatch()
		b.limit = 7
		w.open = append(w.open, &worker{b: b})
	}
}

// step does one thing that may happen.
func (w *world) step() {
	switch p := w.rng.IntN(100); {
	case p < 70:
		w.work(w.open[w.rng.IntN(len(w.open))])
	case p < 85:
		w.commit()
	case p < 93:
		w.settle()
	case p < 94:
		w.open[w.rng.IntN(len(w.open))].b.Abandon() // nothing of it was committed, or resume drops it
	case p < 96:
		mustClose(w.t, w.l) // what waits in batches is lost
		w.l = mustOpen(w.t, w.wrap(w.mem), "ledger", Options{Digest: "d"})
		w.hire()
		w.resume()
	default:
		w.crash()
	}
}

func (w *world) work(k *worker) {
	if !k.b.open {
		k.n = w.rng.IntN(30)
		k.left = contents(k.n)
		k.b.Begin(modelUnit(k.n))
	}
	for range w.rng.IntN(20) {
		if len(k.left) == 0 {
			k.b.Finish()
			return
		}
		k.b.Add(describe(k.left[0]), k.left[0])
		k.left = k.left[1:]
	}
}

func (w *world) commit() {
	batches := make([]*Batch, 0, len(w.open))
	for _, k := range w.open {
		if w.rng.IntN(2) == 0 {
			batches = append(batches, k.b)
		}
	}
	finished := map[exposure.Unit]int{}
	for _, b := range batches {
		for _, r := range b.rows {
			if key := r.keyIn(b.arena); key[0] == summaryRow {
				finished[exposure.Unit(key[1:])] = int(key[2])
			}
		}
	}
	if err := w.l.Commit(batches...); err != nil {
		w.t.Fatal(err)
	}
	for u, n := range finished {
		w.model[u] = contents(n)
	}
}

func (w *world) settle() {
	for u := range w.model {
		if w.rng.IntN(2) == 0 {
			if err := w.l.Settle(u); err != nil {
				w.t.Fatal(err)
			}
		}
	}
}

// crash loses what was not synced and settles or drops what is open, as the
// catalog would say.
func (w *world) crash() {
	after := w.mem.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: 50 * w.rng.IntN(3), RNG: w.rng})
	if err := w.l.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.mem = after
	w.l = mustOpen(w.t, w.wrap(w.mem), "ledger", Options{Digest: "d"})
	w.hire()
	w.resume()
}

func (w *world) resume() {
	units, err := w.l.Unsettled()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, u := range units {
		if _, published := w.model[u]; published {
			err = w.l.Settle(u)
		} else {
			err = w.l.Drop(u)
		}
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// check compares every view of the ledger with the model.
func (w *world) check() {
	w.t.Helper()
	for _, k := range w.open {
		if err := w.l.Commit(k.b); err != nil {
			w.t.Fatal(err)
		}
		k.b.Abandon()
	}
	w.hire()
	mustClose(w.t, w.l)
	w.l = mustOpen(w.t, w.wrap(w.mem), "ledger", Options{Digest: "d"})
	published := readSummaries(w.t, w.l)
	for u, n := range published { // what the last commits have finished
		if _, ok := w.model[u]; !ok && n >= 0 {
			w.model[u] = contents(int(u[1]))
		}
	}
	w.resume()
	if diff := gocmp.Diff(expect(w.model), read(w.t, w.l)); diff != "" {
		w.t.Fatal("ledger differs from model:\n", diff)
	}
	if left, err := w.l.Unsettled(); err != nil || len(left) > 0 {
		w.t.Fatalf("unsettled after resume: %v, %v", left, err)
	}
}

// A view is everything that can be read.
type view struct {
	Mentions  map[string][]exposure.Mention
	Uses      []string
	Summaries map[string]string
}

func expect(m model) view {
	v := view{map[string][]exposure.Mention{}, nil, map[string]string{}}
	uses := map[use]uint64{}
	units := make([]exposure.Unit, 0, len(m))
	for u := range m {
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b exposure.Unit) int { return slices.Compare(a[:], b[:]) })
	for _, u := range units {
		mentions := m[u]
		if len(mentions) > 0 {
			v.Mentions[u.String()] = mentions
		}
		byKind := map[string]map[uint8]uint64{}
		for _, x := range mentions {
			for score := uint8(0); score <= x.Score; score += 20 {
				uses[use{u, IdentityRef{x.Kind, x.Identity}, score}]++
			}
			count(byKind, x.Kind.String(), x.Score)
		}
		v.Summaries[u.String()] = ""
		for _, k := range exposure.Kinds() {
			if scores, ok := byKind[k.String()]; ok {
				v.Summaries[u.String()] += fmt.Sprint(k, tallies(scores))
			}
		}
	}
	v.Uses = shown(uses)
	return v
}

// A use is one identity in one unit, from a score on.
type use struct {
	unit  exposure.Unit
	id    IdentityRef
	score uint8
}

func shown(uses map[use]uint64) (list []string) {
	for u, n := range uses {
		list = append(list, fmt.Sprint(u, ": ", n))
	}
	slices.Sort(list)
	return list
}

func count(in map[string]map[uint8]uint64, key string, score uint8) {
	if in[key] == nil {
		in[key] = map[uint8]uint64{}
	}
	in[key][score]++
}

func tallies(scores map[uint8]uint64) Tallies {
	var t Tallies
	for s, n := range scores {
		t = append(t, Tally{s, n})
	}
	slices.SortFunc(t, func(a, b Tally) int { return cmp.Compare(a.Score, b.Score) })
	return t
}

func read(t *testing.T, l *Ledger) view {
	t.Helper()
	v := view{map[string][]exposure.Mention{}, nil, map[string]string{}}
	uses := map[use]uint64{}
	for b, err := range l.Blocks() {
		if err != nil {
			t.Fatal(err)
		}
		v.Mentions[b.Unit.String()] = append(v.Mentions[b.Unit.String()], b.Mentions...)
	}
	described := map[IdentityRef]bool{}
	for _, kind := range exposure.Kinds() {
		for id, err := range l.Identities(kind, Part{}) {
			if err != nil {
				t.Fatal(err)
			}
			described[IdentityRef{id.Kind, id.Fingerprint}] = true
			if diff := gocmp.Diff(describe(exposure.Mention{Kind: id.Kind, Identity: id.Fingerprint}), id); diff != "" {
				t.Error(diff)
			}
		}
	}
	for score := uint8(0); score <= 100; score += 20 {
		for c, err := range l.Counts(0, score, Part{}) {
			if err != nil {
				t.Fatal(err)
			}
			for i, id := range c.Identities {
				if !described[id] {
					t.Errorf("%s %s is mentioned and not described", id.Kind, id.Fingerprint)
				}
				uses[use{c.Unit, id, score}] += uint64(c.Mentions[i])
			}
		}
	}
	v.Uses = shown(uses)
	for s, err := range l.Summaries() {
		if err != nil {
			t.Fatal(err)
		}
		v.Summaries[s.Unit.String()] = ""
		for _, k := range s.Kinds {
			v.Summaries[s.Unit.String()] += fmt.Sprint(k.Kind, k.Tallies)
		}
	}
	return v
}

func readSummaries(t *testing.T, l *Ledger) map[exposure.Unit]int {
	t.Helper()
	units := map[exposure.Unit]int{}
	for s, err := range l.Summaries() {
		if err != nil {
			t.Fatal(err)
		}
		units[s.Unit] = len(s.Kinds)
	}
	return units
}

func TestLedgerFollowsModel(t *testing.T) {
	plain := func(fsys vfs.FS) vfs.FS { return fsys }
	for seed := range rounds(20) {
		t.Run(fmt.Sprint("plain-", seed), func(t *testing.T) { follow(t, newWorld(t, seed, plain)) })
	}
	for seed := range rounds(10) {
		t.Run(fmt.Sprint("encrypted-", seed), func(t *testing.T) { follow(t, newWorld(t, seed, seal.NewKey().FS)) })
	}
}

// rounds returns n, and less of it under -short: the race detector takes minutes for all.
func rounds(n uint64) uint64 {
	if testing.Short() {
		return n / 5
	}
	return n
}

func follow(t *testing.T, w *world) {
	for range 6 {
		for range 60 {
			w.step()
		}
		w.check()
	}
	mustClose(t, w.l)
}

// Whatever the order, the number of workers and of attempts: the same rows.
func TestOrderDoesNotShow(t *testing.T) {
	dump := func(seed uint64) string {
		rng := rand.New(rand.NewPCG(seed, 3))
		l := mustOpen(t, vfs.NewMem(), "ledger", Options{Digest: "d"})
		defer mustClose(t, l)
		b := l.NewBatch()
		for _, n := range append(rng.Perm(20), rng.Perm(20)...) {
			b.Begin(modelUnit(n))
			for _, m := range contents(n) {
				b.Add(describe(m), m)
			}
			b.Finish()
			if rng.IntN(3) == 0 {
				if err := l.Commit(b); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := l.Commit(b); err != nil {
			t.Fatal(err)
		}
		var s string
		for _, row := range []byte{blockRow, identityRow, openRow, summaryRow} {
			if err := l.scan([]byte{row}, func(k, v []byte) error { s += fmt.Sprintf("%x %x\n", k, v); return nil }); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	want := dump(1)
	for seed := range uint64(8) {
		if dump(seed) != want {
			t.Fatalf("seed %d: other rows", seed)
		}
	}
}

// Of two descriptions of one identity, the one whose class goes before wins,
// whoever came first, in one run or in several.
func TestLeastDescriptionWins(t *testing.T) {
	for _, order := range [][]exposure.Class{
		{exposure.ClassLive, exposure.ClassTest, exposure.ClassLive}, {exposure.ClassTest, exposure.ClassLive},
		{exposure.ClassExample, "", exposure.ClassLive, exposure.ClassTest, ""},
	} {
		for _, again := range []bool{false, true} {
			mem := vfs.NewMem()
			l := mustOpen(t, mem, "ledger", Options{})
			for i, class := range order {
				b := l.NewBatch()
				b.Begin(exposure.Unit{byte(i)})
				id := person(1)
				id.Class, id.Mask = class, "a "+string(class)
				b.Add(id, exposure.Mention{})
				b.Finish()
				if err := l.Commit(b); err != nil {
					t.Fatal(err)
				}
				if again {
					mustClose(t, l)
					l = mustOpen(t, mem, "ledger", Options{})
				}
			}
			id, _, err := l.Lookup(exposure.Email, person(1).Fingerprint)
			if err != nil || id.Class != exposure.ClassLive || id.Mask != "a live" {
				t.Errorf("%v, opened again %v: %q %q, %v", order, again, id.Class, id.Mask, err)
			}
			mustClose(t, l)
		}
	}
}

// Very many descriptions do not wait in memory for a commit, and none is missing
// where a mention of it stands.
func TestManyDescriptions(t *testing.T) {
	mem := vfs.NewCrashableMem()
	l := mustOpen(t, mem, "ledger", Options{})
	b := l.NewBatch()
	b.Begin(exposure.Unit{1})
	n := rounds(100_000)
	for i := range n {
		b.Add(benchIdentity(i), exposure.Mention{Offset: i})
		if waits := len(l.heads.arena); waits > manyHeads {
			t.Fatalf("%d bytes of descriptions wait", waits)
		}
	}
	b.Finish()
	if err := l.Commit(b); err != nil {
		t.Fatal(err)
	}
	crashed := mem.CrashClone(vfs.CrashCloneCfg{})
	mustClose(t, l)
	l = mustOpen(t, crashed, "ledger", Options{})
	defer mustClose(t, l)
	if have, err := l.CountIdentities(); err != nil || uint64(have) != n {
		t.Errorf("%d identities, %v, want %d", have, err, n)
	}
}
