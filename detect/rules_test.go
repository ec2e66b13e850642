package detect

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

func newEngine(t testing.TB) *Engine {
	t.Helper()
	e, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// collect returns every mention of text, with values copied.
func collect(t testing.TB, e *Engine, seg Segment, text, field string) (out []Mention) {
	t.Helper()
	st := e.Stream(seg, func(m Mention) error {
		m.Value = append([]byte(nil), m.Value...)
		out = append(out, m)
		return nil
	})
	var marks []exposure.Mark
	if field != "" {
		marks = []exposure.Mark{{Field: field, Record: 1}}
	}
	if err := st.Write([]byte(text), marks); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestExamples runs every rule's own examples.
func TestExamples(t *testing.T) {
	e := newEngine(t)
	for _, r := range e.Rules() {
		positive, negative := r.Examples()
		for _, x := range positive {
			if !has(collect(t, e, Segment{}, x.Text, x.Field), r.ID, x.Want) {
				t.Errorf("%s: %q (%s): %q is not found; found %s", r.ID, x.Text, x.Field, x.Want, show(collect(t, e, Segment{}, x.Text, x.Field)))
			}
		}
		for _, x := range negative {
			for _, m := range collect(t, e, Segment{}, x.Text, x.Field) {
				if m.Rule == r.ID && m.Score >= 30 {
					t.Errorf("%s: %q (%s): must not be found; found %s", r.ID, x.Text, x.Field, show([]Mention{m}))
				}
			}
		}
	}
}

func has(ms []Mention, rule, want string) bool {
	for _, m := range ms {
		if m.Rule == rule && string(m.Value) == want {
			return true
		}
	}
	return false
}

func show(ms []Mention) (s string) {
	for _, m := range ms {
		s += "\n\t" + m.Rule + " " + string(m.Value) + " (" + m.Why() + ")"
	}
	return s
}

// TestExamplesFarInside runs the positive examples behind more text than a verifier
// sees: what one reads there does not stand where it stands in the text.
func TestExamplesFarInside(t *testing.T) {
	e := newEngine(t)
	filler := strings.Repeat("lorem ipsum dolor sit amet\n", 3*viewBack/27) + "\n\n"
	for _, r := range e.Rules() {
		positive, _ := r.Examples()
		for _, x := range positive {
			if x.Field == "" && !has(collect(t, e, Segment{}, filler+x.Text, ""), r.ID, x.Want) {
				t.Errorf("%s: %q: %q is not found behind other text", r.ID, x.Text, x.Want)
			}
		}
	}
}

// A number behind letters, before which a word for another one stands, is read where
// it is.
func TestNumbersFarInside(t *testing.T) {
	e := newEngine(t)
	filler := strings.Repeat("lorem ipsum dolor sit amet\n", 3*viewBack/27)
	for _, text := range []string{"passport IMG_11010519491231002X", "passport no IMG_4111111111111111 "} {
		near, far := collect(t, e, Segment{}, text, ""), collect(t, e, Segment{}, filler+text, "")
		if show(near) != show(far) {
			t.Errorf("%q: found%s\nand far inside%s", text, show(near), show(far))
		}
	}
}

// A token near its name is found behind what only looks like one.
func TestNearPassesOver(t *testing.T) {
	e := newEngine(t)
	text := "mistral " + strings.Repeat("0a1b2c3d", 4) + " aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2zA\n"
	if got := collect(t, e, Segment{}, text, ""); !has(got, "mistral-key-beside", "aB3dE5gH7jK9mN1pQ4rS6tU8vW0xY2zA") {
		t.Errorf("found %s", show(got))
	}
}

// Databases write midnight behind a day.
func TestDaysWithMidnight(t *testing.T) {
	e := newEngine(t)
	for _, value := range []string{"1980-05-17", "1980-05-17 00:00:00", "1980-05-17T00:00:00.000Z", "1980-05-17 00:00"} {
		got := collect(t, e, Segment{Media: "text/csv", Part: exposure.PartTable}, value, "date_of_birth")
		if len(got) != 1 || string(got[0].Value) != "1980-05-17" {
			t.Errorf("%q: found %s", value, show(got))
		}
	}
}

func TestShapesAreBounded(t *testing.T) {
	if _, err := newShape("####" + strings.Repeat("?@", 30)); err == nil {
		t.Error("a shape with thirty times '?' is taken")
	}
}
