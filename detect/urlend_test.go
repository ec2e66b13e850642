package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// parted writes a table with a separator between its cells, which quotes may surround.
func parted(table, sep string, fields ...string) (text []byte, marks []exposure.Mark) {
	for i, line := range strings.Split(table, "\n") {
		for col, cell := range strings.Split(line, "|") {
			marks = append(marks, exposure.Mark{Offset: int64(len(text)), Field: fields[col], Record: int64(i + 1)})
			text = append(text, cell...)
			marks = append(marks, exposure.Mark{Offset: int64(len(text)), Record: int64(i + 1)})
			if col < len(fields)-1 {
				text = append(text, sep...)
			}
		}
		text = append(text, '\n')
	}
	return text, marks
}

// TestCellsEndURLs finds the address in the cell behind one that holds a URL without a path.
func TestCellsEndURLs(t *testing.T) {
	e := newEngine(t)
	for _, sep := range []string{",", ";", "|", "!", "&"} {
		text, marks := parted("http://cydxq.com|cyd@barrowxq.com\nhttp://intern|dora@barrowxq.com\npostgres://app:s3cretPw9@db.barrowxq.com:5432/x|eve@barrowxq.com", sep, "website", "email")
		var got []string
		st := e.Stream(Segment{Part: exposure.PartTable}, func(m Mention) error {
			if m.Kind == exposure.Email || m.Kind == exposure.Domain || m.Kind == exposure.Secret {
				got = append(got, string(m.Value))
			}
			return nil
		})
		if err := st.Write(text, marks); err != nil {
			t.Fatal(err)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		slices.Sort(got)
		if want := []string{"barrowxq.com", "cyd@barrowxq.com", "cydxq.com", "dora@barrowxq.com", "eve@barrowxq.com", "s3cretPw9"}; !slices.Equal(got, want) {
			t.Errorf("with %q between cells: %q, want %q", sep, got, want)
		}
	}
}

// TestListsEndURLs finds what follows a URL in text that nothing marks, and leaves passwords whole.
func TestListsEndURLs(t *testing.T) {
	e := newEngine(t)
	for text, want := range map[string][]string{
		"Cyd,http://cydxq.com,cyd@barrowxq.com\n":                 {"cydxq.com", "cyd@barrowxq.com"},
		"https://www.cydxq.com:8080;cyd@barrowxq.com":             {"cydxq.com", "cyd@barrowxq.com"},
		"http://cydxq.com|cyd@barrowxq.com":                       {"cydxq.com", "cyd@barrowxq.com"},
		"amqp://svc:pa,ss;wo|rd1@mq.barrowxq.com/":                {"pa,ss;wo|rd1", "barrowxq.com"},
		"mongodb://svc:s3cretPw9@a.barrowxq.com,b.barrowxq.com/x": {"s3cretPw9", "barrowxq.com"},
		"http://cydxq.com,and then":                               {"cydxq.com"},
		"http://cyd@barrowxq.com":                                 {"barrowxq.com"},
	} {
		var got []string
		for _, m := range collect(t, e, Segment{}, text, "") {
			if m.Kind == exposure.Email || m.Kind == exposure.Domain || m.Kind == exposure.Secret {
				got = append(got, string(m.Value))
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
