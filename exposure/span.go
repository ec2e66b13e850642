package exposure

// A value may stand in several rows of a table: a cell that is merged with those below it. It is one
// mention, whose record says the first row and how many more:
//
//	bit 60  set, and neither bit 61 nor 62
//	44…59   how many rows more
//	0…43    the first row
const (
	spanRecord = 1 << 60
	spanRows   = 44

	// MostSpanned is in how many further rows a value stands at most.
	MostSpanned = 1<<16 - 1
)

// SpanRecord returns the record of what stands in a row and so many more, whose ordinals follow. A party's and
// that of whom a row names beside stays as it is, and so does one whose ordinal is too great.
func SpanRecord(row int64, rows int) int64 {
	if rows <= 0 || row <= 0 || row >= 1<<spanRows {
		return row
	}
	return spanRecord | int64(min(rows, MostSpanned))<<spanRows | row
}

// FirstRow returns the record in which something stands first: its own but for those of [SpanRecord].
func FirstRow(record uint64) uint64 {
	row, _ := SpanOf(record)
	return row
}

// SpanOf returns the first row of a record and how many more there are: none but for those of [SpanRecord].
func SpanOf(record uint64) (row uint64, rows int) {
	if record&(spanRecord|besideRecord|partyRecord) != spanRecord {
		return record, 0
	}
	return record & (1<<spanRows - 1), int(record >> spanRows & MostSpanned)
}
