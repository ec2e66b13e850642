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
