package attribute

import (
	"slices"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// lentTo hands items of records to a spans and tells what each record comes to.
func lentTo(s *spans, record uint64, items ...item) (list []exposure.Kind) {
	for i := range items {
		items[i].record = record
	}
	for _, it := range s.into(items) {
		if it.lent {
			list = append(list, it.kind)
		}
	}
	return list
}

func TestWhatStandsInSeveralRows(t *testing.T) {
	var s spans
	mail := item{kind: exposure.Email}
	lentTo(&s, 2, item{kind: exposure.Company, rows: 2}, item{kind: exposure.Secret, rows: 9}, item{kind: exposure.Person, rows: 1}, mail)
	for _, x := range []struct {
		record uint64
		lent   []exposure.Kind
		named  uint64
	}{{3, []exposure.Kind{exposure.Company}, 2}, {4, []exposure.Kind{exposure.Company}, 0}, {5, nil, 0}} {
		if got := lentTo(&s, x.record, mail); !slices.Equal(got, x.lent) || s.named != x.named {
			t.Errorf("to record %d %v is lent, and it is of record %d; want %v and %d", x.record, got, s.named, x.lent, x.named)
		}
	}
	if len(s.open) != 0 && s.last[0] < 6 {
		t.Error("what is over is kept")
	}
	// Whoever else a row names has what is lent to the row as little as the row's own.
	lentTo(&s, 7, item{kind: exposure.Company, rows: 5})
	if got := lentTo(&s, uint64(exposure.BesideRecord(8, 3)), mail); got != nil {
		t.Errorf("%v is lent to whom a row names beside", got)
	}
	for range 2 * mostOpen {
		lentTo(&s, 8, item{kind: exposure.Company, rows: 1 << 15})
	}
	if len(s.open) > mostOpen {
		t.Errorf("%d are open, want %d at most", len(s.open), mostOpen)
	}
	s.reset()
	if got := lentTo(&s, 9, mail); got != nil {
		t.Errorf("%v is lent from another content", got)
	}
}
