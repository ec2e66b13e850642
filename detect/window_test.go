package detect

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
)

// scanWith scans text in windows of a given size and pieces of another.
func scanWith(t testing.TB, e *Engine, text []byte, marks []exposure.Mark, window, piece int) []string {
	t.Helper()
	return scanSegment(t, e, Segment{}, text, marks, window, piece)
}

func scanSegment(t testing.TB, e *Engine, seg Segment, text []byte, marks []exposure.Mark, window, piece int) []string {
	t.Helper()
	var out []string
	st := e.Stream(seg, func(m Mention) error {
		out = append(out, fmt.Sprintf("%08d+%d %v %s %d %q %q %d %s", m.Offset, m.Length, m.Kind, m.Rule, m.Score, m.Field, m.Class, m.Record, m.Value))
		return nil
	})
	st.window = window
	for from := 0; from < len(text); from += piece {
		to := min(len(text), from+piece)
		n := 0
		for n < len(marks) && marks[n].Offset < int64(to) {
			n++
		}
		if err := st.Write(text[from:to], marks[:n]); err != nil {
			t.Fatal(err)
		}
		marks = marks[n:]
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// examplesText is every rule's examples in a row with their marks.
func examplesText(e *Engine) (text []byte, marks []exposure.Mark) {
	record := int64(0)
	for _, r := range e.Rules() {
		positive, negative := r.Examples()
		for _, x := range append(positive, negative...) {
			record++
			marks = append(marks, exposure.Mark{Offset: int64(len(text)), Field: x.Field, Record: record})
			text = append(text, x.Text...)
			if len(x.Text) > 0 {
				marks = append(marks, exposure.Mark{Offset: int64(len(text)), Record: record})
			}
			text = append(text, '\n')
		}
	}
	for _, words := range []string{"=?utf-8?Q?J=C3=BCrgen_Kettleby?= <jk@contoso.example>", "=?UTF-8?B?SmFuZSBE?=\r\n =?UTF-8?B?b2U=?= <jd@contoso.example>"} {
		text = append(append(text, words...), '\n')
	}
	// Names in two halves, across all edges of small windows.
	for i := range 40 {
		record++
		marks = append(marks, exposure.Mark{Offset: int64(len(text)), Field: "first_name", Record: record})
		text = append(text, "Jane,"...)
		if i%3 > 0 {
			marks = append(marks, exposure.Mark{Offset: int64(len(text)), Field: "city", Record: record})
			text = append(text, strings.Repeat("x", i*7)+","...)
		}
		marks = append(marks, exposure.Mark{Offset: int64(len(text)), Field: "last_name", Record: record})
		text = append(text, "Doe\n"...)
	}
	// Rows of an address in cells of their own, with more of somebody near it and far.
	for i := range 40 {
		record++
		for _, cell := range [][2]string{{"note", strings.Repeat("y", i*31)}, {"city", "Testford"}, {"state", "Ohio"}, {"zip", "45400"}, {"country", "US"}, {"note", strings.Repeat("x", i*37)}, {"email", "jane@contoso.example"}, {"street", "Sample Street"}, {"house_number", "7"}} {
			marks = append(marks, exposure.Mark{Offset: int64(len(text)), Field: cell[0], Record: record})
			text = append(text, cell[1]...)
			marks = append(marks, exposure.Mark{Offset: int64(len(text)), Record: record})
			text = append(text, '\t')
		}
		text = append(text, '\n')
	}
	return text, marks
}

// TestWindowsDoNotMatter scans the same text with windows and pieces of many
// sizes: the same mentions, none lost, none doubled.
func TestWindowsDoNotMatter(t *testing.T) {
	e := newEngine(t)
	text, marks := examplesText(e)
	want := scanWith(t, e, text, marks, windowSize, len(text))
	sizes := []int{1, 2, 3, 7, 16, 61, 100, 255, 256, 1000, 1023, 4096, 10007, 65536}
	for _, window := range sizes {
		for _, piece := range []int{1 + window/3, window, len(text)} {
			got := scanWith(t, e, text, marks, window, piece)
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("window %d, pieces of %d (-want +got):\n%s", window, piece, d)
			}
		}
	}
}

// FuzzCuts compares one piece in one window with many pieces in small windows.
func FuzzCuts(f *testing.F) {
	e := newEngine(f)
	text, _ := examplesText(e)
	for i := 0; i+300 < len(text); i += 251 {
		f.Add(text[i:i+300], uint16(i%97+1), uint16(i%61+1))
	}
	for name, x := range encodings {
		f.Add([]byte(x.encode(coded)), uint16(len(name)), uint16(7))
	}
	f.Fuzz(func(t *testing.T, text []byte, window, piece uint16) {
		marks := fuzzMarks(text)
		want := scanWith(t, e, text, marks, windowSize, max(1, len(text)))
		got := scanWith(t, e, text, marks, int(window)+1, int(piece)+1)
		if !slices.Equal(want, got) {
			t.Errorf("window %d, pieces of %d (-want +got):\n%s", window+1, piece+1, cmp.Diff(want, got))
		}
	})
}

// fuzzMarks puts marks behind every comma, with fields in turn.
func fuzzMarks(text []byte) (marks []exposure.Mark) {
	names := []string{"first_name", "last_name", "email", "phone", "company", "password", "user", "", "country", "name", "project", "token", "host", "website", "iban", "message-id"}
	for i, c := range text {
		if c == ',' {
			marks = append(marks, exposure.Mark{Offset: int64(i), Field: names[(i+len(marks))%len(names)], Record: int64(i / 50)})
		}
	}
	return marks
}

// FuzzScan holds mentions of any bytes to what every mention keeps.
func FuzzScan(f *testing.F) {
	e := newEngine(f)
	text, _ := examplesText(e)
	for i := 0; i+400 < len(text); i += 397 {
		f.Add(text[i : i+400])
	}
	for _, x := range encodings {
		f.Add([]byte(x.encode(coded)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		st := e.Stream(Segment{Part: exposure.PartSignature}, func(m Mention) error {
			if m.Offset < 0 || m.Offset+int64(m.Length) > int64(len(text)) || m.Length < 1 || len(m.Value) == 0 || m.Score < 1 || m.Score > 100 || m.Why() == "" {
				t.Errorf("mention of %s at %d+%d with score %d is not whole", m.Rule, m.Offset, m.Length, m.Score)
			}
			if m.Within() == "" && m.Rule != "person-field" && m.Rule != "address-field" && m.Rule != "user-field" && m.Rule != "user-key" && m.Rule != "country-field" && m.Rule != "country-party" && m.Rule != "amount-total" && m.Rule != "email-spelled" && m.Rule != "birth-date" && !bytes.Equal(m.Value, text[m.Offset:m.Offset+int64(m.Length)]) {
				t.Errorf("value of %s is not the text at its offset", m.Rule)
			}
			return nil
		})
		if err := st.Write(text, fuzzMarks(text)); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		c := e.Classify()
		c.Add(Segment{}, text)
		if kind, score, _ := c.Kind(); kind != "" && (score < 1 || score > 100) {
			t.Errorf("kind %s with score %d", kind, score)
		}
		Promises(string(text))
	})
}

// FuzzRules parses rule files of any bytes.
func FuzzRules(f *testing.F) {
	files, err := ruleFS.ReadDir("rules")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := ruleFS.ReadFile("rules/" + file.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, err := parseRules("fuzz.toml", data)
		if err != nil {
			return
		}
		for _, r := range rules {
			r.Examples()
		}
	})
}

// FuzzVerifiers puts each anchor of each rule into any bytes and lets its
// verifier look, and lets those without literals look everywhere.
func FuzzVerifiers(f *testing.F) {
	e := newEngine(f)
	for _, r := range e.Rules() {
		positive, _ := r.Examples()
		f.Add([]byte(positive[0].Text), uint16(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, at uint16) {
		pos := int(at) % (len(text) + 1)
		for _, r := range e.rules {
			if r.hit == nil {
				continue
			}
			for i, lit := range r.src.Anchors {
				whole := slices.Concat(text[:pos], []byte(lit), text[pos:])
				st := e.Stream(Segment{}, func(Mention) error { return nil })
				st.buf = whole
				st.look(pos, pos+len(lit), r, i, r.hit)
				for _, c := range st.pending {
					if c.offset < 0 || c.end() > int64(len(whole)) || c.within == nil && int(c.length) > r.Longest && c.rule == r {
						t.Errorf("%s: candidate of %d bytes at %d of %d, declares %d", r.ID, c.length, c.offset, len(whole), r.Longest)
					}
				}
			}
		}
	})
}

// FuzzNumbers puts what numbers are called into any text, and reads any text for each
// of their rules.
func FuzzNumbers(f *testing.F) {
	e := newEngine(f)
	for _, s := range []string{": 123-45-6789", " no. is 1 2 3", "\n\n<td>DE123456788", " (x) 12", "\xff1", "756.1234.5678.97 and 11010519491231002X"} {
		f.Add([]byte(s), uint16(2))
	}
	// One stream for all: a new one for each of some hundred names is so large that the
	// fuzzer seems to stall.
	st := e.Stream(Segment{}, func(Mention) error { return nil })
	var whole []byte
	f.Fuzz(func(t *testing.T, text []byte, at uint16) {
		text = text[:min(len(text), 4<<10)]
		pos := int(at) % (len(text) + 1)
		for i, words := range e.named {
			lit := words[0].name
			whole = append(append(append(whole[:0], text[:pos]...), lit...), text[pos:]...)
			st.Reset(Segment{}, func(Mention) error { return nil })
			st.buf = append(st.buf, whole...)
			st.look(pos, pos+len(lit), words[0].rules[0], i, verifyNumberName)
			if pos+len(lit) < len(whole) {
				st.labels(pos + len(lit) + 1)
			}
			for _, c := range st.pending {
				if c.offset < 0 || c.end() > int64(len(whole)) || int(c.length) > c.rule.Longest {
					t.Errorf("%s: candidate of %d bytes at %d of %d, declares %d", c.rule.ID, c.length, c.offset, len(whole), c.rule.Longest)
				}
			}
		}
		var body [maxNumber]byte
		for _, r := range e.rules {
			if r.number != nil {
				if end, _, _ := r.number.at(text, pos, &body); end > len(text) {
					t.Errorf("%s: ends at %d of %d", r.ID, end, len(text))
				}
			}
		}
	})
}
