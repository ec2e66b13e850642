package leak

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/xml"
	"hash/maphash"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"github.com/hemostat/hemostat/exposure"
)

// A reader is a second, plain way from bytes to text that shares nothing with the
// generator: standard library and excelize. It holds the truth to account.
type reader struct {
	t     *testing.T
	texts []string
	names []string
	mails int
	docs  int
}

func (r *reader) must(err error, what string) {
	r.t.Helper()
	if err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
}

func (r *reader) say(s string) { r.texts = append(r.texts, s) }

func (r *reader) file(name string, body []byte) {
	if strings.HasPrefix(name, "media/") {
		return
	}
	switch path.Ext(name) {
	case ".zip":
		r.zip(name, body)
		return
	case ".gz":
		z, err := gzip.NewReader(bytes.NewReader(body))
		r.must(err, name)
		r.tar(name, z)
		return
	case ".zst":
		z, err := zstd.NewReader(bytes.NewReader(body))
		r.must(err, name)
		defer z.Close()
		r.tar(name, z)
		return
	}
	r.docs++
	switch {
	case bytes.HasPrefix(body, []byte("PK")):
		r.office(name, body)
	case bytes.HasPrefix(body, []byte("%PDF-1.4")):
		r.pdf(name, body)
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(body)
		r.must(err, name)
		r.say(string(text))
	case bytes.Contains(body, []byte("\r\nMessage-ID: ")) || bytes.HasPrefix(body, []byte("X-Folder")):
		r.mails++
		r.mail(name, body)
	case strings.HasSuffix(name, "-user-list.csv"):
		text, err := charmap.Windows1252.NewDecoder().Bytes(body)
		r.must(err, name)
		r.say(string(text))
	case bytes.HasPrefix(body, []byte("<!DOCTYPE html>")):
		r.say(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(string(body), "\n")))
	default:
		r.say(string(body))
	}
}

func (r *reader) zip(name string, body []byte) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	r.must(err, name)
	for _, f := range z.File {
		r.names = append(r.names, f.Name)
		r.file(f.Name, r.member(f))
	}
}

func (r *reader) member(f *zip.File) []byte {
	m, err := f.Open()
	r.must(err, f.Name)
	b, err := io.ReadAll(m)
	r.must(err, f.Name)
	return b
}

func (r *reader) tar(name string, in io.Reader) {
	tr := tar.NewReader(in)
	for {
		h, err := tr.Next()
		if err == io.EOF {
			return
		}
		r.must(err, name)
		b, err := io.ReadAll(tr)
		r.must(err, h.Name)
		r.names = append(r.names, h.Name)
		r.file(h.Name, b)
	}
}

func (r *reader) office(name string, body []byte) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	r.must(err, name)
	for _, f := range z.File {
		text := r.member(f)
		switch {
		case f.Name == "word/document.xml", strings.HasPrefix(f.Name, "ppt/slides/slide"):
			r.say(xmlText(r, f.Name, text))
		case f.Name == "xl/workbook.xml":
			r.sheet(name, body)
		default:
			xmlText(r, f.Name, text) // must be well formed
		}
	}
}

// xmlText joins the texts of <t> elements, a line for each paragraph.
func xmlText(r *reader, name string, b []byte) string {
	var out strings.Builder
	d := xml.NewDecoder(bytes.NewReader(b))
	in := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out.String()
		}
		r.must(err, name)
		switch t := token.(type) {
		case xml.StartElement:
			in = t.Name.Local == "t"
		case xml.EndElement:
			if t.Name.Local == "p" {
				out.WriteByte('\n')
			}
			in = false
		case xml.CharData:
			if in {
				out.Write(t)
			}
		}
	}
}

func (r *reader) sheet(name string, body []byte) {
	x, err := excelize.OpenReader(bytes.NewReader(body))
	r.must(err, name)
	defer x.Close()
	for _, sheet := range x.GetSheetList() {
		rows, err := x.GetRows(sheet)
		r.must(err, name)
		for _, row := range rows {
			r.say(strings.Join(row, "\n"))
		}
	}
}

var pdfText = regexp.MustCompile(`(?m)^\((.*)\) Tj T\*$`)

func (r *reader) pdf(name string, body []byte) {
	if !bytes.HasSuffix(body, []byte("%%EOF\n")) {
		r.t.Errorf("%s has no end", name)
	}
	for _, m := range pdfText.FindAllSubmatch(body, -1) {
		s, err := charmap.Windows1252.NewDecoder().Bytes(m[1])
		r.must(err, name)
		r.say(regexp.MustCompile(`\\(.)`).ReplaceAllString(string(s), "$1"))
	}
}

