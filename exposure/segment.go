package exposure

// A Segment is one run of text of a leaf content, as UTF-8. A long run is
// handed on in several pieces: the first has Offset 0, each further one goes on
// where the last one ended. Text and Marks are lent: whoever keeps them copies
// them.
type Segment struct {
	Way    string  // where it stands: "backup.zip!/mail/q3.eml!/SOW.docx#p2"
	Media  string  // what it was read as: "text/csv", "message/rfc822", …
	Part   Part    // which part of its content it is
	Offset int64   // of Text[0] in the whole run, in bytes
	Text   []byte  // valid UTF-8; broken bytes have become U+FFFD
	Marks  []Mark  // ascending by Offset, all within this piece
	Tables []Table // those whose rows begin in this piece, ascending by Offset
}

// A Table is one whose heading is known: from its offset on, rows are of it, up to the next one.
// The same columns again are the same table, whatever stood between.
type Table struct {
	Offset  int64    // of its first row from there on, in the whole run, in bytes
	Columns []string // their names as marks have them, also of those in which nothing stands
}

// A Mark says that the text from its offset up to the next mark belongs to one
// field of one record. A piece of a segment that begins without a mark at its
// first byte goes on with the last mark of the piece before it.
type Mark struct {
	Offset int64  // in the whole run, in bytes
	Field  string // the column, key or header as written, "#3" for the third column of a table that names none, "users.id" for the key of a table of users; "" where none is known
	Record int64  // ordinal of the row, object, block or header within its content, from 1; 0 outside of any
	Rows   int    // in how many of the following records it stands too: a cell that is merged with those below
}

// A Part is the part of a content that a segment is.
type Part string

// The parts. The empty part is the main text.
const (
	PartHeader     Part = "header"     // the header of a mail
	PartBody       Part = "body"       // the text of a mail
	PartQuoted     Part = "quoted"     // history quoted in a mail
	PartSignature  Part = "signature"  // the closing block of a mail
	PartProperties Part = "properties" // a document's author, company, title
	PartComments   Part = "comments"
	PartNotes      Part = "notes"   // speaker notes, footnotes
	PartMargins    Part = "margins" // headers and footers of pages
	PartHidden     Part = "hidden"  // hidden sheets and slides
	PartTable      Part = "table"
	PartImage      Part = "image" // text seen in a picture, as well as a program can tell
)
