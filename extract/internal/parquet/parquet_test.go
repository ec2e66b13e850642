package parquet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"

	"github.com/hemostat/hemostat/extract/internal/parquet/parquettest"
)

// gather keeps what it is told, and stops at too much.
type gather struct {
	text strings.Builder
	rows int
	work int64
	most int64 // work
}

var errEnoughWork = errors.New("enough work")

func (g *gather) Row(n int64) error {
	g.rows++
	fmt.Fprintf(&g.text, "%d:", n)
	return nil
}
func (g *gather) Value(column int, key, v []byte) error {
	fmt.Fprintf(&g.text, " %d", column)
	if len(key) > 0 {
		fmt.Fprintf(&g.text, "[%s]", key)
	}
	fmt.Fprintf(&g.text, "=%s", v)
	return nil
}
func (g *gather) Binary(column int, key, v []byte) error {
	return g.Value(column, key, fmt.Appendf(nil, "%x", v))
}
func (g *gather) RowEnd() error { g.text.WriteByte('\n'); return nil }
func (g *gather) Work(n int64) error {
	if g.work += n; g.work > g.most {
		return errEnoughWork
	}
	return nil
}

func readAll(p []byte) (*gather, *File, error) {
	g := &gather{most: 16 << 20}
	f, err := Open(bytes.NewReader(p), int64(len(p)))
	if err == nil {
		err = f.Read(g)
	}
	return g, f, err
}

// plainText is texts as PLAIN has them.
func plainText(texts ...string) (p []byte) {
	for _, s := range texts {
		p = append(binary.LittleEndian.AppendUint32(p, uint32(len(s))), s...)
	}
	return p
}

