package extract

import (
	"bytes"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/mssql"
)

func sniffMSSQL(h *head) int { return 85 * b2i(mssql.Begins(h.raw)) }

func sniffTape(h *head) int { return 85 * b2i(mssql.IsTape(h.raw)) }

func sniffPackedBackup(h *head) int { return magic(h, "MSSQLBAK") }

// readPackedBackup is for backups that SQL Server has compressed or encrypted.
func readPackedBackup(c *content, h *head) error {
	r := c.newRun("", "")
	if err := firstError(textRuns(c.stream(), r, minRunPacked), r.end()); err != nil {
		return err
	}
	return stopf(exposure.NotReadUnsupported, c.knownSize(), "a compressed backup; only runs of plain text were read")
}

// readMSSQL reads a database or backup of SQL Server: the text of each row is a record.
func readMSSQL(c *content, h *head) error {
	m := &mssqlText{c: c, r: c.newRun("", "")}
	m.narrow, m.wide = runFinder{min: minRun}, runFinder{min: minRun}
	m.few, m.fewWide = runFinder{min: minFixed}, runFinder{min: minFixed}
	pages, err := mssql.Read(c.stream(), m)
	if err := firstError(c.w.err, err, m.r.end()); err != nil {
		return err
	}
	if pages == 0 {
		return stopf(exposure.NotReadUnsupported, c.knownSize(), "no page of a database is in it; only runs of plain text were read")
	}
	return stopf(exposure.NotReadUnsupported, c.knownSize(), "of its rows the text was read; numbers, dates and the names of columns were left")
}

// minFixed is the shortest run of characters that is text in columns of fixed length.
const minFixed = 4

// mssqlText is the [mssql.Sink] of a content.
type mssqlText struct {
	c            *content
	r            *run
	narrow, wide runFinder
	few, fewWide runFinder
	some         bool
}

// Row implements [mssql.Sink].
func (m *mssqlText) Row(fixed []byte, variable [][]byte) error {
	id := m.c.record()
	m.some = false
	m.r.mark("", id)
	for _, p := range variable {
		if err := m.value(p); err != nil {
			return err
		}
	}
	if m.some {
		if err := m.r.writeString("\n"); err != nil {
			return err
		}
	}
	err := firstError(findRuns(fixed, &m.few, &m.fewWide, m.r), m.few.end(m.r), m.fewWide.end(m.r))
	m.r.mark("", 0)
	m.r.recordEnd()
	return err
}

// value writes a value, if it is text.
func (m *mssqlText) value(p []byte) error {
	text := mssqlString(p)
	if len(text) == 0 {
		return nil
	}
	if m.some {
		if err := m.r.writeString("\t"); err != nil {
			return err
		}
	}
	m.some = true
	return m.r.write(text)
}

// Part implements [mssql.Sink].
func (m *mssqlText) Part(p []byte) error {
	if text := mssqlString(p); len(text) > 0 {
		m.r.mark("", m.c.record())
		err := firstError(m.r.write(text), m.r.writeString("\n"))
		m.r.mark("", 0)
		return err
	}
	return firstError(m.Other(p), m.Cut())
}

// Other implements [mssql.Sink].
func (m *mssqlText) Other(p []byte) error { return findRuns(p, &m.narrow, &m.wide, m.r) }

// Cut implements [mssql.Sink].
func (m *mssqlText) Cut() error { return firstError(m.narrow.end(m.r), m.wide.end(m.r)) }

// mssqlString makes UTF-8 of a value that is text, of bytes or of UTF-16; nil where it
// is none. Which it is no value says itself.
func mssqlString(p []byte) []byte {
	if plainBytes(p) && utf8.Valid(p) {
		return bytes.TrimRight(p, " ")
	}
	if len(p)%2 == 0 && len(p) > 0 {
		if text := decodeWide(p); plainBytes(text) && !bytes.Contains(text, []byte("\uFFFD")) && likelyWide(p) {
			return bytes.TrimRight(text, " ")
		}
	}
	if len(p) > 2 && plainBytes(p) && mostlyLetters(p) {
		return bytes.TrimRight(decodePage(1252, p), " ")
	}
	return nil
}

// plainBytes reports whether p has no control characters but those of lines.
func plainBytes(p []byte) bool {
	for _, b := range p {
		if b < 0x20 && b != '\t' && b != '\n' && b != '\r' || b == 0x7f {
			return false
		}
	}
	return len(p) > 0
}

// likelyWide reports whether the characters of UTF-16 are of few blocks, as those of a
// text are and chance bytes are not.
func likelyWide(p []byte) bool {
	var blocks [256]bool
	n := 0
	for i := 1; i < len(p); i += 2 {
		b := p[i]
		if b >= 0x4e && b <= 0x9f { // Chinese characters
			b = 0x4e
		}
		if b >= 0xac && b <= 0xd7 { // Korean ones
			b = 0xac
		}
		if !blocks[b] {
			blocks[b] = true
			n++
		}
	}
	return n == 1 && len(p) >= 4 || blocks[0] && n <= 2 || n <= 1+len(p)/8
}

// mostlyLetters reports whether three quarters of p are of ASCII.
func mostlyLetters(p []byte) bool {
	n := 0
	for _, b := range p {
		n += b2i(b < 0x80)
	}
	return 4*n >= 3*len(p)
}
