package elasticsearch

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

// FuzzAnswer reads answers of a hostile server: each line is a document, and what is not
// whole does not end as if it were.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		`{"_scroll_id":"x","took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"failed":0},"hits":{"total":1,"max_score":null,"hits":[{"_id":"1","_source":{"a":"b"}}]}}`,
		`{"hits":{"hits":[]}}`, `{"hits":[]}`, `{"hits":{"hits":{"hits":[]}}}`, `{}`, `[]`, `{"hits":{"hits":[{"_id":"1"}],"hits":[]}}`, `{"timed_out":true}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a := newAnswer(bytes.NewReader(data))
		var lines bytes.Buffer
		var err error
		for steps := 0; err == nil; steps++ {
			if err = a.next(&lines); steps > len(data)+10 {
				t.Fatal("it does not end")
			}
		}
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !json.Valid(firstValue(data)) {
			t.Fatalf("ended well: %q", data)
		}
		for line := range strings.Lines(lines.String()) {
			if !json.Valid([]byte(line)) {
				t.Fatalf("a line %q", line)
			}
		}
	})
}

// firstValue returns the first JSON value of data.
func firstValue(data []byte) []byte {
	var v json.RawMessage
	json.NewDecoder(bytes.NewReader(data)).Decode(&v)
	return v
}
