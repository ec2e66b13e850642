package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/net/html"

	"github.com/hemostat/hemostat/exposure"
)

func TestJSONFollowsItsSchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	schema, err := compiler.Compile("../../docs/report-schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range samples() {
		var out bytes.Buffer
		if err := r.WriteJSON(&out); err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(&out)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The digest in the report is that of the figures as another program gets them.
func TestDigestIsThatOfTheFigures(t *testing.T) {
	for name, r := range samples() {
		var out bytes.Buffer
		if err := r.WriteJSON(&out); err != nil {
			t.Fatal(err)
		}
		var read struct {
			FiguresSHA256 string `json:"figuresSha256"`
			Figures       json.RawMessage
		}
		if err := json.Unmarshal(out.Bytes(), &read); err != nil {
			t.Fatal(err)
		}
		again := *r
		again.Figures = nil
		if err := json.Unmarshal(read.Figures, &again.Figures); err != nil {
			t.Fatal(err)
		}
		if digest, err := again.FiguresDigest(); err != nil || digest != read.FiguresSHA256 {
			t.Errorf("%s: digest %s, read back %s, %v", name, read.FiguresSHA256, digest, err)
		}
	}
}

// The page works alone: no script, nothing from elsewhere, nothing unescaped.
func TestPageStandsAlone(t *testing.T) {
	for name, r := range samples() {
		if len(r.Figures.Entities.List) > 0 {
			r.Figures.Entities.List[0].Name = `<script>alert("x")</script>` + "\x1b[31m\u202e"
		}
		var out bytes.Buffer
		if err := r.WriteHTML(&out); err != nil {
			t.Fatal(err)
		}
		page, err := html.Parse(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsAny(out.Bytes(), "\x1b\u202e") {
			t.Errorf("%s: control characters stand in the page", name)
		}
		for node := range page.Descendants() {
			if node.Type != html.ElementNode {
				continue
			}
			switch node.Data {
			case "script", "iframe", "object", "embed", "link", "img", "base", "form":
				t.Errorf("%s: <%s> stands in the page", name, node.Data)
			}
			for _, a := range node.Attr {
				remote := strings.Contains(a.Val, "//") && a.Key != "xmlns"
				if (a.Key == "src" || a.Key == "href" || a.Key == "srcset") && remote || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: %s=%q in <%s>", name, a.Key, a.Val, node.Data)
				}
			}
		}
		for _, part := range []string{"<title>", "lang=\"en\"", "Content-Security-Policy", "<caption", "<main"} {
			if !strings.Contains(out.String(), part) {
				t.Errorf("%s: the page has no %s", name, part)
			}
		}
	}
}

// No cell of a spreadsheet begins like a formula.
func TestCSVHasNoFormula(t *testing.T) {
	r := samples()["small"]
	for i, start := range []string{"=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx"} {
		if i < len(r.Figures.Entities.List) {
			r.Figures.Entities.List[i].Name = start
		}
	}
	r.NotRead = append(r.NotRead, NotReadPart{Way: "=cmd|' /C calc'!A0", Reason: "broken"})
	for _, table := range []string{"kinds", "entities", "countries", "documents", "secrets", "notread", "rotate", "exposures", "timeline"} {
		var out bytes.Buffer
		if err := r.WriteCSV(&out, table); err != nil {
			t.Errorf("%s: %v", table, err)
			continue
		}
		text, ok := strings.CutPrefix(out.String(), "\ufeff")
		if !ok {
			t.Errorf("%s has no byte order mark", table)
		}
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Errorf("%s: %v", table, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if _, err := strconv.ParseFloat(cell, 64); cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") && err != nil {
					t.Errorf("%s: the cell %q is a formula", table, cell)
				}
			}
		}
	}
	if err := r.WriteCSV(&bytes.Buffer{}, "weather"); err == nil {
		t.Error("a table that is none is written")
	}
}

