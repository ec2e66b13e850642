package detect

import (
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
