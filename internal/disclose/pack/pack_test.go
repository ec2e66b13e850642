package pack

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"
	"github.com/xuri/excelize/v2"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/paper/papertest"
)

var made = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

// contoso is a subject of which something of each kind stands there, and what names others
// and the place among it.
func contoso(open bool) *disclose.Subject {
	s := &disclose.Subject{ID: "contoso-kanarie.test", Name: "Contoso Kanarie GmbH", Country: "DE", Contents: 40, Mentions: 99, First: made.AddDate(-3, 0, 0), Last: made.AddDate(-1, 0, 0), MoreDocs: 3}
	for _, kind := range exposure.Kinds() {
		for n := range 7 {
			e := disclose.Element{Kind: kind, Mask: string(rune('a'+n)) + "••• " + kind.String(), Mentions: 2, Contents: uint64(n), Login: kind == exposure.Secret}
			if open {
				e.Value = "raw-" + string(rune('a'+n)) + "-" + kind.String()
			}
			s.Elements = append(s.Elements, e)
		}
	}
	s.Elements = append(s.Elements, disclose.Element{Kind: exposure.Project, Mask: "F••• r•••", Value: map[bool]string{true: "Fabrikam rollout"}[open]}, disclose.Element{Kind: exposure.Resource, Mask: "contosobackup/x"},
		disclose.Element{Kind: exposure.Secret, Mask: "••• (19)", Value: "owners-own-Secret-7"}) // is no login there, and told nowhere
	for _, kind := range []exposure.DocumentKind{exposure.DocumentInvoice, exposure.DocumentSOW, exposure.DocumentNDA, exposure.DocumentCustomerMail, exposure.DocumentPayslip, exposure.DocumentLog, ""} {
		for _, name := range []string{"Contoso_Invoice.pdf", "Fabrikam-Invoice.pdf", "=1+1.csv", "contosobackup.tar", "contosobackup"} {
			s.Documents = append(s.Documents, disclose.Document{Name: name, Kind: kind, Modified: made.AddDate(-2, 0, 0), Ways: 2})
		}
	}
	return s
}

// unpacked are the files of a pack to an age recipient.
func unpacked(t testing.TB, m *Maker, s *disclose.Subject) map[string]string {
	t.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := m.Write(&out, s, guarded(t), Seal{Recipient: identity.Recipient()}); err != nil {
		t.Fatal(err)
	}
	inner, err := age.Decrypt(armor.NewReader(&out), identity)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(inner)
	if err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	files["elements.xlsx"] = workbook(t, files["elements.xlsx"])
	files["summary.pdf"] = papertest.Text(t, []byte(files["summary.pdf"]))
	return files
}

// workbook is the text of a workbook.
func workbook(t testing.TB, data string) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var text strings.Builder
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			text.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return text.String()
}

func maker(language string, open bool) *Maker {
	return &Maker{Reference: "ab12cd34", Made: made, Complete: true, Opened: open, Language: language,
		Window: disclose.Window{Seen: 1, First: made.AddDate(0, 0, -9), Last: made.AddDate(0, 0, -3), Closed: made.AddDate(0, 0, -2)}}
}

// In no language is anything of others in a pack, nor the place, nor a value that nobody
// opened; and nothing is left unsaid.
func TestPacksHoldTheirOwn(t *testing.T) {
	if got := Languages(); !slices.Equal(got, []string{"de", "en", "es", "fr", "ja", "pt", "tr"}) {
		t.Fatalf("languages %v", got)
	}
	unfilled := regexp.MustCompile(`\{[a-z]+\}`)
	for _, language := range Languages() {
		for _, open := range []bool{false, true} {
			files := unpacked(t, maker(language, open), contoso(open))
			for _, name := range []string{"summary.html", "summary.pdf", "elements.csv", "elements.xlsx", "documents.csv", "pack.json"} {
				text := files[name]
				if text == "" {
					t.Errorf("%s: no %s", language, name)
				}
				for _, never := range []string{"abrikam", "contosobackup", "az://", "leaky"} {
					if strings.Contains(text, never) {
						t.Errorf("%s: %s has %q", language, name, never)
					}
				}
				if has := strings.Contains(text, "raw-"); has && !open || !has && open && !strings.HasPrefix(name, "documents") {
					t.Errorf("%s, opened %v: %s has raw values: %v", language, open, name, has)
				}
			}
			html := files["summary.html"]
			if found := unfilled.FindString(html[strings.Index(html, "<body>"):]); found != "" {
				t.Errorf("%s: %q stands in the summary", language, found)
			}
			for _, want := range []string{"2026-11-14 10:00", "2026-11-20 10:00", "2026-11-21 10:00", "ab12cd34", `lang="` + language + `"`, "Contoso_Invoice.pdf", "•••-Invoice.pdf"} {
				if !strings.Contains(html, want) {
					t.Errorf("%s: no %q in the summary", language, want)
				}
				if !strings.HasPrefix(want, "lang=") && !strings.Contains(files["summary.pdf"], papertest.Without(want)) {
					t.Errorf("%s: no %q on paper", language, want)
				}
			}
		}
	}
}

