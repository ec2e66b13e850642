package tables

import (
	"math"
	"slices"
	"strings"
	"testing"
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
