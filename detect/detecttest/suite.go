package detecttest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// window is the size of the engine's windows: examples are put across its
// multiples.
const window = 64 << 10

// Rules holds every rule of e to what it declares: its own examples alone, in
// the middle of text, across the edges of windows and between noise; the right
// offset; no match longer than declared; no two overlapping mentions of a kind.
func Rules(t *testing.T, e *detect.Engine) {
	t.Helper()
	seen := map[string]bool{}
	for _, r := range e.Rules() {
		t.Run(r.ID, func(t *testing.T) {
			if seen[r.ID] {
				t.Fatal("another rule has the same ID")
			}
			seen[r.ID] = true
			positive, negative := r.Examples()
			if len(positive) < 3 || len(negative) < 3 {
				t.Errorf("%d positive and %d negative examples: want at least 3 of each", len(positive), len(negative))
			}
			for i, x := range positive {
				t.Run(fmt.Sprint("positive", i), func(t *testing.T) { mustFind(t, e, &r, x) })
			}
			for i, x := range negative {
				t.Run(fmt.Sprint("negative", i), func(t *testing.T) { mustNotFind(t, e, &r, x) })
			}
		})
	}
}

// A frame is a text around an example.
type frame struct {
	name          string
	before, after string
}

func frames() []frame {
	noise := strings.Repeat("lorem 17 ipsum-dolor (sit) amet; 0x7f, ", 3) + "\n"
	out := []frame{{"alone", "", ""}, {"line", "first line\n", "\nlast line\n"}, {"noise", noise, "\n" + noise}}
	for _, cut := range []int{1, 7, 40, 200, 2000} {
		out = append(out, frame{fmt.Sprint("edge-", cut), strings.Repeat(".\n", (window-cut)/2), "\n" + strings.Repeat(".\n", window/2)})
	}
	return out
}

// withoutEdges are the frames in which no window ends: what is cut there is lost, not
// found.
const withoutEdges = 3

func mustFind(t *testing.T, e *detect.Engine, r *detect.Rule, x detect.Example) {
	for _, f := range frames() {
		text := f.before + x.Text + f.after
		found := Collect(t, e, detect.Segment{}, []byte(text), frameMarks(f, x), 0)
		Check(t, e, []byte(text), found)
		ok := false
		for _, m := range found {
			if m.Rule != r.ID || string(m.Value) != x.Want {
				continue
			}
			ok = true
			if want := int64(len(f.before) + strings.Index(x.Text, x.Want)); strings.Contains(x.Text, x.Want) && m.Offset != want {
				t.Errorf("%s: offset %d, want %d", f.name, m.Offset, want)
			}
			if m.Length > r.Longest {
				t.Errorf("%s: takes %d bytes, declares at most %d", f.name, m.Length, r.Longest)
			}
		}
		if !ok {
			t.Errorf("%s: %q: %q is not found", f.name, x.Text, x.Want)
		}
	}
}

func mustNotFind(t *testing.T, e *detect.Engine, r *detect.Rule, x detect.Example) {
	for _, f := range frames()[:withoutEdges] {
		text := f.before + x.Text + f.after
		for _, m := range Collect(t, e, detect.Segment{}, []byte(text), frameMarks(f, x), 0) {
			if m.Rule == r.ID && m.Score >= 30 {
				t.Errorf("%s: %q: %q is found with score %d: %s", f.name, x.Text, m.Value, m.Score, m.Why())
			}
		}
	}
}

func frameMarks(f frame, x detect.Example) []exposure.Mark {
	if x.Field == "" {
		return nil
	}
	return []exposure.Mark{{Offset: int64(len(f.before)), Field: x.Field, Record: 1}, {Offset: int64(len(f.before) + len(x.Text))}}
}

// Collect writes text in pieces of piece bytes, 0 for one piece, and returns
// the mentions with their values copied, in order of offset, kind and rule.
func Collect(t testing.TB, e *detect.Engine, seg detect.Segment, text []byte, marks []exposure.Mark, piece int) []detect.Mention {
	t.Helper()
	var out []detect.Mention
	st := e.Stream(seg, func(m detect.Mention) error {
		m.Value = bytes.Clone(m.Value)
		out = append(out, m)
		return nil
	})
	if piece == 0 {
		piece = max(1, len(text))
	}
	if err := write(st, &Corpus{Text: text, Marks: marks}, piece); err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(out, func(a, b detect.Mention) int {
		if a.Offset != b.Offset {
			return int(a.Offset - b.Offset)
		}
		if a.Kind != b.Kind {
			return int(a.Kind) - int(b.Kind)
		}
		return strings.Compare(a.Rule, b.Rule)
	})
	return out
}

// write writes a corpus in pieces and closes the stream.
func write(st *detect.Stream, c *Corpus, piece int) error {
	marks := c.Marks
	for from := 0; from < len(c.Text); from += piece {
		to := min(len(c.Text), from+piece)
		n := 0
		for n < len(marks) && marks[n].Offset < int64(to) {
			n++
		}
		if err := st.Write(c.Text[from:to], marks[:n]); err != nil {
			return err
		}
		marks = marks[n:]
	}
	return st.Close()
}

// Check holds mentions of text to what every mention keeps.
func Check(t testing.TB, e *detect.Engine, text []byte, found []detect.Mention) {
	t.Helper()
	end := map[exposure.Kind]int64{}
	joined := map[string]bool{"person-field": true, "address-field": true, "user-field": true, "user-key": true, "diagnosis-field": true, "country-field": true, "country-party": true, "amount-total": true, "email-spelled": true}
	for _, m := range found {
		switch {
		case !m.Kind.Valid() || m.Rule == "" || m.Score < 1 || m.Score > 100 || m.Length < 1 || len(m.Value) == 0:
			t.Errorf("mention %s of kind %v is not whole", m.Rule, m.Kind)
		case m.Offset < 0 || m.Offset+int64(m.Length) > int64(len(text)):
			t.Errorf("mention %s lies outside of the text", m.Rule)
		case !joined[m.Rule] && m.Within() == "" && !bytes.Equal(text[m.Offset:m.Offset+int64(m.Length)], m.Value):
			t.Errorf("mention %s: text at its offset is %q, its value %q", m.Rule, text[m.Offset:m.Offset+int64(m.Length)], m.Value)
		case m.Why() == "":
			t.Errorf("mention %s does not say why", m.Rule)
		case m.Offset < end[m.Kind]:
			t.Errorf("mention %s overlaps another of kind %v", m.Rule, m.Kind)
		}
		end[m.Kind] = max(end[m.Kind], m.Offset+int64(m.Length))
	}
}