// Each place of a credential has a row of its own, and no cell has a line end.
func TestCSVHasARowForEachPlace(t *testing.T) {
	r := smallSample()
	r.Rotate[0].Fingerprint, r.Rotate[0].First = "0a4f", &Position{Offset: 12, Field: exposure.FieldSecret}
	r.Rotate = append(r.Rotate, Credential{Rule: "jwt", Title: "Token", Masked: "eyJ•••"})
	var out bytes.Buffer
	if err := r.WriteCSV(&out, "rotate"); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), byteOrderMark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows[1:] {
		got = append(got, strings.Join(row[4:11], ","))
	}
	want := []string{"0a4f,3,q3/old.zip!/web.config,1,12,0,secret", "0a4f,3,q3/web.config,,,,", ",0,,,,,"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Who reads the first lines knows how many people it is about, and whether all
// addresses are such that nobody has one.
func TestHeadlines(t *testing.T) {
	r := smallSample()
	r.Figures.Kinds[exposure.Email-1].Reserved = 300
	text := strings.Join(quotable(r), "\n")
	for _, want := range []string{"Between 150 and 180 people are named, by 200 different records.", "All of these addresses are in domains that are reserved"} {
		if !strings.Contains(text, want) {
			t.Errorf("the headlines do not say %q:\n%s", want, text)
		}
	}
	r.Figures.Kinds[exposure.Email-1].Reserved = 299
	if text := strings.Join(quotable(r), "\n"); strings.Contains(text, "reserved") {
		t.Errorf("one address may be somebody's:\n%s", text)
	}
}

// Where nothing could be examined the report says so first, and nothing in it reads
// like an all-clear.
func TestNothingExamined(t *testing.T) {
	r := refusedSample()
	for name, write := range map[string]func(io.Writer) error{"html": r.WriteHTML, "md": r.WriteMarkdown} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		want := "Nothing could be examined: listing az://fabrikambackup/q3 was refused (not found or private, HTTP 404 ResourceNotFound)."
		if text := strings.NewReplacer("&#58;", ":", "\\", "").Replace(out.String()); !strings.Contains(text, want) || !strings.Contains(text, deniedText) {
			t.Errorf("%s does not say why: %s", name, text)
		}
		for _, clear := range []string{"Not found in", "was found in what was examined", "was open in what", "that was listed was read"} {
			if strings.Contains(out.String(), clear) {
				t.Errorf("%s says %q of what nobody looked at", name, clear)
			}
		}
	}
	r.Run = Run{State: Complete, Complete: true}
	if got := unexamined(r); !strings.HasPrefix(got, "There was nothing to examine") {
		t.Errorf("of an empty container it says %q", got)
	}
}

// On a phone nothing stands out to the right: Chromium lays the page out at 390
// pixels and tells how wide it became.
func TestPhoneWidth(t *testing.T) {
	if testing.Short() {
		t.Skip("needs Chromium")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal("this test needs Chromium: apt-get install chromium")
	}
	dir := t.TempDir()
	var page bytes.Buffer
	if err := samples()["small"].WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	// The probe is not the report: it frames it and measures.
	if err := os.WriteFile(filepath.Join(dir, "report.html"), page.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	probe := `<body><iframe id=f src=report.html width=390 height=800></iframe><script>
f.onload = () => { document.body.textContent = "WIDTH=" + f.contentDocument.documentElement.scrollWidth }</script>`
	if err := os.WriteFile(filepath.Join(dir, "probe.html"), []byte(probe), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--allow-file-access-from-files",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--virtual-time-budget=5000", "--dump-dom", "file://"+filepath.Join(dir, "probe.html"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("Chromium: %v", err)
	}
	_, after, found := strings.Cut(string(out), "WIDTH=")
	digits, _, _ := strings.Cut(after, "<")
	if width, err := strconv.Atoi(strings.TrimSpace(digits)); !found || err != nil || width > 390 {
		t.Errorf("at 390 pixels the page is %q wide:\n%.300s", digits, out)
	}
}

// samples are an empty, a small and a large report.
func samples() map[string]*Report {
	return map[string]*Report{"empty": emptySample(), "small": smallSample(), "large": largeSample(2000), "refused": refusedSample()}
}
