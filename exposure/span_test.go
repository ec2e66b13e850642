package exposure

import "testing"

func TestSpanRecord(t *testing.T) {
	for _, x := range []struct {
		row, rows int64
		wantRow   uint64
		wantRows  int
	}{{7, 9, 7, 9}, {7, 0, 7, 0}, {7, -1, 7, 0}, {0, 9, 0, 0}, {1 << 43, 1 << 20, 1 << 43, MostSpanned}, {1 << 50, 2, 1 << 50, 0},
		{PartyRecord(RoleBuyer, 3), 2, uint64(PartyRecord(RoleBuyer, 3)), 0}, {BesideRecord(7, 255), 2, uint64(BesideRecord(7, 255)), 0}} {
		record := uint64(SpanRecord(x.row, int(x.rows)))
		if row, rows := SpanOf(record); row != x.wantRow || rows != x.wantRows {
			t.Errorf("row %d and %d more became row %d and %d", x.row, x.rows, row, rows)
		}
		if _, beside := RowOf(record); beside != (x.wantRow == uint64(BesideRecord(7, 255))) || RoleOf(record) != RoleOf(uint64(x.row)) {
			t.Errorf("row %d and %d more is taken for another sort of record", x.row, x.rows)
		}
	}
}
