package extract_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

var when = time.Date(2022, 8, 1, 12, 0, 0, 0, time.UTC)

// made are the contents that tests make in code.
func made(t testing.TB) map[string][]byte {
	csv, lines := in(t, "customers.csv"), in(t, "lines.ndjson")
	inner := zipOf(t, "lines.ndjson", lines, "leer/", nil)
	tarred := tarOf(t, "customers.csv", csv, "inner.zip", inner)
	return map[string][]byte{
		"SOW.docx": docx(t), "deck.pptx": pptx(t), "book.xlsx": xlsx(t),
		"backup.zip":    zipOf(t, "mail/customers.csv", csv, "inner.zip", inner, "mail/customers.csv", csv),
		"backup.tar":    tarred,
		"backup.tar.gz": gzipOf(t, "backup.tar", tarred),
		"plain.gz":      append(gzipOf(t, "", csv), gzipOf(t, "", []byte("second member\n"))...),
		"customers.xz":  xzOf(t, csv),
		"customers.zst": zstdOf(t, csv),
		"customers.bz2": []byte("BZh91AY&SY\xa7`\xc4\xdf\x00\x00\x02Q\x80\x00\x10@\x00\x12d\xc0\x10 \x001\x000 \x03j%[g\x0c\x1e.\xe4\x8ap\xa1!N\xc1\x89\xbe"),
		"truncated.zip": zipOf(t, "a.csv", csv, "b.csv", csv)[:500],
		"prefixed.zip":  append([]byte("PK\x03\x04 is not the start\n"), zipOf(t, "a.csv", csv)...),
	}
}

// zipOf makes an archive of names and their contents.
func zipOf(t testing.TB, members ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		data, _ := members[i+1].([]byte)
		w, err := z.CreateHeader(&zip.FileHeader{Name: members[i].(string), Method: zip.Deflate, Modified: when})
		check(t, err)
		_, err = w.Write(data)
		check(t, err)
	}
	check(t, z.Close())
	return b.Bytes()
}

func tarOf(t testing.TB, members ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		data := members[i+1].([]byte)
		check(t, w.WriteHeader(&tar.Header{Name: members[i].(string), Size: int64(len(data)), Mode: 0o644, ModTime: when}))
		_, err := w.Write(data)
		check(t, err)
	}
	check(t, w.WriteHeader(&tar.Header{Name: "link", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}))
	check(t, w.Close())
	return b.Bytes()
}

func gzipOf(t testing.TB, name string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name = name
	return packed(t, &b, w, data)
}

func xzOf(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := xz.NewWriter(&b)
	check(t, err)
	return packed(t, &b, w, data)
}

func zstdOf(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b)
	check(t, err)
	return packed(t, &b, w, data)
}

func packed(t testing.TB, b *bytes.Buffer, w io.WriteCloser, data []byte) []byte {
	t.Helper()
	_, err := w.Write(data)
	check(t, err)
	check(t, w.Close())
	return b.Bytes()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