// Each text is of use: a kind or document that nobody has words for would show its key.
func TestEachKindHasWords(t *testing.T) {
	all, err := books()
	if err != nil {
		t.Fatal(err)
	}
	for language, book := range all {
		for _, kind := range exposure.Kinds() {
			if key := "kind" + kind.String(); !disclose.Evidence(kind) && book.Text[key] == "" {
				t.Errorf("%s: no words for %s", language, kind)
			}
		}
		for _, x := range ruses {
			if book.Text[x.key] == "" {
				t.Errorf("%s: no words for %s", language, x.key)
			}
			for _, kind := range x.documents {
				if (&letter{book: book}).document(kind) == "doc"+string(kind) {
					t.Errorf("%s: no words for a document %s", language, kind)
				}
			}
		}
	}
}

func TestLetterSaysWhatStoodThere(t *testing.T) {
	m := maker("", false)
	for country, want := range map[string]string{"DE": "Was von Contoso Kanarie GmbH jeder lesen konnte", "JP": "誰でも閲覧できた", "US": "What of Contoso Kanarie GmbH could be read", "": "What of", "BR": "O que qualquer pessoa"} {
		s := contoso(false)
		s.Country = country
		if html := unpacked(t, m, s)["summary.html"]; !strings.Contains(html, want) {
			t.Errorf("in %q there is no %q", country, want)
		}
	}
	m.Language = "en"
	html := unpacked(t, m, contoso(false))["summary.html"]
	for _, want := range []string{
		"invoices and orders with other bank details, which quote real ones; such documents that stood there: 5", "credentials that are listed (7)", "calls to the telephone numbers that stood there (7)", "and 2 more",
		"Further documents that are not listed: 3.", "g••• email", "[to be filled in before it is sent", "not assess it", "(name not told)",
	} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q", want)
		}
	}
	bare := &disclose.Subject{ID: "x.test", Name: "X <script>alert(1)</script>"}
	m.Complete, m.Window = false, disclose.Window{}
	html = unpacked(t, m, bare)["summary.html"]
	for _, want := range []string{"Nothing that was found suggests", "has not come to its end yet", "nobody saw it open", "has not been verified yet", "&lt;script&gt;"} {
		if !strings.Contains(html, want) {
			t.Errorf("of nothing: no %q", want)
		}
	}
	if strings.Contains(html, "<script") {
		t.Error("a name is a script")
	}
}

// One of a thing reads as well as many: no number stands before a plural, where it would
// have to agree.
func TestOneReadsAsMany(t *testing.T) {
	all, err := books()
	if err != nil {
		t.Fatal(err)
	}
	before := regexp.MustCompile(`\{(n|elements|contents)\} \pL`)
	for _, language := range []string{"en", "de", "fr", "es", "pt"} {
		for key, text := range all[language].Text {
			if key != "more" && before.MatchString(text) {
				t.Errorf("%s: %s: %q", language, key, text)
			}
		}
	}
}

// What a name of a file holds that hides or steers is shown.
func TestNamesOfFilesAreVisible(t *testing.T) {
	s := &disclose.Subject{ID: "contoso-kanarie.test", Name: "Contoso Kanarie GmbH", Documents: []disclose.Document{{Name: "Invoice \x1b\n\u202e.csv"}}}
	for name, text := range unpacked(t, maker("en", false), s) {
		if name == "documents.csv" || name == "summary.html" || name == "pack.json" {
			if !strings.Contains(html.UnescapeString(text), "Invoice ␛␊[U+202E].csv") || strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, `\u001b`) {
				t.Errorf("%s does not show what its names hold", name)
			}
		}
	}
}

