package tables

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/source/sourcetest"
)

func TestEscape(t *testing.T) {
	for _, c := range []struct{ name, also, want string }{
		{"customers", "", "customers"}, {"a/b", "", "a%2Fb"}, {"100%", "", "100%25"}, {"..", "", "%2E%2E"}, {".", "", "%2E"}, {"..x", "", "..x"},
		{"a.b", ".", "a%2Eb"}, {"a=b", "=", "a%3Db"}, {"Grüße", "", "Grüße"}, {"line\nfeed", "", "line\nfeed"}, {"\xff", "", "\xff"},
	} {
		got := Escape(c.name, c.also)
		if got != c.want {
			t.Errorf("Escape(%q, %q) = %q, want %q", c.name, c.also, got, c.want)
		}
		if back, ok := Unescape(got, c.also); !ok || back != c.name {
			t.Errorf("Unescape(%q, %q) = %q, %t", got, c.also, back, ok)
		}
	}
	for _, s := range []string{"", "%", "%2", "%zz", "%2f", "%41", "a/b", "..", "%2E", "%2Ex"} {
		if name, ok := Unescape(s, ""); ok && s != "%2E" {
			t.Errorf("Unescape(%q) = %q", s, name)
		}
	}
}

func TestParts(t *testing.T) {
	text := func(by string, first, last, width int64, after *Part) string {
		var all []string
		for p := range Parts(by, first, last, width, after) {
			all = append(all, p.String())
		}
		return strings.Join(all, " ")
	}
	for _, c := range []struct {
		by                 string
		first, last, width int64
		after, want        string
	}{
		{"id", 0, 9, 10, "", "id=start..end"},
		{"id", 0, 10, 10, "", "id=start..10 id=10..end"},
		{"id", 0, 25, 10, "", "id=start..10 id=10..20 id=20..end"},
		{"a=b", -5, 3, 5, "", "a%3Db=start..0 a%3Db=0..end"},
		{"id", math.MaxInt64 - 5, math.MaxInt64, 3, "", "id=start..9223372036854775805 id=9223372036854775805..end"},
		{"id", math.MinInt64, math.MinInt64, 1, "", "id=start..end"},
		{"id", 7, 25, 10, "id=start..10", "id=10..20 id=20..end"},
		{"id", 7, 9, 10, "id=10..20", "id=20..end"},
		{"id", 7, 99, 10, "id=10..end", ""},
	} {
		var after *Part
		if c.after != "" {
			p, ok := ParsePart(c.after)
			if !ok {
				t.Fatalf("ParsePart(%q)", c.after)
			}
			after = &p
		}
		if got := text(c.by, c.first, c.last, c.width, after); got != c.want {
			t.Errorf("Parts(%q, %d, %d, %d, %s) = %s, want %s", c.by, c.first, c.last, c.width, c.after, got, c.want)
		}
	}
}

// TestPartsAreWhole looks at each value: it is in exactly one part, from wherever a
// listing went on.
func TestPartsAreWhole(t *testing.T) {
	for width := int64(1); width < 9; width++ {
		all := slices.Collect(Parts("id", -7, 20, width, nil))
		for value := int64(-30); value < 40; value++ {
			in := 0
			for _, p := range all {
				if (p.Start || value >= p.From) && (p.End || value < p.To) {
					in++
				}
			}
			if in != 1 {
				t.Errorf("width %d: the value %d is in %d parts", width, value, in)
			}
		}
		for i := range all {
			if rest := slices.Collect(Parts("id", -2, 20, width, &all[i])); !slices.Equal(rest, all[i+1:]) {
				t.Errorf("width %d, after %s: %v, want %v", width, all[i], rest, all[i+1:])
			}
		}
	}
}

func FuzzParsePart(f *testing.F) {
	for _, s := range []string{"id=start..end", "id=-5..10", "a%3Db=0..1", "id=007..9", "=..", "id=1..2..3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, ok := ParsePart(s); ok && p.String() != s {
			t.Errorf("%q is read as %q", s, p)
		}
	})
}

func FuzzUnescape(f *testing.F) {
	for _, s := range []string{"a%2Fb", "%2E%2E", "%", "plain", "a%2eb"} {
		f.Add(s, ".")
	}
	f.Fuzz(func(t *testing.T, s, also string) {
		if name, ok := Unescape(s, also); ok && Escape(name, also) != s {
			t.Errorf("%q is read as %q", s, name)
		}
		if name, ok := Unescape(Escape(s, also), also); s != "" && (!ok || name != s) {
			t.Errorf("%q is written as %q and read as %q", s, Escape(s, also), name)
		}
	})
}

func FuzzMarker(f *testing.F) {
	for _, s := range []string{"shop/", "shop/public.t.csv", "shop/t/id=0..5.csv#5", "a%2Fb/x%2Ey.z.csv", "%2E%2E/", "shop/t#5.csv", "shop/t/id=5..end.csv#5"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, schemas bool) {
		if m, ok := ParseMarker(s, schemas); ok && (m.String() != s || m.Database == "") {
			t.Errorf("%q is read as %q", s, m)
		}
		if p, ok := ParsePlace(s, schemas); ok && (p.String() != s || p.Table == "" || schemas != (p.Schema != "")) {
			t.Errorf("%q is read as %q", s, p)
		}
	})
}

func TestMarkerBehindATable(t *testing.T) {
	m := Marker{Place{"shop", "", "t", &Part{By: "id", From: 5, End: true}}, 5}
	if got, ok := ParseMarker(m.String(), false); !ok || got.String() != "shop/t.csv" {
		t.Errorf("behind the last part: %q, %t", m, ok)
	}
}

// TestNames writes names that have broken somebody's program, and reads them back.
func TestNames(t *testing.T) {
	for _, database := range sourcetest.Names() {
		for _, schema := range []string{"", "public", ".", "a.b", database} {
			for _, table := range []string{"t", "t.csv", "t/id=0..5.csv", "x.y", "..", "t#5", database} {
				for _, part := range []*Part{nil, {By: "a=b/c", To: 5, Start: true}} {
					p := Place{database, schema, table, part}
					name := p.String()
					if got, ok := ParsePlace(name, schema != ""); !ok || got.String() != name || got.Database != database || got.Schema != schema || got.Table != table {
						t.Fatalf("%+v is written %q and read as %+v", p, name, got)
					}
					for step := range strings.SplitSeq(name, "/") {
						if step == "." || step == ".." || step == "" {
							t.Errorf("%q has a step in it", name)
						}
					}
					m := Marker{p, 5}
					if got, ok := ParseMarker(m.String(), schema != ""); !ok || got.String() != m.String() {
						t.Fatalf("the marker %q is read as %q", m, got)
					}
				}
			}
		}
	}
}
