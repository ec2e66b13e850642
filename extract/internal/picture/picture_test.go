package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func real(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../testdata/real", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestParse reads what ExifTool wrote, see test/files/pictures.sh.
func TestParse(t *testing.T) {
	munich, sydney := Field{"GPSPosition", "48.137222, 11.575556"}, Field{"GPSPosition", "-33.865000, 151.210000"}
	for file, want := range map[string][]Field{
		"badge.jpg": {{"Artist", "Jane Doe"}, {"CameraOwnerName", "John Smith"}, {"BodySerialNumber", "SN-4711-0815"}, {"DateTimeOriginal", "2022:08:01 12:00:00"},
			{"UserComment", "Grüße an max@contoso.example"}, {"XPAuthor", "Łukasz Wójcik"}, munich, {"By-line", "Ana Núñez"}, {"Contact", "+1 555 0100"}},
		"badge.tif":  {{"Artist", "Jane Doe"}, sydney},
		"badge.webp": {{"Artist", "Jane Doe"}, sydney},
		"badge.png":  {{"Author", "Jane Doe"}, {"Comment", "ask john@fabrikam.example"}, {"Artist", "John Smith"}},
		"badge.gif":  {{"Comment", "made for jane@contoso.example"}},
	} {
		data := real(t, file)
		about, ok := Parse(data)
		if !ok || about.Broken || file != "badge.tif" && about.End != len(data) {
			t.Errorf("%s: ok %v, broken %v, ends at %d of %d", file, ok, about.Broken, about.End, len(data))
		}
		for _, f := range want {
			if !slices.Contains(about.Fields, f) {
				t.Errorf("%s: no %v among %v", file, f, about.Fields)
			}
		}
		if xmp := file != "badge.gif"; xmp && (len(about.XMP) != 1 || !strings.Contains(string(about.XMP[0]), "ana@contoso.example") && !strings.Contains(string(about.XMP[0]), "Ana Núñez")) {
			t.Errorf("%s: XMP %q", file, about.XMP)
		}
	}
}

// TestLoops holds directories that lead back to themselves, and entries that say that
// they are huge, to the bounds.
func TestLoops(t *testing.T) {
	loop := []byte("II*\x00\x08\x00\x00\x00" + "\x02\x00" + "\x69\x87\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00" + "\x25\x88\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00")
	huge := []byte("MM\x00*\x00\x00\x00\x08" + "\xff\xff" + "\x01\x3b\x00\x02\xff\xff\xff\xff\x00\x00\x00\x00")
	for _, p := range [][]byte{loop, huge} {
		if about, ok := Parse(p); !ok || len(about.Fields) > 0 {
			t.Errorf("%v %+v", ok, about)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"badge.jpg", "badge.tif", "badge.webp", "badge.png", "badge.gif", "polyglot.jpg"} {
		f.Add(real(f, name))
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		about, _ := Parse(p)
		if about.End > len(p) || len(about.Fields) > maxFields {
			t.Errorf("ends at %d of %d with %d fields", about.End, len(p), len(about.Fields))
		}
	})
}

// TestManyTexts: packed texts of nothing are unpacked to a bound together.
func TestManyTexts(t *testing.T) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(make([]byte, 4<<20))
	z.Close()
	p := []byte("\x89PNG\r\n\x1a\n")
	for range 2000 {
		p = binary.BigEndian.AppendUint32(p, uint32(packed.Len()+3))
		p = append(p, "zTXtk\x00\x00"...)
		p = append(append(p, packed.Bytes()...), 0, 0, 0, 0)
	}
	a := &parser{p: p, About: About{End: -1}}
	a.png()
	if a.unpacked > 2*maxXMP {
		t.Errorf("%d bytes were unpacked", a.unpacked)
	}
}
