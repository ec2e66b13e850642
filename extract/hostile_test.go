package extract_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// small is a budget that small bombs exhaust.
var small = extract.Budget{Depth: 4, Entries: 20, Expand: 100 << 10, Ratio: 10, Text: 1 << 20, Steps: 10}

// TestBombs gives what is made to exhaust. Each must be stopped by the budget
// that is there for it, at the same place each time.
func TestBombs(t *testing.T) {
	zeros := make([]byte, 300<<10)
	nested := zipOf(t, "zeros", zeros)
	for range 3 {
		nested = zipOf(t, "a.zip", nested, "b.zip", nested, "c.zip", nested)
	}
	deep := []byte("secret")
	for range 8 {
		deep = zipOf(t, "deeper.zip", deep)
	}
	var many []any
	for i := range 50 {
		many = append(many, fmt.Sprintf("%d.txt", i), []byte("x"))
	}
	mail := "From: a@contoso.example\nMessage-ID: <1@contoso.example>\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 100)
	mime := "From: a@contoso.example\nMessage-ID: <1@contoso.example>\n"
	for i := range 200 {
		mime += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	for _, c := range []struct {
		name string
		data []byte
		want exposure.Reason
	}{
		{"zeros.zip", zipOf(t, "zeros", zeros), exposure.NotReadRatio},
		{"42.zip", nested, exposure.NotReadRatio},
		{"deep.zip", deep, exposure.NotReadDepth},
		{"many.zip", zipOf(t, many...), exposure.NotReadEntries},
		{"overlapping.zip", overlapping(t, zeros[:50<<10], 15), exposure.NotReadRatio},
		{"zeros.zst", zstdOf(t, make([]byte, 4<<20)), exposure.NotReadRatio},
		{"text.txt", bytes.Repeat([]byte("all work and no play\n"), 1<<17), exposure.NotReadBytes},
		{"parts.eml", []byte(mail), exposure.NotReadSteps},
		{"mime.eml", []byte(mime), exposure.NotReadDepth},
		{"negative.tar", negativeTar(t), exposure.NotReadBroken},
		{"repeated.xlsx", repeated(t), exposure.NotReadBytes},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := small
			if c.want == exposure.NotReadSteps || c.want == exposure.NotReadDepth {
				b.Steps = 80
			}
			extracttest.Budgets(t, extract.Options{Budget: b}, extracttest.Case{Name: c.name, Data: c.data}, c.want)
		})
	}
}

// overlapping makes a zip whose entries all point at the same data, as Fifield's
// bombs do (https://www.bamsoftware.com/hacks/zipbomb/).
func overlapping(t *testing.T, data []byte, n int) []byte {
	z := zipOf(t, "kernel", data)
	end := bytes.LastIndex(z, []byte("PK\x05\x06"))
	start := int(binary.LittleEndian.Uint32(z[end+16:]))
	entry := z[start:end]
	out := bytes.Clone(z[:start])
	for range n {
		out = append(out, entry...)
	}
	tail := bytes.Clone(z[end:])
	binary.LittleEndian.PutUint16(tail[8:], uint16(n))
	binary.LittleEndian.PutUint16(tail[10:], uint16(n))
	binary.LittleEndian.PutUint32(tail[12:], uint32(n*len(entry)))
	return append(out, tail...)
}

// negativeTar makes a tar whose member has a negative size, in base 256.
func negativeTar(t *testing.T) []byte {
	data := tarOf(t, "a.txt", []byte("hello"))
	copy(data[124:136], "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00")
	sum := 0
	for i, b := range data[:512] {
		if i >= 148 && i < 156 {
			b = ' '
		}
		sum += int(b)
	}
	copy(data[148:156], fmt.Sprintf("%06o\x00 ", sum))
	return data
}

// repeated makes a workbook whose cells all name one long string, in a sheet
// that claims to be as large as there can be.
func repeated(t *testing.T) []byte {
	var sheet strings.Builder
	sheet.WriteString(`<worksheet><dimension ref="A1:XFD1048576"/><sheetData>`)
	for i := range 200 {
		fmt.Fprintf(&sheet, `<row r="%d"><c r="XFD%d" t="s"><v>0</v></c></row>`, i*5000+1, i*5000+1)
	}
	return zipOf(t,
		"xl/workbook.xml", []byte(`<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`),
		"xl/_rels/workbook.xml.rels", []byte(`<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`),
		"xl/sharedStrings.xml", []byte(`<sst><si><t>`+strings.Repeat("long ", 4000)+`</t></si></sst>`),
		"xl/worksheets/sheet1.xml", []byte(sheet.String()+`</sheetData></worksheet>`))
}

// TestSelfNesting reads an archive in which each level finds another one, as in
// one that holds itself: depth must end it.
func TestSelfNesting(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	data := []byte("innermost secret")
	for range 40 {
		data = zipOf(t, "again.zip", data)
	}
	rec := extracttest.Walk(t, x, "again.zip", data)
	if !strings.Contains(rec.String(), ": depth,") || !strings.Contains(rec.String(), ", cut") {
		t.Errorf("depth did not end it, or the contents above are not marked as cut:\n%s", rec)
	}
}

