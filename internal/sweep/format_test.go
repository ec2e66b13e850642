package sweep

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// hostile are names that would look like lines of the program's own, or act on a
// terminal, and what stands in their place.
var hostile = map[string]string{
	"a.txt\nb.txt:1: email 99 x": `a.txt\nb.txt:1: email 99 x`,
	"a\r\tb":                     `a\r\tb`,
	"\x1b[2Jred\a\x7f":           `\x1b[2Jred\x07\x7f`,
	"c1 \u0085 \u009b31m \x9b":   `c1 \u0085 \u009b31m \x9b`,
	"\u202egpj.exe\u2066\u200f":  `\u202egpj.exe\u2066\u200f`,
	"\u2028\u2029\U000e0041":     `\u2028\u2029\U000e0041`,
	"plain • ü 漢字 می\u200cخواهم": "plain • ü 漢字 می\u200cخواهم",
}

func TestOneLine(t *testing.T) {
	for name, want := range hostile {
		if have := OneLine(name); have != want {
			t.Errorf("%q becomes %s, want %s", name, have, want)
		}
	}
}

// A finding is one line, whatever a file, a member or a part is called.
func TestNamesForgeNoLine(t *testing.T) {
	for name, want := range hostile {
		f := Finding{Path: name, Way: "!/" + name, Part: exposure.Part(name), Line: 7, Kind: exposure.Email, Rule: "email", Masked: "j•••", Why: "w"}
		if have, want := string(appendText(nil, &f)), want+"!/"+want+"#"+want+":7: email 0 j••• [email] (w)\n"; have != want {
			t.Errorf("%q, want %q", have, want)
		}
	}
	dir := t.TempDir()
	path := write(t, filepath.Join(dir, "a.txt\nb.txt:1: email 99 x"), "jane@contoso.example\n")
	zip := zipped(t, "a\nb.csv", twoFound)
	var out bytes.Buffer
	if _, err := Run(t.Context(), options(t, "text", &out), list(path, zip)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "\n"); n != 3 || !strings.Contains(out.String(), `!/a\nb.csv#table:2: `) {
		t.Errorf("%d lines: %s", n, out.String())
	}
}

// A line that is not known is left out.
func TestUnknownLine(t *testing.T) {
	f := Finding{Path: "a.txt", Kind: exposure.Email, Rule: "email", Masked: "j•••", Offset: 5, Length: 3, Why: "w", InFile: true}
	if have := string(appendText(nil, &f)); have != "a.txt: email 0 j••• [email] (w)\n" {
		t.Errorf("text: %s", have)
	}
	if have := string(appendJSON(nil, &f)); strings.Contains(have, `"line"`) || !json.Valid([]byte(have)) {
		t.Errorf("json: %s", have)
	}
	if have := string(appendCSV(nil, &f)); !strings.HasPrefix(have, "a.txt,,,,5,3,") {
		t.Errorf("csv: %s", have)
	}
	if have := string((&sarif{}).append(nil, &f)); !strings.Contains(have, `"region":{"byteOffset":5,"byteLength":3}`) {
		t.Errorf("sarif: %s", have)
	}
}

// No cell is a formula.
func TestCellsAreNoFormulas(t *testing.T) {
	for name, want := range map[string]string{"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t'=1", "\r=1": "'\r'=1", "\n=1": "'\n'=1", `="a,b"`: `'="a,b"`, "a": "a"} {
		row := appendCSV(nil, &Finding{Path: name, Kind: exposure.Email, Masked: name})
		cells, err := csv.NewReader(bytes.NewReader(row)).Read()
		if err != nil {
			t.Fatal(err)
		}
		if cells[0] != want || cells[10] != want {
			t.Errorf("%q becomes %q", name, cells)
		}
	}
}

type sarifLog struct {
	Runs []struct {
		Results []struct {
			RuleID    string
			Level     string
			Locations []struct {
				PhysicalLocation struct {
					Region *struct{ StartLine, ByteOffset, ByteLength int }
				}
			}
		}
	}
}

