package iso9660

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"slices"
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

// list reads all files of an image.
func list(p []byte) (paths []string, broken int, err error) {
	im, err := Open(bytes.NewReader(p), int64(len(p)))
	if err != nil {
		return nil, 0, err
	}
	err = im.Files(func(f *File) error {
		paths = append(paths, f.Path)
		if _, err := io.Copy(io.Discard, io.LimitReader(im.Open(f), 1<<20)); err != nil {
			im.Broken++
		}
		return nil
	})
	return paths, im.Broken, err
}

func TestNames(t *testing.T) {
	long := string(bytes.Repeat([]byte("x"), 200)) + ".txt"
	list1 := "Kundenliste der Contoso GmbH, vertraulich.csv"
	for name, want := range map[string][]string{
		"plain.iso":  {"KUNDENLISTE_DER_CONTOSO_GMB.CSV", "ONE/GR____E.TXT"},
		"joliet.iso": {list1, "one/größe.txt"},
		"rock.iso":   {list1, "link", long, "one/größe.txt"},
		"moved.iso":  {list1, "link", long, "one/größe.txt", "one/two/three/four/five/six/seven/eight/deep.log"},
	} {
		got, broken, err := list(data(t, name))
		slices.Sort(got)
		slices.Sort(want)
		if err != nil || broken > 0 || !slices.Equal(got, want) {
			t.Errorf("%s: %d broken, %v\n got %q\nwant %q", name, broken, err, got, want)
		}
	}
}

// TestCircle makes a directory its own child.
func TestCircle(t *testing.T) {
	p := data(t, "plain.iso")
	root := binary.LittleEndian.Uint32(p[16*sector+158:])
	for i := int(root) * sector; p[i] != 0; i += int(p[i]) {
		if p[i+25]&2 != 0 && p[i+32] > 1 {
			binary.LittleEndian.PutUint32(p[i+2:], root)
		}
	}
	got, broken, err := list(p)
	if err != nil || broken == 0 || len(got) > 2 {
		t.Errorf("%q, %d broken, %v", got, broken, err)
	}
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"plain.iso", "joliet.iso", "rock.iso", "moved.iso"} {
		f.Add(squeeze(data(f, name)))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		_, _, _ = list(stretch(p))
	})
}

// piece is how much of each sector a seed has: the rest is nearly always zero, and a
// fuzzer would spend its time there.
const piece = 256

// squeeze keeps the beginning of each of the first sectors that may say something.
func squeeze(p []byte) (out []byte) {
	for at := 16 * sector; at+sector <= len(p) && len(out) < 20*piece; at += sector {
		out = append(out, p[at:at+piece]...)
	}
	return out
}

// stretch is the image of which p are the parts.
func stretch(p []byte) []byte {
	out := make([]byte, 16*sector, (17+len(p)/piece)*sector)
	for len(p) > 0 {
		n := min(piece, len(p))
		out = append(append(out, p[:n]...), make([]byte, sector-n)...)
		p = p[n:]
	}
	return out
}