// Documents of which the same is told have a number each.
func TestDocumentsAreTold(t *testing.T) {
	s := &disclose.Subject{ID: "contoso-kanarie.test", Name: "Contoso Kanarie GmbH", Documents: []disclose.Document{{Name: "Wexforth.csv"}, {Name: "Quennault.csv"}, {Name: "Wexforth"}}}
	files := unpacked(t, maker("en", false), s)
	if got, want := files["documents.csv"], "no.,name,document,date,copies\n1,•••.csv,other document,,0\n2,•••.csv,other document,,0\n3,,other document,,0\n"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for name, want := range map[string]string{"summary.html": "<td>2</td><td>•••.csv</td>", "elements.xlsx": "2\t•••.csv", "pack.json": `"number": 3`} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s: no %q", name, want)
		}
	}
}

// A domain of examples is of nobody, unless the recipient itself is one.
func TestReservedDomainsAreNobodys(t *testing.T) {
	s := &disclose.Subject{ID: "contoso.example", Name: "contoso.example"}
	for _, domain := range []string{"x.example", "contoso.example", "mail.contoso.example"} {
		s.Elements = append(s.Elements, disclose.Element{Kind: exposure.Domain, Mask: domain, Class: exposure.ClassReserved})
	}
	s.Elements = append(s.Elements, disclose.Element{Kind: exposure.Domain, Mask: "contoso.fr"})
	text := unpacked(t, maker("en", false), s)["elements.csv"]
	for domain, want := range map[string]bool{",x.example,": false, ",contoso.example,": true, ",mail.contoso.example,": true, ",contoso.fr,": true} {
		if strings.Contains(text, domain) != want {
			t.Errorf("%s is told: %v", domain, !want)
		}
	}
}

// A letter says that anyone could read a place only where somebody saw that, in each language.
func TestLetterSaysWhoCouldReadIt(t *testing.T) {
	all, err := books()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range Languages() {
		text := all[language].Text
		title := func(key string) string { return strings.ReplaceAll(text[key], "{name}", "Contoso Kanarie GmbH") }
		for _, c := range []struct {
			w           disclose.Window
			title, what string
		}{
			{disclose.Window{Seen: 1, First: made, Last: made}, "title", "what"},
			{disclose.Window{Seen: 1, First: made, Last: made, Copies: 1}, "title", "whatsome"},
			{disclose.Window{Copies: 2}, "titleunseen", "whatcopy"},
			{disclose.Window{Unknown: 1, Copies: 2}, "titleunseen", "whatunseen"},
			{disclose.Window{Shut: 1}, "titleunseen", "whatunseen"},
		} {
			m := maker(language, false)
			m.Window = c.w
			files := unpacked(t, m, contoso(false))
			for _, key := range []string{"title", "titleunseen"} {
				if has := strings.Contains(files["summary.html"], "<h1>"+title(key)+"</h1>"); has != (key == c.title) {
					t.Errorf("%s, %+v: %s is said: %v", language, c.w, key, has)
				}
			}
			for _, key := range []string{"what", "whatsome", "whatcopy", "whatunseen"} {
				if has := strings.Contains(files["summary.html"], "<p>"+text[key]+"</p>"); has != (key == c.what) {
					t.Errorf("%s, %+v: %s is said: %v", language, c.w, key, has)
				}
			}
			if strings.Contains(files["pack.json"], "foldersRead") || strings.Contains(files["pack.json"], "places") {
				t.Errorf("%+v: how many places there are is told", c.w)
			}
		}
	}
}

func TestPackForPrograms(t *testing.T) {
	files := unpacked(t, maker("ja", false), contoso(false))
	var x told
	if err := json.Unmarshal([]byte(files["pack.json"]), &x); err != nil {
		t.Fatal(err)
	}
	if len(x.Elements) != 7*(len(exposure.Kinds())-1)+2 || len(x.Documents) != 35 || x.Recipient != "Contoso Kanarie GmbH" || x.Unlisted != 3 {
		t.Errorf("%d elements, %d documents, %+v", len(x.Elements), len(x.Documents), x.Recipient)
	}
	if !strings.Contains(files["documents.csv"], "'=1+1.csv") && !strings.Contains(files["documents.csv"], "'=") {
		t.Errorf("a formula is not guarded:\n%s", files["documents.csv"])
	}
}
