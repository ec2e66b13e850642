package extract_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
	"github.com/hemostat/hemostat/extract/internal/parquet/parquettest"
)

// byteArrays are values as PLAIN has them.
func byteArrays(values ...string) (p []byte) {
	for _, v := range values {
		p = append(p, byte(len(v)), byte(len(v)>>8), byte(len(v)>>16), byte(len(v)>>24))
		p = append(p, v...)
	}
	return p
}

// TestParquetValues has text that is not said to be one, files in cells, and columns so
// large that they are read in two passes: a row is one record in both.
func TestParquetValues(t *testing.T) {
	zip := string(zipOf(t, "a.csv", in(t, "customers.csv")))
	column := func(name string, codec int64, body []byte) parquettest.Column {
		packed := body
		if codec == 6 {
			packed = zstdOf(t, body)
		}
		return parquettest.Column{Name: name, Kind: 6, Converted: -1, Codec: codec, Pages: []parquettest.Page{{Values: 2, Size: int64(len(body)), Body: packed}}}
	}
	columns := []parquettest.Column{column("mail", 0, byteArrays("jane.doe@contoso.example", "erika@contoso.example")), column("file", 0, byteArrays(zip, "\x00\x01\x02\xff"))}
	for i := range 3 {
		large := byteArrays(strings.Repeat("a line of it\n", 5<<20/13), strings.Repeat("another line\n", 5<<20/13))
		c := column(fmt.Sprintf("large%d", i), 6, large)
		c.Pages[0].Size = 60 << 20 // as it is said to be
		columns = append(columns, c)
	}
	columns = append(columns, column("phone", 0, byteArrays("+1 555 0100", "+1 555 0101")))
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.parquet", parquettest.File(1, columns...))
	for _, want := range []string{"x.parquet!/file/1!/a.csv", "⟦mail 1⟧jane.doe@contoso.example", "⟦phone 1⟧+1 555 0100", "⟦phone 2⟧+1 555 0101", "⟦file 2⟧000102ff"} {
		if !strings.Contains(rec.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	if len(rec.NotReads) > 0 {
		t.Errorf("not read: %v", rec.NotReads)
	}
}

func TestHostileParquet(t *testing.T) {
	good, err := os.ReadFile("testdata/real/data/arrow-plain.parquet")
	check(t, err)
	hostile(t, "footer.parquet", append(bytes.Clone(good[:len(good)-8]), "\xff\xff\xff\x7fPAR1"...), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "cut.parquet", good[:len(good)/2], extract.Budget{}, exposure.NotReadBroken)
	nulls := parquettest.Column{Name: "a", Kind: 6, Repetition: 1, Pages: []parquettest.Page{{Values: 1<<31 - 1, Body: []byte("\x06\x00\x00\x00\xfe\xff\xff\xff\x0f\x00")}}}
	hostile(t, "nulls.parquet", parquettest.File(1, nulls), extract.Budget{Expand: 1 << 20, Ratio: 1}, exposure.NotReadRatio)
	same := parquettest.Column{Name: "a", Kind: 6, Pages: []parquettest.Page{{Kind: 2, Values: 1, Body: byteArrays(strings.Repeat("x", 100))}, {Encoding: 8, Values: 1<<31 - 1, Body: []byte("\x00\xfe\xff\xff\xff\x0f")}}}
	hostile(t, "same.parquet", parquettest.File(1, same), extract.Budget{Expand: 1 << 20, Ratio: 1}, exposure.NotReadRatio)
	hostile(t, "text.parquet", parquettest.File(1, same), extract.Budget{Text: 1000}, exposure.NotReadBytes)
	codec := nulls
	codec.Codec = 3
	hostile(t, "codec.parquet", parquettest.File(1, codec), extract.Budget{}, exposure.NotReadUnsupported)
	zip := byteArrays(string(zipOf(t, "a", []byte("a"))))
	files := parquettest.Column{Name: "f", Kind: 6, Converted: -1, Pages: []parquettest.Page{{Values: 50, Body: bytes.Repeat(zip, 50)}}}
	hostile(t, "files.parquet", parquettest.File(1, files), extract.Budget{Entries: 10}, exposure.NotReadEntries)
}

func FuzzParquet(f *testing.F) {
	seedReal(f, "data/hyparquet.parquet", "data/parquetjs-*.parquet", "data/encrypted.parquet")
}
