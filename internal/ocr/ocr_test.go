package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

const scans = "../../extract/testdata/real/scans/"

// reader makes one. Where tesseract is missing the test fails, as it is what is tested.
func reader(t testing.TB, langs ...string) *Reader {
	t.Helper()
	r, err := New(context.Background(), Options{Languages: langs, Unconfined: true, Warn: func(text string) { t.Log(text) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func extractor(t testing.TB, r extract.PictureReader) *extract.Extractor {
	t.Helper()
	x, err := extract.New(extract.Options{Pictures: r})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(scans + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// marks are how the recorder shows fields and records.
var marks = regexp.MustCompile(`⟦[^⟧]*⟧`)

// TestScans reads what real programs scanned.
func TestScans(t *testing.T) {
	x := extractor(t, reader(t, "eng", "deu"))
	card := []string{"Max Muster", "Lindenstraße 12, 10969 Berlin", "Phone: +49 30 23125 046", "max.muster@contoso.example"}
	notes := []string{"Notes to invoice 4711", "ana.nunez@contoso.example", "+44 7700 900123"}
	letter := append([]string{"Invoice number: 4711", "Jane Doe", "IBAN: DE75512108001245126199"}, notes...)
	for name, want := range map[string][]string{
		"card.png": card, "card.jpg": card, "card.gif": card, "card.webp": card, "card.bmp": card, "curves.pdf": card, "embedded.docx": card,
		"letter.pdf": letter, "letter.tif": letter, "grey.pdf": notes, "stamped.pdf": notes,
	} {
		rec := extracttest.Walk(t, x, name, file(t, name))
		got := marks.ReplaceAllString(rec.String(), "")
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: no %q in\n%s", name, w, got)
			}
		}
		if len(rec.NotReads) > 0 || !strings.Contains(got, "image") {
			t.Errorf("%s: not read %v in\n%s", name, rec.NotReads, got)
		}
		if n := strings.Count(got, "CONTOSO-0000117"); name == "stamped.pdf" && n != 1 {
			t.Errorf("the stamp comes %d times:\n%s", n, got)
		}
	}
}

// paper is a PNG of white pixels.
func paper(t testing.TB, width, height int) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = 0xff
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostilePictures(t *testing.T) {
	x := extractor(t, reader(t, "eng"))
	card := file(t, "card.png")
	bomb := bytes.Clone(paper(t, 100, 100)) // it declares to be 65,535 pixels wide and high
	copy(bomb[16:], "\x00\x00\xff\xff\x00\x00\xff\xff")
	lie := bytes.Clone(paper(t, 20, 20)) // and here 6,000, with data for 20
	copy(lie[16:], "\x00\x00\x17\x70\x00\x00\x17\x70")
	for name, c := range map[string]struct {
		data []byte
		want exposure.Reason
	}{
		"bomb.png":    {bomb, exposure.NotReadImage},
		"lie.png":     {lie, exposure.NotReadBroken},
		"cut.png":     {card[:len(card)/2], exposure.NotReadBroken},
		"list.bmp":    {[]byte("BM/etc/passwd\n/etc/hostname\n" + strings.Repeat(" ", 40)), ""}, // tesseract takes unknown bytes for names of files
		"empty.png":   {paper(t, 300, 300), ""},
		"tiny.png":    {paper(t, 9, 900), ""},
		"largest.png": {paper(t, 6300, 6300), ""},
	} {
		rec := extracttest.Walk(t, x, name, c.data)
		found := c.want == "" && len(rec.NotReads) == 0
		for _, r := range rec.NotReads {
			found = found || r == c.want
		}
		if name != "list.bmp" && !found || strings.Contains(rec.String(), ":/bin/") || strings.Contains(rec.String(), ": fault,") {
			t.Errorf("%s: not read %v, want %q:\n%s", name, rec.NotReads, c.want, rec)
		}
	}
}

// TestMemory: a picture for which the memory does not suffice costs that picture.
func TestMemory(t *testing.T) {
	r := reader(t, "eng")
	r.child.memory = 160 << 20
	_, err := r.ReadPicture(context.Background(), extract.Picture{Body: bytes.NewReader(paper(t, 6300, 6300)), Width: 6300, Height: 6300})
	var n *extract.NotSeen
	if !errors.As(err, &n) || n.Reason != exposure.NotReadFault && n.Reason != exposure.NotReadBroken {
		t.Errorf("%v, want fault or broken", err)
	}
	if seen, err := r.ReadPicture(context.Background(), extract.Picture{Body: bytes.NewReader(file(t, "card.png")), Width: 100, Height: 100}); err != nil {
		t.Logf("%+v %v", seen, err)
	}
}

func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := New(context.Background(), Options{}); !errors.Is(err, ErrMissing) {
		t.Errorf("%v, want ErrMissing", err)
	}
}

func TestLanguages(t *testing.T) {
	r := reader(t)
	if r.langs[0] != "eng" || !strings.Contains(r.Digest(), "\neng ") {
		t.Errorf("languages %v, digest %s", r.langs, r.Digest())
	}
	var e *LanguageError
	if _, err := New(context.Background(), Options{Languages: []string{"eng", "../eng"}, Unconfined: true}); !errors.As(err, &e) {
		t.Errorf("%v, want a LanguageError", err)
	}
	if reader(t, "eng").Digest() == reader(t, "deu").Digest() {
		t.Error("other languages, same digest")
	}
}

// TestCancelledReal: a reading that is under way, here where tesseract has all of a picture but its
// end, ends with what it was ended by.
func TestCancelledReal(t *testing.T) {
	r := reader(t, "eng")
	data := file(t, "letter.tif")
	ctx, cancel := context.WithCancel(context.Background())
	body := io.MultiReader(bytes.NewReader(data), ending(cancel))
	if _, err := r.ReadPicture(ctx, extract.Picture{Body: body, Width: 1000, Height: 1000}); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v, want context.Canceled", err)
	}
}

// ending is a body of no bytes that tells when it is read.
type ending func()

func (e ending) Read([]byte) (int, error) { e(); return 0, io.EOF }

func TestParseTSV(t *testing.T) {
	row := func(block, par, line, word int, conf, text string) string {
		return fmt.Sprintf("5\t1\t%d\t%d\t%d\t%d\t0\t0\t9\t9\t%s\t%s\n", block, par, line, word, conf, text)
	}
	const head = "level\tpage_num\t…\n1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n"
	for _, c := range []struct {
		in, want   string
		unsure, ok bool
	}{
		{"", "", false, false},
		{"level\tpage_num\n", "", false, false},
		{head, "", false, true},
		{head + row(1, 1, 1, 1, "96.5", "Jane") + row(1, 1, 1, 2, "90", "Doe") + row(1, 1, 2, 1, "80", "Berlin"), "Jane Doe\nBerlin\n", false, true},
		{head + row(1, 1, 1, 1, "96", "a") + row(1, 2, 1, 1, "96", "b") + row(2, 1, 1, 1, "96", "c"), "a\n\nb\n\nc\n", false, true},
		{head + row(1, 1, 1, 1, "96", "kept") + row(1, 1, 1, 2, "29.9", "dropped") + row(1, 1, 1, 3, "30", "kept"), "kept kept\n", false, true},
		{head + row(1, 1, 1, 1, "60", "kept") + row(1, 1, 1, 2, "29", "dropped"), "kept\n", true, true},
		{head + row(1, 1, 1, 1, "96", "東京") + row(1, 1, 1, 2, "96", "都") + row(1, 1, 1, 3, "96", "IT"), "東京都 IT\n", false, true},
		{head + row(1, 1, 1, 1, "NaN", "a") + row(1, 1, 1, 1, "1e9", "b") + row(1, 1, 1, 1, "96", " "), "", false, true},
		{head + row(1, 1, 1, 1, "96", "a\xffb"), "a\uFFFDb\n", false, true},
	} {
		got, ok := parseTSV([]byte(c.in))
		if got.Text != c.want || got.Unsure != c.unsure || ok != c.ok {
			t.Errorf("%q gives %+v, %v; want %q, %v, %v", c.in, got, ok, c.want, c.unsure, c.ok)
		}
	}
}

func FuzzParseTSV(f *testing.F) {
	f.Add([]byte("level\n1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t96.5\tJane\n"))
	f.Fuzz(func(t *testing.T, p []byte) {
		if seen, _ := parseTSV(p); len(seen.Text) > 3*len(p)+1 {
			t.Errorf("%d bytes of %d", len(seen.Text), len(p))
		}
	})
}

// BenchmarkPage reads a page of a letter, A5 at 200 dots an inch.
func BenchmarkPage(b *testing.B) {
	for _, langs := range [][]string{{"eng"}, {"eng", "deu"}} {
		b.Run(strings.Join(langs, "+"), func(b *testing.B) {
			r := reader(b, langs...)
			data := file(b, "letter.tif")
			for b.Loop() {
				if _, err := r.ReadPicture(context.Background(), extract.Picture{Body: bytes.NewReader(data), Width: 1165, Height: 1654}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
