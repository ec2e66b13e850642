package extract_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestRealData puts files of data platforms through the suite.
func TestRealData(t *testing.T) { real(t, "data") }

// avroFile makes a file of a schema, a codec and blocks, each a count and bytes.
func avroFile(schema, codec string, blocks ...any) []byte {
	long := func(v int64) string { return string(binary.AppendVarint(nil, v)) }
	text := func(s string) string { return long(int64(len(s))) + s }
	const mark = "0123456789abcdef"
	s := "Obj\x01" + long(2) + text("avro.schema") + text(schema) + text("avro.codec") + text(codec) + long(0) + mark
	for i := 0; i < len(blocks); i += 2 {
		s += long(int64(blocks[i].(int))) + text(blocks[i+1].(string)) + mark
	}
	return []byte(s)
}

// TestAvroXZ has a codec for which no program could be had.
func TestAvroXZ(t *testing.T) {
	data := avroFile(`"string"`, "xz", 1, string(xzOf(t, []byte("\x30jane.doe@contoso.example"))), 1, string(xzOf(t, []byte("\x08text"))))
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.avro", data)
	if s := rec.String(); !strings.Contains(s, "jane.doe@contoso.example") || !strings.Contains(s, "text") || len(rec.NotReads) > 0 {
		t.Errorf("%s", s)
	}
}

// TestAvroValues has values that are contents of their own.
func TestAvroValues(t *testing.T) {
	long := func(v int64) string { return string(binary.AppendVarint(nil, v)) }
	zip := string(zipOf(t, "a.csv", in(t, "customers.csv")))
	mail := "From: a@contoso.example\nTo: b@contoso.example\nSubject: Offer\nDate: Mon, 1 Aug 2022 12:00:00 +0000\n\n" + strings.Repeat("and more words\n", 1<<17)
	schema := `{"type":"record","name":"r","fields":[{"name":"id","type":"int"},{"name":"file","type":"bytes"},{"name":"mail","type":"string"},{"name":"end","type":"string"}]}`
	row := long(7) + long(int64(len(zip))) + zip + long(int64(len(mail))) + mail + long(3) + "end"
	data := avroFile(schema, "null", 2, row+row)
	rec := extracttest.Walk(t, newExtractor(t, extract.Options{}), "x.avro", data)
	for _, want := range []string{"x.avro!/file!/a.csv", "x.avro!/mail", "x.avro!/mail~2", "message/rfc822", "end"} {
		if !strings.Contains(rec.String(), want) {
			t.Errorf("%q is missing", want)
		}
	}
	if len(rec.NotReads) > 0 {
		t.Errorf("not read: %v", rec.NotReads)
	}
}

func TestHostileAvro(t *testing.T) {
	hostile(t, "schema.avro", []byte("Obj\x01\x02\x16avro.schema\xff\xff\xff\xff\x7f"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "codec.avro", avroFile(`"string"`, "lzw", 1, "\x02a"), extract.Budget{}, exposure.NotReadUnsupported)
	hostile(t, "null.avro", avroFile(`"string"`, "null", 1<<40, "\xfe\xff\xff\xff\xff\xff\xff\x7f"), extract.Budget{}, exposure.NotReadBroken)
	hostile(t, "snappy.avro", avroFile(`"string"`, "snappy", 1, "\xff\xff\xff\xff\x0f\x00\x00\x00\x00\x00"), extract.Budget{}, exposure.NotReadBroken)
	bomb := zstdOf(t, bytes.Repeat([]byte("\x02a"), 4<<20))
	hostile(t, "bomb.avro", avroFile(`"string"`, "zstandard", 4<<20, string(bomb)), extract.Budget{Expand: 1 << 20, Ratio: 1}, exposure.NotReadRatio)
	bomb = xzOf(t, make([]byte, 4<<20)) // arrays without items
	hostile(t, "arrays.avro", avroFile(`{"type":"array","items":"string"}`, "xz", 4<<20, string(bomb)), extract.Budget{Expand: 1 << 20, Ratio: 1}, exposure.NotReadRatio)
	many := strings.Repeat(string(avroFile(`"string"`, "zstandard", 1, string(zstdOf(t, []byte("\x02a"))))[4:]), 100)
	hostile(t, "many.avro", []byte("Obj\x01"+many), extract.Budget{}, exposure.NotReadBroken)
}

func FuzzAvro(f *testing.F) { seedReal(f, "data/*.avro") }