func (r *reader) mail(name string, body []byte) {
	m, err := mail.ReadMessage(bytes.NewReader(body))
	r.must(err, name)
	for _, field := range []string{"From", "To", "Cc"} {
		if m.Header.Get(field) == "" {
			continue
		}
		list, err := m.Header.AddressList(field)
		r.must(err, name+" "+field)
		for _, a := range list {
			r.say(a.Name + "\n" + a.Address)
		}
	}
	sort, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	r.must(err, name)
	if !strings.HasPrefix(sort, "multipart/") {
		r.part(name, m.Header.Get("Content-Transfer-Encoding"), params["charset"], m.Body)
		return
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return
		}
		r.must(err, name)
		if file := p.FileName(); file != "" {
			b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
			r.must(err, name)
			r.file(file, b)
			continue
		}
		_, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		r.must(err, name)
		r.part(name, p.Header.Get("Content-Transfer-Encoding"), params["charset"], p)
	}
}

func (r *reader) part(name, encoding, charset string, in io.Reader) {
	switch encoding {
	case "base64":
		in = base64.NewDecoder(base64.StdEncoding, in)
	case "quoted-printable":
		in = quotedprintable.NewReader(in)
	}
	set, err := htmlindex.Get(charset)
	r.must(err, name)
	in = set.NewDecoder().Reader(in)
	b, err := io.ReadAll(in)
	r.must(err, name)
	r.say(html.UnescapeString(string(b)))
}

var (
	plainEmail  = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)
	urlPassword = regexp.MustCompile(`://[^/\s:@]+:[^\s@]+@`)
	plainIBAN   = regexp.MustCompile(`\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`)
	plainCard   = regexp.MustCompile(`\b[0-9][0-9 -]{12,18}[0-9]\b`)
)

func TestTruthAgreesWithAPlainCount(t *testing.T) {
	seed := maphash.MakeSeed()
	l := newLeak(t, Options{Seed: 11, Objects: 1500, Entities: 800, Snares: 40})
	for i := range l.Len() {
		want := map[exposure.Kind]int{}
		inNames, documents := 0, 0
		body := l.record(i, seed, func(e Event) {
			switch {
			case e.NotRead != "":
			case e.Kind == 0:
				documents++
			case e.InName:
				inNames++
			default:
				want[e.Kind]++
			}
		})
		r := &reader{t: t}
		name := l.name(i, nil)
		r.names = append(r.names, name)
		r.file(name, body)
		got := map[exposure.Kind]int{exposure.Message: r.mails}
		for _, text := range r.texts {
			text = urlPassword.ReplaceAllString(text, "://")
			got[exposure.Email] += len(plainEmail.FindAllString(text, -1))
			for _, m := range plainIBAN.FindAllString(text, -1) {
				compact := strings.ReplaceAll(m, " ", "")
				if mod97(compact[4:]+compact[:4]) == 1 {
					got[exposure.IBAN]++
				}
			}
			for _, m := range plainCard.FindAllString(text, -1) {
				for _, card := range testCards {
					if onlyDigits(m) == card {
						got[exposure.Card]++
					}
				}
			}
		}
		for _, kind := range []exposure.Kind{exposure.Email, exposure.Message, exposure.IBAN, exposure.Card} {
			if got[kind] != want[kind] {
				t.Errorf("%s: a plain count finds %d of %s, the truth says %d", name, got[kind], kind, want[kind])
			}
		}
		if r.docs != documents {
			t.Errorf("%s: %d documents, the truth says %d", name, r.docs, documents)
		}
		named := 0
		for _, n := range r.names {
			named += len(plainEmail.FindAllString(strings.TrimSuffix(n, ".eml"), -1))
		}
		if named != inNames {
			t.Errorf("%s: %d addresses in names, the truth says %d", name, named, inNames)
		}
	}
}

// Every recorded value stands in the text that a plain reader sees.
func TestWhatIsNotedIsWritten(t *testing.T) {
	seed := maphash.MakeSeed()
	l := newLeak(t, Options{Seed: 12, Objects: 600, Entities: 300, Snares: 60})
	for i := range l.Len() {
		var noted []Event
		body := l.record(i, seed, func(e Event) { noted = append(noted, e) })
		r := &reader{t: t}
		name := l.name(i, nil)
		r.file(name, body)
		all := strings.Join(r.texts, "\n")
		secrets := map[string]int{}
		for _, e := range noted {
			if e.Kind == exposure.Secret {
				secrets[e.Written]++
			}
			switch {
			case e.Kind == 0 || e.InName || e.Kind == exposure.IP || e.Kind == exposure.Person || e.Kind == exposure.Project || e.Kind == exposure.Message:
			case !strings.Contains(strings.ReplaceAll(all, "''", "'"), e.Written):
				t.Errorf("%s: a %s is noted and not written (%q)", name, e.Kind, e.Written)
			}
		}
		for s, n := range secrets {
			if got := strings.Count(all, s); got != n {
				t.Errorf("%s: a secret is written %d times and noted %d times", name, got, n)
			}
		}
	}
}