func packWith(t testing.TB, codec int, p []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch codec {
	case codecNone:
		return p
	case codecSnappy:
		return snappy.Encode(nil, p)
	case codecGzip:
		w = gzip.NewWriter(&b)
	case codecBrotli:
		w = brotli.NewWriter(&b)
	case codecZstd:
		w, _ = zstd.NewWriter(&b)
	case codecLZ4, codecLZ4Raw:
		out := make([]byte, lz4.CompressBlockBound(len(p)))
		n, err := lz4.CompressBlock(p, out, nil)
		if err != nil {
			t.Fatal(err)
		}
		out = out[:n]
		if codec == codecLZ4 {
			head := binary.BigEndian.AppendUint32(nil, uint32(len(p)))
			out = append(binary.BigEndian.AppendUint32(head, uint32(n)), out...)
		}
		return out
	}
	if _, err := w.Write(p); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Small pages are unpacked at once and large ones as streams: both in each codec.
func TestCodecs(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, rows := range []int{3, 60000} {
		var texts []string
		for i := range rows {
			texts = append(texts, fmt.Sprintf("user%d@fabrikam.example and %x %s", i, rnd.Uint64(), strings.Repeat("and more ", i%7)))
		}
		body := plainText(texts...)
		for _, codec := range []int{codecNone, codecSnappy, codecGzip, codecBrotli, codecLZ4, codecZstd, codecLZ4Raw} {
			if codec == codecLZ4 && rows > 3 {
				continue
			}
			p := parquettest.File(1, parquettest.Column{Name: "mail", Kind: 6, Codec: int64(codec), Pages: []parquettest.Page{
				{Values: int64(rows), Size: int64(len(body)), Body: packWith(t, codec, body)}, {Values: 1, Size: 7, Body: packWith(t, codec, plainText("end"))}}})
			g := &gather{most: 1 << 30}
			f, err := Open(bytes.NewReader(p), int64(len(p)))
			if err == nil {
				err = f.Read(g)
			}
			if err != nil || f.Broken+f.Unsupported > 0 || g.rows != rows+1 {
				t.Errorf("codec %d, %d bytes: %v, %d broken, %d unsupported, %d rows", codec, len(body), err, f.Broken, f.Unsupported, g.rows)
				continue
			}
			want := fmt.Sprintf("%d: 0=%s\n", rows-1, texts[rows-1])
			if !strings.Contains(g.text.String(), want) || !strings.HasSuffix(g.text.String(), " 0=end\n") {
				t.Errorf("codec %d: not what was packed", codec)
			}
		}
	}
}

func TestRuns(t *testing.T) {
	// Encodings.md: 0 to 7 in three bits each; then a run.
	r := newRuns(&source{buf: []byte("\x03\x88\xc6\xfa\x08\x05")}, 3)
	for i, want := range []uint32{0, 1, 2, 3, 4, 5, 6, 7, 5, 5, 5, 5} {
		if v, err := r.next(); v != want || err != nil {
			t.Fatalf("%d: %d, %v", i, v, err)
		}
	}
	if _, err := r.next(); err != ErrFormat {
		t.Error(err)
	}
	r = highRuns(&source{buf: []byte("\x05\x39\x77")}, 3)
	for i, want := range []uint32{0, 1, 2, 3, 4, 5, 6, 7} {
		if v, err := r.next(); v != want || err != nil {
			t.Fatalf("high bits first, %d: %d, %v", i, v, err)
		}
	}
}

// deltasOf packs numbers in one block of 128 in four parts, of so many bits.
func deltasOf(width int, n ...int64) []byte {
	p := []byte{0x80, 1, 4, byte(len(n))}
	p = binary.AppendVarint(p, n[0])
	p = binary.AppendVarint(p, -3)
	p = append(p, byte(width), 0, 0, 0)
	bits := make([]byte, 4*width)
	for i := 1; i < len(n); i++ {
		v := uint64(n[i] - n[i-1] + 3)
		for b := range width {
			bits[((i-1)*width+b)/8] |= byte(v>>b&1) << (((i-1)*width + b) % 8)
		}
	}
	return append(p, bits...)
}

func TestDeltas(t *testing.T) {
	for _, width := range []int{0, 1, 3, 7, 33, 57, 61, 64} {
		n := []int64{7}
		for i := range 20 {
			step := int64(-3)
			if width > 0 {
				step += int64(uint64(0x9e3779b97f4a7c15)*uint64(i+1)) & int64(uint64(1)<<width-1)
			}
			n = append(n, n[i]+step)
		}
		var d deltas
		tape, err := copied(&d, &source{buf: append(deltasOf(width, n...), "rest"...)}, nil)
		if err != nil || string(tape) != string(deltasOf(width, n...)) {
			t.Fatalf("%d bits: %v", width, err)
		}
		for i, want := range n {
			if v, err := d.next(); v != want || err != nil {
				t.Errorf("%d bits: the %d. is %d, want %d, %v", width, i, v, want, err)
			}
		}
	}
}

func TestHalf(t *testing.T) {
	for v, want := range map[uint16]float64{0: 0, 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0001: 5.960464477539063e-08, 0x3555: 0.333251953125} {
		if got := halfFloat(v); got != want {
			t.Errorf("%x: %v, want %v", v, got, want)
		}
	}
}

// levels are definition levels of version 1.
func levels(p string) []byte {
	return append(binary.LittleEndian.AppendUint32(nil, uint32(len(p))), p...)
}

func TestHostile(t *testing.T) {
	body := plainText("jane")
	page := parquettest.Page{Values: 1, Body: body}
	column := func(change func(c *parquettest.Column)) []byte {
		c := parquettest.Column{Name: "a", Kind: 6, Pages: []parquettest.Page{page}}
		change(&c)
		return parquettest.File(1, c)
	}
	wide := make([]parquettest.Column, 300)
	for i := range wide { // each page says that it has a megabyte
		wide[i] = parquettest.Column{Name: "c", Kind: 6, Codec: codecZstd, Pages: []parquettest.Page{{Values: 1, Size: wholePage, Body: packWith(t, codecZstd, plainText(strings.Repeat("x", wholePage-4)))}}}
	}
	zeros := packWith(t, codecZstd, make([]byte, 12<<20))
	many := make([]parquettest.Column, 100)
	for i := range many { // each value takes 12 MB
		many[i] = parquettest.Column{Name: "c", Kind: 7, Length: 12 << 20, Codec: codecZstd, Pages: []parquettest.Page{{Values: 1, Size: 12 << 20, Body: zeros}}}
	}
	for name, c := range map[string]struct {
		p    []byte
		want error // of Open or Read
		bad  int   // chunks that are broken or unsupported
	}{
		"a page of any size":          {column(func(c *parquettest.Column) { c.Codec, c.Pages[0].Size = codecZstd, 1<<31-1 }), nil, 1},
		"a small page that is not":    {column(func(c *parquettest.Column) { c.Codec, c.Pages[0].Size = codecLZ4Raw, wholePage }), nil, 1},
		"a value of any size":         {column(func(c *parquettest.Column) { c.Pages[0].Body = []byte("\xff\xff\xff\xfftext") }), nil, 1},
		"more values than there are":  {column(func(c *parquettest.Column) { c.Pages[0].Values = 1 << 30 }), nil, 1},
		"a negative number of values": {column(func(c *parquettest.Column) { c.Pages[0].Values, c.Values = -1, 5 }), nil, 1},
		"an index beyond a dictionary": {column(func(c *parquettest.Column) {
			c.Pages = []parquettest.Page{{Kind: 2, Values: 1, Body: body}, {Encoding: 8, Values: 1, Body: []byte("\x08\x02\x07")}}
		}), nil, 1},
		"no dictionary":             {column(func(c *parquettest.Column) { c.Pages[0].Encoding = 8 }), nil, 1},
		"an unknown encoding":       {column(func(c *parquettest.Column) { c.Pages[0].Encoding = 77 }), nil, 1},
		"an unknown codec":          {column(func(c *parquettest.Column) { c.Codec = 3 }), nil, 1},
		"a fixed array of no bytes": {column(func(c *parquettest.Column) { c.Kind = 7 }), ErrFormat, 0},
		"nulls alone": {column(func(c *parquettest.Column) {
			c.Repetition = 1
			c.Pages[0] = parquettest.Page{Values: 1<<31 - 1, Body: levels("\xfe\xff\xff\xff\x0f\x00")}
		}), errEnoughWork, 0},
		"one value for ever": {column(func(c *parquettest.Column) {
			c.Pages = []parquettest.Page{{Kind: 2, Values: 1, Body: plainText(strings.Repeat("x", 100))}, {Encoding: 8, Values: 1<<31 - 1, Body: []byte("\x00\xfe\xff\xff\xff\x0f")}}
		}), errEnoughWork, 0},
		"lengths of nothing for ever": {column(func(c *parquettest.Column) {
			c.Pages[0] = parquettest.Page{Encoding: 6, Values: 1<<31 - 1, Body: append([]byte("\x80\x80\x01\x01\xff\xff\xff\xff\x07\x00"), make([]byte, 1<<18)...)}
		}), errEnoughWork, 0},
		"many large pages":             {parquettest.File(1, wide...), errEnoughWork, 0},
		"many large values":            {parquettest.File(1, many...), errEnoughWork, 0},
		"one chunk in many row groups": {parquettest.File(20000, parquettest.Column{Name: "a", Kind: 6, Codec: codecZstd, Pages: []parquettest.Page{{Values: 1, Size: 1 << 16, Body: packWith(t, codecZstd, plainText(strings.Repeat("x", 1<<16-4)))}}}), errEnoughWork, 0},
		"a footer of any size":         {append(append([]byte(Magic), "\xff\xff\xff\x7f"...), Magic...), ErrFormat, 0},
		"a footer that is cut":         {parquettest.Footer([]byte(Magic), (&parquettest.Struct{}).I32(1, 1).List(2, 1<<30)), ErrFormat, 0},
		"children that are not there":  {parquettest.Footer([]byte(Magic), (&parquettest.Struct{}).List(2, 1, (&parquettest.Struct{}).Text(4, "s").I32(5, 1<<30))), ErrFormat, 0},
		"encrypted":                    {append([]byte("PARE"), "\x00\x00\x00\x00\x00\x00\x00\x00PARE"...), ErrEncrypted, 0},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		g, f, err := readAll(c.p)
		runtime.ReadMemStats(&after)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		} else if c.want == nil && f.Broken+f.Unsupported != c.bad {
			t.Errorf("%s: %d broken and %d unsupported, want %d", name, f.Broken, f.Unsupported, c.bad)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 32<<20+40*uint64(g.work) {
			t.Errorf("%s: %d bytes were allocated, %d of work", name, n, g.work)
		}
	}
	deep := &parquettest.Struct{}
	for range 300 {
		deep = (&parquettest.Struct{}).Struct(7, deep)
	}
	if _, _, err := readAll(parquettest.Footer([]byte(Magic), (&parquettest.Struct{}).Struct(1, deep))); !errors.Is(err, ErrFormat) {
		t.Errorf("deep: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("../../testdata/real/data/*.parquet")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds")
	}
	for _, file := range files {
		p, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(p) < 10<<10 {
			f.Add(p)
		}
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		one, f, err := readAll(p)
		if f != nil && f.memory != 0 && err == nil {
			t.Errorf("%d bytes are still held", f.memory)
		}
		_ = one
	})
}
