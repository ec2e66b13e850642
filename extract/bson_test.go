package extract_test

import (
	"os"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// mongoArchive is the collection of customers.bson as mongodump --archive puts it: a
// header, what the collection is, and its documents, with ones between.
func mongoArchive(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/real/databases/customers.bson")
	if err != nil {
		t.Fatal(err)
	}
	const ones = "\xff\xff\xff\xff"
	doc := "\x1b\x00\x00\x00\x02collection\x00\x06\x00\x00\x00mails\x00\x00"
	doc = string(rune(len(doc))) + doc[1:]
	return []byte("\x6d\xe2\x99\x81" + doc + ones + doc + string(data) + ones + doc + ones)
}

func TestMongoArchive(t *testing.T) {
	x := newExtractor(t, extract.Options{})
	rec := extracttest.Walk(t, x, "dump.archive", mongoArchive(t)).String()
	for _, want := range []string{"mails", "jane.doe@contoso.example", "erika.muster@contoso.example"} {
		if !strings.Contains(rec, want) {
			t.Errorf("%q is missing:\n%s", want, rec)
		}
	}
	if strings.Contains(rec, "not read") {
		t.Errorf("something is not read:\n%s", rec)
	}
}

func FuzzBSON(f *testing.F) {
	f.Add(mongoArchive(f))
	seedReal(f, "databases/*.bson")
}
