package visio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
)

type gather struct {
	strings.Builder
	work int64
}

func (g *gather) Text(p []byte, wide bool) error { fmt.Fprintf(g, "text %q\n", p); return nil }
func (g *gather) Other(p []byte) error           { fmt.Fprintf(g, "other %d\n", len(p)); return nil }
func (g *gather) Work(n int64) error {
	if g.work += n; g.work > 32<<20 {
		return errors.New("enough")
	}
	return nil
}

// packed packs bytes as bytes alone.
func packed(p []byte) (out []byte) {
	for len(p) > 0 {
		n := min(8, len(p))
		out = append(append(out, 0xff), p[:n]...)
		p = p[n:]
	}
	return out
}

// drawing makes a drawing of version 11 with one page of chunks.
func drawing(pack bool, chunks []byte) []byte {
	le := binary.LittleEndian
	p := make([]byte, headSize)
	copy(p, "Visio (TM) Drawing\r\n")
	p[0x1a] = 11
	pointer := func(kind, offset, length uint32, format uint16) []byte {
		q := le.AppendUint32(le.AppendUint32(nil, kind), 0)
		return le.AppendUint16(le.AppendUint32(le.AppendUint32(q, offset), length), format)
	}
	format, body := uint16(0xd0), chunks
	if pack {
		format, body = 0xd2, packed(chunks)
	}
	at := uint32(len(p))
	p = append(p, body...)
	list := append(le.AppendUint32(le.AppendUint32(le.AppendUint32(nil, 4), 2), 0), pointer(15, at, uint32(len(body)), format)...)
	list = append(list, pointer(20, at+uint32(len(body)), 1<<10, 0)...) // itself, and beyond the end
	copy(p[0x24:], pointer(20, uint32(len(p)), uint32(len(list)), 0))
	return append(p, list...)
}

// chunkOf makes a chunk.
func chunkOf(kind uint32, body string) []byte {
	le := binary.LittleEndian
	p := le.AppendUint32(le.AppendUint32(le.AppendUint32(nil, kind), 1), 0)
	return append(append(le.AppendUint32(p, uint32(len(body))), 0, 0, 0), body...)
}

func TestRead(t *testing.T) {
	chunks := append(chunkOf(7, "0123456789"), chunkOf(chunkText, "\x00\x00\x00\x00\x00\x00\x00\x00t\x00h\x00e\x00")...)
	chunks = append(chunks, chunkOf(0x69, "trailed")...)
	chunks = append(chunks, make([]byte, 12)...)
	chunks = append(chunks, chunkOf(chunkText, "12345678a\x00")...)
	for _, pack := range []bool{false, true} {
		g := new(gather)
		if err := Read(drawing(pack, chunks), g); err != nil {
			t.Fatal(err)
		}
		if want := "other 10\ntext \"t\\x00h\\x00e\\x00\"\nother 7\ntext \"a\\x00\"\n"; !strings.HasPrefix(g.String(), want) {
			t.Errorf("%s", g)
		}
	}
	// A copy: "abc", then six bytes from its beginning on, which stands at 4096-18 by its bias.
	if got := string(unpack([]byte{0b0111, 'a', 'b', 'c', 0xee, 0xf3})); got != "abcabcabc" {
		t.Errorf("%q", got)
	}
	for _, p := range []string{"", "Visio", strings.Repeat("x", 100)} {
		if err := Read([]byte(p), new(gather)); err != ErrFormat {
			t.Errorf("%q: %v", p, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(drawing(false, chunkOf(chunkText, "12345678text")))
	f.Add(drawing(true, chunkOf(chunkText, "12345678text")))
	f.Fuzz(func(t *testing.T, p []byte) {
		_ = Read(p, new(gather))
		if len(p) > 0x1a {
			p[0x1a] = 5
			_ = Read(p, new(gather))
		}
	})
}
