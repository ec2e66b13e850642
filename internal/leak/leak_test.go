package leak

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/publicsuffix"

	"github.com/hemostat/hemostat/exposure"
)

func newLeak(t testing.TB, o Options) *Leak {
	t.Helper()
	l, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSameSeedSameBytes(t *testing.T) {
	a, b := newLeak(t, Options{Seed: 7, Snares: 20}), newLeak(t, Options{Seed: 7, Snares: 20})
	other := newLeak(t, Options{Seed: 8, Snares: 20})
	differ := 0
	for _, i := range rand.Perm(a.Len()) { // the order of asking has no influence
		oa, body := a.at(i)
		ob, again := b.at(i)
		if oa.Name != ob.Name || oa.ETag != ob.ETag || !oa.Modified.Equal(ob.Modified) || oa.MD5 != ob.MD5 || !bytes.Equal(body, again) {
			t.Errorf("object %d (%s) differs between two leaks of one seed", i, oa.Name)
		}
		if !bytes.Equal(body, other.object(i, nil)) {
			differ++
		}
	}
	if differ < a.Len()*9/10 {
		t.Errorf("another seed changes only %d of %d objects", differ, a.Len())
	}
}

// The golden hash covers every object that no compressor has touched.
func TestBytesAreThoseOfEveryMachine(t *testing.T) {
	const golden = "90bc704a4de9bb60c7218dfd5dfd4c2921efd0cae2cb7a4926590528131819c7"
	l := newLeak(t, Options{Seed: 1})
	h := sha256.New()
	for o := range l.Objects() {
		h.Write([]byte(o.Name))
		switch {
		case strings.HasPrefix(o.Name, "archive/"), strings.HasPrefix(o.Name, "backup/"), strings.HasPrefix(o.Name, "mail/"), strings.HasPrefix(o.Name, "media/"):
		case strings.HasSuffix(o.Name, "x"):
		default:
			h.Write(o.Bytes())
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != golden {
		t.Errorf("hash of seed 1 is %s, was %s: if the generator was changed on purpose, write the new one here", got, golden)
	}
}

func TestNamesAreInOrderAndLeadBack(t *testing.T) {
	l := newLeak(t, Options{Seed: 3, Objects: 3000, Entities: 400, Snares: 100})
	last, seen := "", 0
	for o := range l.Objects() {
		if o.Name <= last {
			t.Fatalf("%q comes after %q", o.Name, last)
		}
		last = o.Name
		seen++
		if seen%7 != 0 {
			continue
		}
		got, body, err := l.Open(o.Name)
		if err != nil {
			t.Fatalf("open %q: %v", o.Name, err)
		}
		if got.Index != o.Index || int64(len(body)) != o.Size || got.MD5 != o.MD5 {
			t.Errorf("%q opens as another object", o.Name)
		}
	}
	if seen != l.Len() {
		t.Errorf("%d objects listed, %d announced", seen, l.Len())
	}
	for _, name := range []string{"", "mail", "mail/2017/0000000", last + "x", "mail/2017/9999999.eml", "mail/2019/0000000.eml"} {
		if _, _, err := l.Open(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("open %q: %v, want that it does not exist", name, err)
		}
	}
}

func TestFromStartsAtTheName(t *testing.T) {
	l := newLeak(t, Options{Seed: 3})
	var names []string
	for o := range l.Objects() {
		names = append(names, o.Name)
	}
	for _, i := range []int{0, 1, 57, len(names) - 1} {
		for o := range l.From(names[i]) {
			if o.Name != names[i] {
				t.Errorf("from %q starts at %q", names[i], o.Name)
			}
			break
		}
	}
	for o := range l.From("zzz") {
		t.Errorf("after the last name comes %q", o.Name)
	}
}

func TestOptionsOutOfRange(t *testing.T) {
	for _, o := range []Options{{Objects: 3}, {Objects: 1e8}, {Entities: -1}, {Countries: 112, Entities: 200}, {Countries: 9, Entities: 3}, {Bytes: -1}, {Bytes: 1 << 50}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}

func TestCountries(t *testing.T) {
	all := countries()
	if len(all) != MaxCountries {
		t.Fatalf("%d countries, want %d", len(all), MaxCountries)
	}
	languages := languages()
	codes := map[string]bool{}
	for _, c := range all {
		codes[c.code] = true
		if s, _ := publicsuffix.PublicSuffix("bukadorime." + c.suffix); s != c.suffix {
			t.Errorf("%s: %q is no public suffix (%q is)", c.code, c.suffix, s)
		}
		if languages[c.lang] == nil || len(c.legal) != 2 {
			t.Errorf("%s: language %q, legal forms %q", c.code, c.lang, c.legal)
		}
	}
	if len(codes) != MaxCountries {
		t.Errorf("%d different codes", len(codes))
	}
}

func TestStemsAreAllDifferent(t *testing.T) {
	seen := map[string]bool{}
	for i := range 200_000 {
		seen[stem(5, i)] = true
	}
	if len(seen) != 200_000 {
		t.Errorf("200,000 companies have %d names", len(seen))
	}
}

func TestTruthHoldsEveryEntity(t *testing.T) {
	l := newLeak(t, Options{Seed: 2, Objects: 1000, Entities: 3000})
	truth := l.Truth()
	if len(truth.Entities) != 3000 || len(truth.Countries) != MaxCountries {
		t.Errorf("%d entities in %d countries, want 3000 in %d", len(truth.Entities), len(truth.Countries), MaxCountries)
	}
	persons := 0
	for i, e := range truth.Entities {
		if e.Number != i {
			t.Fatalf("entity %d is number %d", i, e.Number)
		}
		persons += e.Persons
	}
	if got := truth.Persons.Resolved - truth.Persons.Own; got != uint64(persons) {
		t.Errorf("%d persons are mentioned, the entities have %d", got, persons)
	}
	for _, k := range truth.Kinds {
		if k.Mentions < k.Distinct || k.Distinct < k.Resolved || k.Mentions == 0 {
			if k.Kind == exposure.Person && k.Mentions > k.Distinct {
				continue // namesakes: more human beings than names
			}
			t.Errorf("%s: %d mentions, %d distinct, %d resolved", k.Kind, k.Mentions, k.Distinct, k.Resolved)
		}
	}
	d := truth.Duplicates
	if d.SameBytesObjects == 0 || d.SameContentWays == 0 || d.OtherSpelling == 0 || d.EntityOtherNames == 0 {
		t.Errorf("a sort of duplicates is missing: %+v", d)
	}
	if truth.Claim.Emails != truth.Kind(exposure.Email).Mentions || truth.Claim.Entities <= uint64(len(truth.Entities)) {
		t.Errorf("the claim is not a naive count: %+v", truth.Claim)
	}
}

// Truth is the same whether it is counted in one pass or from each object's own events.
func TestTruthAgreesWithEvents(t *testing.T) {
	l := newLeak(t, Options{Seed: 4})
	truth := l.Truth()
	mentions := map[exposure.Kind]uint64{}
	distinct := map[exposure.Kind]map[string]bool{}
	ways := uint64(0)
	var names []string
	for o := range l.Objects() {
		names = append(names, o.Name)
	}
	slices.Reverse(names)
	for _, name := range names {
		for e := range l.Events(name) {
			if e.NotRead != "" {
				continue
			}
			if e.Kind == 0 {
				ways++
				continue
			}
			mentions[e.Kind]++
			if distinct[e.Kind] == nil {
				distinct[e.Kind] = map[string]bool{}
			}
			distinct[e.Kind][e.Canonical] = true
		}
	}
	for _, k := range truth.Kinds {
		if k.Mentions != mentions[k.Kind] || k.Distinct != uint64(len(distinct[k.Kind])) {
			t.Errorf("%s: truth says %d mentions and %d distinct, events %d and %d", k.Kind, k.Mentions, k.Distinct, mentions[k.Kind], len(distinct[k.Kind]))
		}
	}
	if ways != truth.Documents.Ways {
		t.Errorf("truth says %d documents, events %d", truth.Documents.Ways, ways)
	}
}

func TestSizeThatWasAskedFor(t *testing.T) {
	const want = 20 << 20
	l := newLeak(t, Options{Seed: 5, Objects: 500, Bytes: want})
	var got int64
	for o := range l.Objects() {
		got += o.Size
	}
	if got < want*9/10 || got > want*11/10 {
		t.Errorf("%d bytes, asked for %d", got, int64(want))
	}
}
