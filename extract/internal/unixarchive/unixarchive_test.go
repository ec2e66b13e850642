package unixarchive

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
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

type archive interface {
	Next() (*Member, error)
	io.Reader
}

// list reads the members: "name size" and a mark for those without data.
func list(a archive) (string, error) {
	var b strings.Builder
	for range 1000 {
		m, err := a.Next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		n, err := io.Copy(io.Discard, a)
		if err != nil {
			return b.String(), err
		}
		fmt.Fprintf(&b, "%s %d", m.Name, n)
		if m.Dir {
			b.WriteString(" dir")
		}
		if m.Special {
			b.WriteString(" special")
		}
		b.WriteByte('\n')
	}
	return b.String(), nil
}

func TestAr(t *testing.T) {
	a, err := NewAr(bytes.NewReader(data(t, "gnu.ar")))
	if err != nil {
		t.Fatal(err)
	}
	got, err := list(a)
	want := "customers.csv 203\na-name-that-is-longer-than-sixteen-bytes.txt 29\ntickets.log 12492\n"
	if err != nil || got != want {
		t.Errorf("%v\n%s\nwant\n%s", err, got, want)
	}
	bsd := MagicAr + fmt.Sprintf("%-16s%-12d%-6d%-6d%-8o%-10d`\n", "#1/8", 1659355200, 0, 0, 0o644, 13) + "long.txthello\n"
	if a, err = NewAr(strings.NewReader(bsd)); err != nil {
		t.Fatal(err)
	}
	if got, err := list(a); err != nil || got != "long.txt 5\n" {
		t.Errorf("BSD: %q %v", got, err)
	}
}

// TestCpio reads the same files in each form. The new forms give a file with two
// names its data once.
func TestCpio(t *testing.T) {
	tail := "records/link 11 special\nrecords/tickets.log 12492\nrecords/verträge 0 dir\nrecords/verträge/größe.txt 120\n"
	old := "records 0 dir\nrecords/customers.csv 203\nrecords/empty.txt 0\nrecords/hard.csv 203\n" + tail
	newer := "records 0 dir\nrecords/empty.txt 0\nrecords/customers.csv 0 special\nrecords/hard.csv 203\n" + tail
	for name, want := range map[string]string{"odc.cpio": old, "bin.cpio": old, "newc.cpio": newer, "crc.cpio": newer} {
		if got, err := list(NewCpio(bytes.NewReader(data(t, name)))); err != nil || got != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, got, want)
		}
	}
	if !Old(data(t, "bin.cpio")) || Old(data(t, "odc.cpio")) {
		t.Error("the binary form is not told")
	}
}

func TestRPM(t *testing.T) {
	list, r, err := ReadRPM(bytes.NewReader(data(t, "xzdio.rpm")))
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[uint32]string)
	for _, p := range list {
		got[p.Tag] = strings.Join(p.Values, "|")
	}
	for tag, want := range map[uint32]string{TagName: "contoso-agent", TagPackager: "Anna Becker <anna.becker@contoso.example>",
		TagChangeName: "Jane Doe <jane.doe@contoso.example> - 1.0-1", TagBuildTime: "1659355200"} {
		if got[tag] != want {
			t.Errorf("tag %d: %q, want %q", tag, got[tag], want)
		}
	}
	magic := make([]byte, 6)
	if _, err := io.ReadFull(r, magic); err != nil || string(magic) != "\xfd7zXZ\x00" {
		t.Errorf("payload %q %v", magic, err)
	}
}

// TestHostile declares what cannot be.
func TestHostile(t *testing.T) {
	if _, err := list(NewCpio(strings.NewReader("070701" + strings.Repeat("ffffffff", 13) + "x"))); err == nil {
		t.Error("a name of 4 GiB is no error")
	}
	ar := MagicAr + fmt.Sprintf("%-16s%-12d%-6d%-6d%-8o%-10s`\n", "a", 0, 0, 0, 0, "9999999999") + "x"
	if a, err := NewAr(strings.NewReader(ar)); err != nil {
		t.Error(err)
	} else if _, err := list(a); err == nil {
		t.Error("a member of 9 GB in one byte is no error")
	}
	rpm := append(append([]byte(MagicRPM), make([]byte, rpmLead-4)...), "\x8e\xad\xe8\x01\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"...)
	if _, _, err := ReadRPM(bytes.NewReader(rpm)); err == nil {
		t.Error("4 thousand million properties are no error")
	}
}

func FuzzArchive(f *testing.F) {
	for _, pattern := range []string{"../tiny/*.ar", "../tiny/*.cpio", "*.deb", "gzdio.rpm"} {
		files, _ := filepath.Glob(real + pattern)
		for _, file := range files {
			p, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(p[:min(len(p), 4000)])
		}
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		if a, err := NewAr(bytes.NewReader(p)); err == nil {
			_, _ = list(a)
		}
		_, _ = list(NewCpio(bytes.NewReader(p)))
		Old(p)
		_, _, _ = ReadRPM(bytes.NewReader(p))
	})
}

// TestZeros gives a package whose headers are zeros: their stores are not held twice.
func TestZeros(t *testing.T) {
	header := "\x8e\xad\xe8\x01\x00\x00\x00\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x00\x04\x3a\x00\x00\x00\x08\x00\x00\x00\x00\xff\xff\xff\xff" + strings.Repeat("\x00", 32<<20)
	p := MagicRPM + strings.Repeat("\x00", rpmLead-4) + header + header
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	list, _, err := ReadRPM(strings.NewReader(p))
	runtime.ReadMemStats(&after)
	if err != nil || len(list) != 1 || len(list[0].Values) != maxValues {
		t.Fatalf("%d properties, %v", len(list), err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 280<<20 {
		t.Errorf("%d MB were taken", n>>20)
	}
}
