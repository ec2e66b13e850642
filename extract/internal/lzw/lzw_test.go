package lzw

import (
	"bytes"
	"io"
	"os"
	"testing"
)

const real = "../../testdata/real/archives/"

func data(t testing.TB, name string) []byte {
	p, err := os.ReadFile(real + name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func unpack(p []byte) ([]byte, error) {
	z, err := NewReader(bytes.NewReader(p))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, 1<<20))
}

// TestReader unpacks the same file with codes of 16 and of 10 bits at most.
func TestReader(t *testing.T) {
	want, err := unpack(data(t, "tickets.Z"))
	if err != nil || len(want) != 12492 || !bytes.HasPrefix(want, []byte("ticket 0001 opened by user01@fabrikam.example")) {
		t.Fatalf("%d bytes, %v", len(want), err)
	}
	got, err := unpack(data(t, "short.Z"))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v, want %d", len(got), err, len(want))
	}
}

func TestBroken(t *testing.T) {
	for name, p := range map[string]string{
		"nothing":                     "",
		"17 bits":                     "\x1f\x9d\x91abc",
		"8 bits":                      "\x1f\x9d\x88abc",
		"a code before there are any": "\x1f\x9d\x90\xff\xff",
	} {
		if got, err := unpack([]byte(p)); err == nil {
			t.Errorf("%s: %q and no error", name, got)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add(data(f, "../tiny/a.Z"))
	f.Add(data(f, "../tiny/b.Z"))
	f.Add(data(f, "short.Z")[:700])
	f.Fuzz(func(t *testing.T, p []byte) {
		_, _ = unpack(p)
	})
}