// TestDeepText nests text formats far deeper than any stack holds.
func TestDeepText(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for name, data := range map[string]string{
		"json": strings.Repeat(`{"a":[`, 200_000) + `"jane@contoso.example"`,
		"xml":  "<?xml version='1.0'?>" + strings.Repeat("<a>", 200_000) + "jane@contoso.example</a>",
		"html": "<html>" + strings.Repeat("<table><tr><td><blockquote>", 50_000) + "jane@contoso.example",
	} {
		rec := extracttest.Walk(t, x, name, []byte(data))
		if !strings.Contains(rec.String(), "jane@contoso.example") {
			t.Errorf("%s: the text at the bottom is missing", name)
		}
	}
}

// TestEntities reads the bombs of XML. Nothing is expanded, nothing is fetched.
func TestEntities(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	bomb := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "` + strings.Repeat("lol", 10) + `">`
	for c := 'b'; c <= 'z'; c++ {
		bomb += fmt.Sprintf(`<!ENTITY %c "%s">`, c, strings.Repeat(fmt.Sprintf("&%c;", c-1), 10))
	}
	bomb += `<!ENTITY xxe SYSTEM "file:///etc/passwd">]><l>&z;&xxe;</l>`
	rec := extracttest.Walk(t, x, "laughs.xml", []byte(bomb))
	if rec.Bytes > int64(2*len(bomb)) || strings.Contains(rec.String(), "root:") {
		t.Errorf("%d bytes of text from %d", rec.Bytes, len(bomb))
	}
}

// TestEncryptedZip reads a member that needs a password.
func TestEncryptedZip(t *testing.T) {
	data := zipOf(t, "a.txt", []byte("hello"), "b.txt", []byte("world"))
	data[6] |= 1 // the flag of the first local header and of its directory entry
	data[bytes.Index(data, []byte("PK\x01\x02"))+8] |= 1
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.zip", data)
	if diff := cmp.Diff([]exposure.Reason{exposure.NotReadEncrypted}, rec.NotReads); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(rec.String(), "world") {
		t.Error("the member beside it was not read")
	}
}

// memorySpool is a spool in memory with a quota.
type memorySpool struct {
	bytes.Reader
	buf   []byte
	quota int
	open  *int
}

func (s *memorySpool) Write(p []byte) (int, error) {
	if len(s.buf)+len(p) > s.quota {
		return 0, extract.ErrSpoolFull
	}
	s.buf = append(s.buf, p...)
	return len(p), nil
}

func (s *memorySpool) ReadAt(p []byte, off int64) (int, error) {
	return bytes.NewReader(s.buf).ReadAt(p, off)
}
func (s *memorySpool) Size() int64  { return int64(len(s.buf)) }
func (s *memorySpool) Close() error { *s.open--; return nil }

var errDisk = errors.New("the disk fails")

// brokenSpool is a spool file on a disk that fails.
type brokenSpool struct{ *memorySpool }

func (brokenSpool) Write([]byte) (int, error) { return 0, errDisk }

// TestLarge reads an archive larger than Whole: at random, through the spool,
// through a spool that is too small, and without one.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("makes a file of 20 MB")
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+\n"
	big := make([]byte, extract.Whole+12<<20)
	state := uint64(1)
	for i := range big {
		state = state*6364136223846793005 + 1442695040888963407
		big[i] = letters[state>>58]
	}
	data := zipOf(t, "big.txt", big, "mail.csv", in(t, "customers.csv"))
	if len(data) <= extract.Whole {
		t.Fatalf("only %d bytes", len(data))
	}
	open := 0
	spool := func(quota int) extract.Spool {
		return extract.SpoolFunc(func() (extract.SpoolFile, error) {
			open++
			return &memorySpool{quota: quota, open: &open}, nil
		})
	}
	read := func(s extract.Spool, at io.ReaderAt) string {
		x := newExtractor(t, extract.Options{Spool: s})
		rec := &extracttest.Recorder{}
		if err := x.Walk(context.Background(), extract.Input{Name: "b.zip", Size: int64(len(data)), Body: bytes.NewReader(data), At: at}, rec); err != nil {
			t.Fatal(err)
		}
		if len(rec.Faults) > 0 {
			t.Error(rec.Faults)
		}
		return rec.String()
	}
	random := read(nil, bytes.NewReader(data))
	if !strings.Contains(random, "jane.doe@contoso.example") {
		t.Error("the small member was not read")
	}
	if spooled := read(spool(1<<30), nil); spooled != random {
		t.Error("through the spool it yields something else")
	}
	for name, s := range map[string]extract.Spool{"full": spool(1 << 20), "none": nil} {
		if got := read(s, nil); !strings.Contains(got, ": spool,") || !strings.Contains(got, "expanded 0") {
			t.Errorf("spool %s: %s", name, got[:min(len(got), 500)])
		}
	}
	// A disk that fails is no property of the content: the walk ends.
	for name, s := range map[string]extract.Spool{
		"no file":  extract.SpoolFunc(func() (extract.SpoolFile, error) { return nil, errDisk }),
		"no write": extract.SpoolFunc(func() (extract.SpoolFile, error) { open++; return brokenSpool{&memorySpool{open: &open}}, nil }),
	} {
		x := newExtractor(t, extract.Options{Spool: s})
		rec := &extracttest.Recorder{}
		err := x.Walk(context.Background(), extract.Input{Name: "b.zip", Size: int64(len(data)), Body: bytes.NewReader(data)}, rec)
		if !errors.Is(err, errDisk) || strings.Contains(rec.String(), ": spool,") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if open != 0 {
		t.Errorf("%d spool files were left open", open)
	}
}

// TestSkip answers that a content was read before, and expects the sums and the
// rest of the walk to stay the same.
func TestSkip(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	inner := zipOf(t, "a.txt", []byte("hello"), "b.txt", bytes.Repeat([]byte("world\n"), 1000))
	data := tarOf(t, "one.zip", inner, "two.zip", inner)
	full := extracttest.Walk(t, x, "x.tar", data).String()
	type yield struct {
		expanded int64
		below    int
	}
	seen := map[[32]byte]yield{}
	rec := &ending{known: seen}
	rec.Skip = func(c *extract.Content) bool {
		y, ok := seen[c.Hash]
		if ok && c.HashKnown {
			c.Expanded, c.Below = y.expanded, y.below
		}
		return ok && c.HashKnown
	}
	rec.store = func(c *extract.Content) { seen[c.Hash] = yield{c.Expanded, c.Below} }
	if err := x.Walk(context.Background(), extract.Input{Name: "x.tar", Size: -1, Body: bytes.NewReader(data)}, rec); err != nil {
		t.Fatal(err)
	}
	last := func(s string) string { return s[strings.LastIndex(strings.TrimSpace(s), "\n")+1:] }
	if diff := cmp.Diff(last(full), last(rec.String())); diff != "" {
		t.Errorf("the sums differ when a content is skipped:\n%s", diff)
	}
	if n := strings.Count(rec.String(), "hello"); n != 1 {
		t.Errorf("a content that was read before was read %d times", n)
	}
}

// ending is a recorder that stores what ended.
type ending struct {
	extracttest.Recorder
	known any
	store func(c *extract.Content)
}

func (e *ending) End(c *extract.Content) error {
	e.store(c)
	return e.Recorder.End(c)
}

// TestCancelDeep cancels within a bomb and expects an end at once.
func TestCancelDeep(t *testing.T) {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	check(t, err)
	tw := tar.NewWriter(w)
	check(t, tw.WriteHeader(&tar.Header{Name: "zeros.txt", Size: 1 << 30, Mode: 0o644}))
	line := bytes.Repeat([]byte("all work and no play makes jack a dull boy\n"), 1<<15)
	for n := 0; n < 1<<30; n += len(line) {
		_, err := tw.Write(line[:min(len(line), 1<<30-n)])
		check(t, err)
	}
	check(t, tw.Close())
	check(t, w.Close())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	rec := &extracttest.Recorder{OnEvent: func() error {
		if n++; n == 100 {
			cancel()
		}
		return nil
	}}
	err = newExtractor(t, extract.Options{}).Walk(ctx, extract.Input{Name: "x", Size: -1, Body: &b}, rec)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
	if n > 102 { // in events: in time it would hang on what else the machine does
		t.Errorf("%d events, of which the context ended at 100", n)
	}
}

// TestRealPrograms reads what the programs of this machine packed, those that
// it has.
func TestRealPrograms(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	for _, c := range realPacks {
		t.Run(c.name, func(t *testing.T) {
			data := pack(t, c.name, c.args)
			rec := extracttest.Walk(t, x, c.name, data)
			if !strings.Contains(rec.String(), "jane.doe@contoso.example") || len(rec.NotReads) > 0 {
				t.Errorf("%s:\n%s", c.name, rec)
			}
		})
	}
}

// TestPanicOfSink lets the sink panic: that is its own affair.
func TestPanicOfSink(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the sink's panic was swallowed")
		}
	}()
	rec := &extracttest.Recorder{OnEvent: func() error { panic("the sink's") }}
	newExtractor(t, extract.Options{}).Walk(context.Background(), extract.Input{Name: "x", Size: -1, Body: strings.NewReader("x")}, rec)
}

// A statement of a dump that is too long to be remembered, as a stored procedure
// can be, costs nothing of what follows it.
func TestLongStatement(t *testing.T) {
	dump := "SET NAMES utf8mb4;\nINSERT INTO t (id, email) VALUES (1,'jane@contoso.example');\n" +
		"CREATE PROCEDURE p() BEGIN " + strings.Repeat("x = 1 and\n", 8000) + "END;\n" +
		"INSERT INTO t (id, email) VALUES (2,'joe@contoso.example');\n"
	x := newExtractor(t, extract.Options{})
	rec := extracttest.Walk(t, x, "dump.sql", []byte(dump))
	if out := rec.String(); strings.Contains(out, "not read") || strings.Count(out, "email") < 4 {
		t.Errorf("the dump was not read to its end: …%s", out[max(0, len(out)-500):])
	}
}
