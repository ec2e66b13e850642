package sevenzip

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"testing"
)

const real = "../../testdata/real/archives/"

// listing reads every file of an archive.
func listing(p []byte) (map[string]string, error) {
	a, err := Open(bytes.NewReader(p), int64(len(p)), 1<<20)
	if err != nil {
		return nil, err
	}
	got := make(map[string]string)
	folder := -1
	var r io.Reader
	for _, f := range a.Files {
		if f.Folder < 0 {
			continue
		}
		if f.Folder != folder {
			folder = f.Folder
			if r, err = a.Folder(folder); err != nil {
				return got, err
			}
		}
		b, err := io.ReadAll(io.LimitReader(r, min(f.Size, 1<<20)))
		if err != nil {
			return got, err
		}
		if f.HasCRC && crc32.ChecksumIEEE(b) != f.CRC {
			return got, errors.New("check sum")
		}
		got[f.Name] = string(b)
	}
	return got, nil
}

// TestMethods reads one folder that was packed with each of the methods.
func TestMethods(t *testing.T) {
	data := func(name string) []byte {
		p, err := os.ReadFile(real + name)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	want, err := listing(data("stored.7z"))
	if err != nil || len(want) != 5 {
		t.Fatalf("stored: %d files, %v", len(want), err)
	}
	for _, name := range []string{"lzma2.7z", "lzma.7z", "notsolid.7z", "deflate.7z", "bzip2.7z", "ppmd.7z"} {
		got, err := listing(data(name))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for file, text := range want {
			if got[file] != text {
				t.Errorf("%s: %s has %d bytes, want %d", name, file, len(got[file]), len(text))
			}
		}
	}
	for name, want := range map[string]error{"encrypted.7z": ErrEncrypted, "sealed.7z": ErrEncrypted, "split.7z.001": ErrVolume,
		"bcj.7z": nil, "bcj2.7z": nil, "delta.7z": nil, "anti.7z": nil} {
		if _, err := listing(data(name)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

// archive makes an archive of a header and what stands before it.
func archive(packed, header []byte) []byte {
	le := binary.LittleEndian
	var b [startLen]byte
	copy(b[:], Magic)
	le.PutUint64(b[12:], uint64(len(packed)))
	le.PutUint64(b[20:], uint64(len(header)))
	le.PutUint32(b[28:], crc32.ChecksumIEEE(header))
	le.PutUint32(b[8:], crc32.ChecksumIEEE(b[12:]))
	return append(append(b[:], packed...), header...)
}

// folderHeader is a header with one folder of these coders, and one file.
func folderHeader(folder string, size byte) []byte {
	h := "\x01\x04\x06\x00\x01\x09\x04\x00\x07\x0b\x01\x00" + folder + "\x0c" + string([]byte{size}) + "\x00\x00"
	return []byte(h + "\x05\x01\x11\x05\x00a\x00\x00\x00\x00\x00")
}

// TestHostile declares more than there is.
func TestHostile(t *testing.T) {
	huge := "\xff\xff\xff\xff\xff\xff\xff\x7f\x00"
	for name, c := range map[string]struct {
		header string
		want   error
	}{
		"files":          {"\x01\x05" + huge, ErrFormat},
		"packed streams": {"\x01\x04\x06\x00" + huge, ErrFormat},
		"folders":        {"\x01\x04\x06\x00\x01\x09\x04\x00\x07\x0b" + huge + "\x00", ErrFormat},
		"coders":         {"\x01\x04\x06\x00\x01\x09\x04\x00\x07\x0b\x01\x00" + huge, ErrFormat},
		"dictionary":     {string(folderHeader("\x01\x23\x03\x01\x01\x05\x5d\xff\xff\xff\xff", 0xff)), ErrFormat},
		"properties":     {string(folderHeader("\x01\x21\x21\xfe\xff\xff\xff\xff\xff\xff\xff", 4)), ErrFormat},
		"circle":         {string(folderHeader("\x02\x01\x00\x01\x00\x00\x01\x00\x00", 4)), ErrFormat},
		"nothing":        {"", nil},
		"end":            {"\x01\x00", nil},
	} {
		if _, err := listing(archive([]byte("data"), []byte(c.header))); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	// A dictionary of 4 GiB for as much data.
	h := "\x01\x04\x06\x00\x01\x09\x04\x00\x07\x0b\x01\x00\x01\x23\x03\x01\x01\x05\x5d\xff\xff\xff\xff\x0c\xf0\xff\xff\xff\xff\x00\x00\x05\x01\x11\x05\x00a\x00\x00\x00\x00\x00"
	if _, err := listing(archive([]byte("data"), []byte(h))); !errors.Is(err, ErrMemory) {
		t.Errorf("a dictionary of 4 GiB: %v, want %v", err, ErrMemory)
	}
}

func FuzzOpen(f *testing.F) {
	files, _ := filepath.Glob(real + "../tiny/*.7z")
	for _, file := range files {
		p, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		a, err := Open(bytes.NewReader(p), int64(len(p)), 1<<20)
		if err == nil && a.s != nil {
			n := int64(binary.LittleEndian.Uint64(p[12:]))
			f.Add(p[startLen:startLen+n], p[startLen+n:])
		}
	}
	f.Fuzz(func(t *testing.T, packed, header []byte) {
		_, _ = listing(archive(packed, header))
	})
}

// TestARM64 turns back a call and an address of a page, by the filter of the LZMA SDK.
func TestARM64(t *testing.T) {
	p := []byte{0x41, 0, 0, 0x94, 0x03, 0, 0, 0xb0, 1, 2, 3, 4, 5}
	if n := stepARM64(p, 0x100); n != 12 || string(p) != "\x01\x00\x00\x94\x03\x00\x00\xb0\x01\x02\x03\x04\x05" {
		t.Errorf("%d %x", n, p)
	}
}
