package exposure

// A text that stands in a row, such as a note about whom the row is about or what somebody says, has a record
// of its own (see [BesideRecord]): whoever it names need not be the row's. So has what stands in a form behind
// somebody else's name.

// A TextSort is what a text in a row is.
type TextSort uint8

// The sorts.
const (
	NoText TextSort = iota
	Aside           // the lines of a form about somebody in a role: a doctor, an emergency contact
	Object          // an object that names nobody but by an address, within the one that the row is
	Note            // about whom the row is about, and nobody else
	Speech          // what somebody says, mostly of others; a note that may tell of others
	textSorts
)

const (
	// TextsOfRow is how many texts of one sort in a row are told apart.
	TextsOfRow = 8

	firstText = LastRole + 1

	// LastRole is the last number of a role that is none of a text. Behind those of texts sixteen are
	// free.
	LastRole uint8 = 255 - 16 - TextsOfRow*(uint8(textSorts)-1)
)

// TextRecord returns the ordinal of the record of the n-th text that stands in a row, n modulo [TextsOfRow].
func TextRecord(row int64, n int, sort TextSort) int64 {
	return BesideRecord(row, firstText+TextsOfRow*uint8(sort-1)+uint8(n%TextsOfRow))
}

// TextIn returns which sort of text in a row a record is, [NoText] for others.
func TextIn(record uint64) TextSort {
	if _, beside := RowOf(record); !beside {
		return NoText
	}
	role := uint8(record >> besideRole & (1<<8 - 1))
	if sort := TextSort((role-firstText)/TextsOfRow + 1); role >= firstText && sort < textSorts {
		return sort
	}
	return NoText
}

// InRow returns the ordinal of what stands beside in a row (see [BesideRecord]) as that of the same in another row.
func InRow(record, row int64) int64 {
	return BesideRecord(row, uint8(record>>besideRole&(1<<8-1)))
}
