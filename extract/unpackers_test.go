package extract_test

import (
	"bytes"
	"testing"

	"github.com/klauspost/compress/s2"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/extract/extracttest"
)

// TestSnappy reads what a library has packed: Debian has no program for the framing
// format that works.
func TestSnappy(t *testing.T) {
	var b bytes.Buffer
	data := packed(t, &b, s2.NewWriter(&b, s2.WriterSnappyCompat(), s2.WriterConcurrency(1)), in(t, "customers.csv"))
	extracttest.Run(t, newExtractor(t, extract.Options{}), extracttest.Case{Name: "customers.sz", Data: data, Golden: goldenFile("customers.sz")})
}
