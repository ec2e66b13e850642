package paper

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/internal/paper/papertest"
)

func letterOf(rows [][]string) *Letter {
	return &Letter{
		Language: "de", Title: "Daten von Çağ Işıklı Ltd. Şti.", Head: []string{"AZ 4711 – 2026-11-23"}, Notice: "Werte sind maskiert.",
		Foot: "AZ 4711", Made: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), Absent: "Wo □ steht, fehlt ein Zeichen.",
		Sections: []Section{
			{Heading: "Was geschah", Lines: []string{strings.Repeat("Ein Satz, der die Zeile füllt. ", 30)}, List: []string{"Erstens", "Zweitens"}},
			{Heading: "文書", Columns: []string{"Nr.", "Name", "種類"}, Rows: rows, After: []string{"und mehr"}},
		},
	}
}

func printed(t *testing.T, l *Letter) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, l); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// All that is printed can be read again, in each script of our languages, over pages, and in cells
// that are longer than a line.
func TestAllIsPrinted(t *testing.T) {
	var rows [][]string
	for i := range 120 {
		rows = append(rows, []string{fmt.Sprint(i), fmt.Sprintf("Rechnung_%04d_%s.pdf", i, strings.Repeat("länge", i%40)), "請求書、二〇二六年度の契約に関する覚書と附属資料"})
	}
	l := letterOf(rows)
	text := papertest.Text(t, printed(t, l))
	want := []string{l.Title, l.Head[0], l.Notice, l.Sections[0].Lines[0], "Zweitens", "und mehr"}
	for i := range rows {
		want = append(want, fmt.Sprintf("Rechnung_%04d", i))
	}
	for _, w := range want {
		if !strings.Contains(text, papertest.Without(w)) {
			t.Errorf("%q is not printed", w)
		}
	}
	if n, want := strings.Count(text, "länge"), 3*(39*40/2); n < want*9/10 {
		t.Errorf("long cells: %d of %d words", n, want)
	}
	if strings.Contains(text, "Wo□steht") {
		t.Error("a sign is said to be absent")
	}
}

// What the typeface lacks is shown to be absent, and said.
func TestAbsentSigns(t *testing.T) {
	text := papertest.Text(t, printed(t, letterOf([][]string{{"1", "עברית \U0001f600 \u202egpj\x1b[2J\n\ufffe", "x"}})))
	if !strings.Contains(text, "□") || !strings.Contains(text, "Wo□steht") || strings.ContainsAny(text, "\x1b\u202e") {
		t.Errorf("%q", text)
	}
}

func TestSameLetterSameBytes(t *testing.T) {
	a, b := printed(t, letterOf([][]string{{"1", "x", "y"}})), printed(t, letterOf([][]string{{"1", "x", "y"}}))
	if !bytes.Equal(a, b) {
		t.Error("two letters differ")
	}
	if len(a) > 60_000 {
		t.Errorf("%d bytes for two pages", len(a))
	}
}

// A row that is longer than a page, and a hundred columns, come to an end.
func TestHugeTables(t *testing.T) {
	long := make([]string, 100)
	for i := range long {
		long[i] = strings.Repeat("W", 50*i)
	}
	for _, rows := range [][][]string{{{strings.Repeat("wort ", 20_000)}}, {long}, {nil}} {
		l := letterOf(rows)
		l.Sections[1].Columns = make([]string, max(1, len(rows[0])))
		if n := bytes.Count(printed(t, l), []byte("/Contents ")); n == 0 || n > 300 {
			t.Errorf("%d pages", n)
		}
	}
}

// No line is wider than it may be, and none loses anything but spaces at its ends.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"", "a", "a b", "Donaudampfschifffahrtsgesellschaft und mehr", "請求書、二〇二六年度の契約。", "  x  y  ", "W W W WWWWWWWWWWWWWWWWWWWW W"} {
		f.Add(s, 5000)
	}
	all, err := faceOf()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string, most int) {
		most = max(most, 1)
		s, _ = all.printable(s)
		sum := ""
		for _, line := range all.lines(s, most) {
			if len([]rune(line)) > 1 && all.width(line) > most {
				t.Fatalf("%q is %d wide, of %d", line, all.width(line), most)
			}
			sum += line
		}
		if have, want := strings.ReplaceAll(sum, " ", ""), strings.ReplaceAll(s, " ", ""); have != want {
			t.Fatalf("%q becomes %q", want, have)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	l := letterOf([][]string{{"1", "Rechnung.pdf", "請求書"}})
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := Write(&out, l); err != nil {
			b.Fatal(err)
		}
	}
}
