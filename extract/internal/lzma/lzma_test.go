package lzma

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/ulikunitz/xz/lzma"
)

// samples are bytes of several sorts.
func samples() map[string][]byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	words := make([]byte, 0, 400<<10)
	for len(words) < 300<<10 {
		words = fmt.Appendf(words, "customer %d, account %x, Contoso branch %c\n", rnd.IntN(1000), rnd.Uint32(), 'A'+rnd.IntN(26))
	}
	noise := make([]byte, 200<<10)
	for i := range noise {
		noise[i] = byte(rnd.Uint32())
	}
	return map[string][]byte{
		"empty": {}, "one": {7}, "words": words, "noise": noise,
		"zeros": make([]byte, 900<<10), "mixed": append(append(bytes.Clone(noise[:70<<10]), words...), noise...),
		"pattern": bytes.Repeat([]byte("ab"), 100_000),
	}
}

// TestLZMA unpacks what the encoder of another hand packed, with each of the
// parameters and with dictionaries smaller than the data.
func TestLZMA(t *testing.T) {
	for name, data := range samples() {
		for _, props := range []lzma.Properties{{LC: 3, LP: 0, PB: 2}, {LC: 0, LP: 2, PB: 0}, {LC: 8, LP: 4, PB: 4}} {
			for _, dict := range []int{4096, 1 << 16, 8 << 20} {
				for _, marked := range []bool{false, true} {
					if len(data) == 0 && !marked {
						continue // the encoder writes neither a size nor a marker
					}
					var b bytes.Buffer
					c := lzma.WriterConfig{Properties: &props, DictCap: dict, Size: int64(len(data)), SizeInHeader: !marked, EOSMarker: marked}
					if marked {
						c.Size = -1
					}
					w, err := c.NewWriter(&b)
					if err != nil {
						t.Fatal(err)
					}
					if _, err := w.Write(data); err != nil {
						t.Fatal(err)
					}
					if err := w.Close(); err != nil {
						t.Fatal(err)
					}
					h := b.Bytes()
					size := int64(binary.LittleEndian.Uint64(h[5:]))
					r, err := NewReader(bytes.NewReader(append(h[13:], "rest"...)), h[0], int64(binary.LittleEndian.Uint32(h[1:])), size, 8<<20)
					if err != nil {
						t.Fatal(err)
					}
					got, err := io.ReadAll(r)
					if err != nil || !bytes.Equal(got, data) {
						t.Fatalf("%s %v %d %v: %d bytes of %d, %v", name, props, dict, marked, len(got), len(data), err)
					}
					if marked && string(r.Rest()) != "rest" {
						t.Errorf("%s: %q behind the end", name, r.Rest())
					}
				}
			}
		}
	}
}

func packed2(t testing.TB, data []byte, dict int) []byte {
	var b bytes.Buffer
	w, err := lzma.Writer2Config{DictCap: dict, BufSize: 4 << 20}.NewWriter2(&b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLZMA2(t *testing.T) {
	for name, data := range samples() {
		for _, dict := range []int{4096, 1 << 16, 8 << 20} {
			src := bytes.NewReader(append(packed2(t, data, dict), "rest"...))
			r, err := NewReader2(src, int64(dict), -1, 8<<20)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, data) {
				t.Fatalf("%s %d: %d bytes of %d, %v", name, dict, len(got), len(data), err)
			}
			if src.Len() != 4 {
				t.Errorf("%s: %d bytes are left of the source, want 4", name, src.Len())
			}
		}
	}
}

// TestMemory declares 4 GiB.
func TestMemory(t *testing.T) {
	if _, err := NewReader(nil, 93, 1<<32-1, -1, 128<<20); !errors.Is(err, ErrMemory) {
		t.Errorf("of unknown size: %v", err)
	}
	if _, err := NewReader2(nil, 1<<32-1, 1<<40, 128<<20); !errors.Is(err, ErrMemory) {
		t.Errorf("LZMA2: %v", err)
	}
	if _, err := NewReader(bytes.NewReader(nil), 93, 1<<32-1, 100, 128<<20); err != nil {
		t.Errorf("a hundred bytes need no such dictionary: %v", err)
	}
}

// TestCut cuts a stream at each byte: what comes out is a front part.
func TestCut(t *testing.T) {
	data := samples()["words"][:5000]
	p := packed2(t, data, 1<<16)
	for n := range p {
		r, err := NewReader2(bytes.NewReader(p[:n]), 1<<16, -1, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err == nil || !bytes.HasPrefix(data, got) {
			t.Fatalf("cut at %d: %d bytes, %v", n, len(got), err)
		}
	}
}

// FuzzReader compares with the decoder of another hand where both succeed.
func FuzzReader(f *testing.F) {
	for name, data := range samples() {
		if name != "zeros" {
			f.Add(packed2(f, data[:min(len(data), 3000)], 1<<16))
		}
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		r, err := NewReader2(bytes.NewReader(p), 1<<16, -1, 1<<16)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(io.LimitReader(r, 1<<20))
		if one, e := NewReader(bytes.NewReader(p), 93, 1<<16, -1, 1<<16); e == nil {
			_, _ = io.Copy(io.Discard, io.LimitReader(one, 1<<20))
		}
		if err != nil || len(got) == 1<<20 {
			return
		}
		other, e := lzma.Reader2Config{DictCap: 1 << 16}.NewReader2(bytes.NewReader(p))
		if e != nil {
			return
		}
		if want, e := io.ReadAll(io.LimitReader(other, 1<<20)); e == nil && !bytes.Equal(got, want) {
			t.Errorf("%d bytes, another decoder has %d", len(got), len(want))
		}
	})
}

func BenchmarkLZMA2(b *testing.B) {
	data := samples()["mixed"]
	p := packed2(b, data, 1<<20)
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			r, _ := NewReader2(bytes.NewReader(p), 1<<20, -1, 1<<20)
			_, _ = io.Copy(io.Discard, r)
		}
	})
	b.Run("other", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			r, _ := lzma.Reader2Config{DictCap: 1 << 20}.NewReader2(bytes.NewReader(p))
			_, _ = io.Copy(io.Discard, r)
		}
	})
}
