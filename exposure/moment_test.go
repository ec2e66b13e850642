package exposure

import (
	"testing"
	"time"
)

func TestTold(t *testing.T) {
	for text, told := range map[string]bool{
		"1980-01-01T00:00:00Z": false, "1979-12-31T23:00:00Z": false, "1980-01-01T05:30:00Z": false, "1970-01-01T00:00:00Z": false,
		"1969-12-31T19:00:00-05:00": false, "1601-01-01T00:00:00Z": false, "1904-01-01T00:00:00Z": false, "1899-12-30T00:00:00Z": false,
		"1979-11-30T00:00:00Z": false, "0001-01-01T00:00:00Z": false,
		"1980-01-01T00:00:02Z": true, "1980-01-02T00:00:00Z": true, "1970-01-01T00:00:01Z": true, "1979-06-01T00:00:00Z": true, "2024-01-01T00:00:00Z": true,
		"1979-12-31T23:07:00Z": true, "9999-12-31T00:00:00Z": true,
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := Told(at); got.IsZero() == told || told && !got.Equal(at) {
			t.Errorf("%s: %v", text, got)
		}
	}
}
