package extract

import "github.com/hemostat/hemostat/exposure"

// mailRows are the marks of the tables with headings in the HTML body of a mail, whose text is
// divided into parts behind the reading of its markup. Tables without headings are how mails lay
// out their text, and their rows no records.
type mailRows struct {
	marks  []exposure.Mark // to come
	at     int64           // in the text of the body
	record int64           // of the row that is open, 0 outside
}

// begin takes the marks of another body, whose own are no longer needed.
func (m *mailRows) begin(marks []exposure.Mark) {
	headed := map[int64]bool{}
	for _, k := range marks {
		if k.Field != "" {
			headed[k.Record] = true
		}
	}
	*m = mailRows{}
	for _, k := range marks {
		if !headed[k.Record] {
			k = exposure.Mark{Offset: k.Offset}
		}
		m.marks = append(m.marks, k)
	}
}

// mark marks p, which stands at a place of the body: the cells of rows, and what else gives values
// to keys.
func (m *mailRows) mark(p []byte, at int64, keys *keys) {
	base, done := keys.r.off, 0
	for len(m.marks) > 0 && m.marks[0].Offset < at+int64(len(p)) {
		k := m.marks[0]
		m.marks = m.marks[1:]
		pos := int(max(k.Offset, at) - at)
		if m.record == 0 && k.Record != 0 {
			keys.mark(p[done:pos], base+int64(done))
			keys.close(base + int64(pos))
		}
		if m.record != 0 || k.Record != 0 {
			keys.r.markAt(base+int64(pos), k.Field, k.Record)
			done = pos
		}
		m.record = k.Record
	}
	if m.record == 0 {
		keys.mark(p[done:], base+int64(done))
	}
}