func runSARIF(t *testing.T, path string) (log sarifLog) {
	t.Helper()
	var out bytes.Buffer
	if _, err := Run(t.Context(), options(t, "sarif", &out), list(path)); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	return log
}

// What opens something is an error, what opens nothing any more a note, what is
// somebody's a warning.
func TestLevels(t *testing.T) {
	for want, f := range map[string]Finding{
		"error":   {Kind: exposure.Secret, Class: exposure.ClassLive},
		"note":    {Kind: exposure.Secret, Class: exposure.ClassExample},
		"warning": {Kind: exposure.Email, Class: exposure.ClassExample},
	} {
		line := string((&sarif{}).append(nil, &f))
		if !strings.Contains(line, fmt.Sprintf(`"level":%q`, want)) {
			t.Errorf("%s: %s", want, line)
		}
	}
	path := write(t, filepath.Join(t.TempDir(), "a.txt"), "password = Tr0ub4dor-Kanarie-77\nmail jane@contoso.example\n")
	levels := map[string]string{}
	for _, r := range runSARIF(t, path).Runs[0].Results {
		levels[r.RuleID] = r.Level
	}
	if levels["email"] != "warning" || len(levels) < 2 {
		t.Errorf("%v", levels)
	}
	for rule, level := range levels {
		if rule != "email" && level != "error" {
			t.Errorf("%s is shown as %s", rule, level)
		}
	}
}

// A region is shown where places count in the file itself, and nowhere else.
func TestRegions(t *testing.T) {
	dir := t.TempDir()
	coded := "data: cGxlYXNlIHdyaXRlIHRvIGphbmUuZG9lQGNvbnRvc28uZXhhbXBsZSBhYm91dCBpdA==\n"
	for path, want := range map[string]bool{
		write(t, filepath.Join(dir, "a.txt"), "\nmail jane@contoso.example\n"):                      true,
		write(t, filepath.Join(dir, "a.csv"), twoFound):                                             true,
		write(t, filepath.Join(dir, "a.html"), "<html><body><p>jane@contoso.example</body></html>"): false,
		write(t, filepath.Join(dir, "coded.txt"), coded):                                            false,
		zipped(t, "a.txt", "jane@contoso.example"):                                                  false,
	} {
		results := runSARIF(t, path).Runs[0].Results
		if len(results) == 0 {
			t.Errorf("%s: nothing found", path)
		}
		for _, r := range results {
			if region := r.Locations[0].PhysicalLocation.Region; (region != nil) != want {
				t.Errorf("%s: region %+v", path, region)
			}
		}
	}
}

// Below the ends of lines that are kept no line is told rather than a wrong one.
func TestLinesThatAreForgotten(t *testing.T) {
	var l lines
	text := bytes.Repeat([]byte("0123456789\n"), 200_000)
	for from := 0; from < len(text); from += 50_000 {
		l.add(text[from:min(len(text), from+50_000)])
	}
	forgotten := 0
	for at := 0; at < len(text); at += 1001 {
		switch have := l.at(int64(at)); {
		case have == 0 && at < len(text)-linesKept:
			forgotten++
		case have != int64(at/11)+1:
			t.Fatalf("offset %d of %d is in line %d, want %d", at, len(text), have, at/11+1)
		}
	}
	if forgotten == 0 {
		t.Error("all are known")
	}
	l.reset()
	l.add([]byte("a\nb"))
	if have := l.at(2); have != 2 {
		t.Errorf("after another text: line %d", have)
	}
	// A line that is longer than what is kept is known all the same.
	l.reset()
	for range 20 {
		l.add([]byte("a\n"))
		l.add(bytes.Repeat([]byte("x"), linesKept))
	}
	if have := l.at(l.size - linesKept); have != 21 {
		t.Errorf("in a long line: %d", have)
	}
}
