package exposure

import "testing"

// TestTextRecord tells the texts of a row from each other and from whom the row names beside.
func TestTextRecord(t *testing.T) {
	if note := TextRecord(7, 0, Note); note == TextRecord(7, 0, Speech) || note == TextRecord(7, 1, Note) || note <= 0 {
		t.Error("the texts of one row are one record")
	}
	for record, want := range map[int64]TextSort{
		TextRecord(7, 0, Aside): Aside, TextRecord(7, 7, Aside): Aside, TextRecord(7, 0, Object): Object, TextRecord(7, 0, Note): Note, TextRecord(7, 0, Speech): Speech, TextRecord(7, 23, Speech): Speech,
		7: NoText, BesideRecord(7, 1): NoText, BesideRecord(7, LastRole): NoText, BesideRecord(7, 240): NoText, PartyRecord(RoleBuyer, 9): NoText,
	} {
		if sort := TextIn(uint64(record)); sort != want {
			t.Errorf("TextIn(%d) = %d, want %d", record, sort, want)
		}
	}
	if row, beside := RowOf(uint64(TextRecord(7, 3, Note))); row != 7 || !beside {
		t.Errorf("a text stands in row %d", row)
	}
}
