package catalog

import (
	"testing"
	"time"
)

func TestEarliest(t *testing.T) {
	day := func(s string) int64 {
		if s == "" {
			return 0
		}
		when, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return when.UnixNano()
	}
	for _, x := range []struct{ own, member, object, want string }{
		{"2024-03-01", "", "2024-06-01", "2024-03-01"},
		{"2024-06-20", "", "2024-06-01", "2024-06-20"}, // written before it is sent
		{"2027-04-30", "", "2024-06-01", "2024-06-01"}, // the end of a contract
		{"", "2024-05-01", "2024-06-01", "2024-05-01"},
		{"", "", "2024-06-01", "2024-06-01"},
		{"", "2024-05-01", "", "2024-05-01"},
		{"2027-04-30", "", "", "2027-04-30"},
		{"", "", "", ""},
	} {
		if got := earliest(day(x.own), day(x.member), day(x.object)); got != day(x.want) {
			t.Errorf("%+v: got %v", x, moment(got))
		}
	}
}
