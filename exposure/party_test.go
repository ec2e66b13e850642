package exposure

import "testing"

// TestBesideRecord tells the records of a row from each other and from those of parties.
func TestBesideRecord(t *testing.T) {
	guardian, doctor := BesideRecord(7, 4), BesideRecord(7, 7)
	if guardian == doctor || guardian == BesideRecord(8, 4) || guardian <= 0 {
		t.Errorf("records of one row are %d and %d", guardian, doctor)
	}
	for record, want := range map[uint64]bool{uint64(guardian): true, uint64(doctor): true, 7: false} {
		if row, beside := RowOf(record); row != 7 || beside != want || RoleOf(record) != "" {
			t.Errorf("RowOf(%d) = %d, %v", record, row, beside)
		}
	}
	party := PartyRecord(RoleEmployee, 1<<20)
	if row, beside := RowOf(uint64(party)); beside || row != uint64(party) || BesideRecord(party, 4) != party {
		t.Error("the record of a party is taken for that of somebody beside")
	}
}

// TestTextRecord tells the texts of a row from each other and from whom the row names beside.
func TestTextRecord(t *testing.T) {
	note, spoken := TextRecord(7, 0, false), TextRecord(7, 0, true)
	if note == spoken || note == TextRecord(7, 1, false) || TextRecord(7, 15, true) < 0 {
		t.Error("the texts of one row are one record")
	}
	for record, want := range map[int64][2]bool{note: {true}, spoken: {true, true}, TextRecord(7, 31, true): {true, true}, 7: {}, BesideRecord(7, LastRole): {}, BesideRecord(7, 240): {}, PartyRecord(RoleBuyer, 9): {}} {
		if text, said := TextIn(uint64(record)); text != want[0] || said != want[1] {
			t.Errorf("TextIn(%d) = %v, %v", record, text, said)
		}
	}
	if row, beside := RowOf(uint64(note)); row != 7 || !beside {
		t.Errorf("a text stands in row %d", row)
	}
}
