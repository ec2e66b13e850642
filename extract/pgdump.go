package extract

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/pgdump"
)

func sniffPgDump(h *head) int { return magic(h, pgdump.Magic) }

// readPgDump reads an archive of pg_dump: the statements that make the database, and
// the rows of each table with the names of their columns. Large objects are members.
func readPgDump(c *content, h *head) error {
	a, err := pgdump.Open(c.stream())
	if err != nil {
		return c.stopPgDump(err)
	}
	c.Facts.Title, c.Facts.Created = isoFact(a.Database), a.Created
	p := &pgReader{c: c, a: a, tables: make(map[int64]pgTable), names: maxPgNames}
	r := c.newRun("#definitions", exposure.PartProperties)
	err = a.Contents(func(e *pgdump.Entry) error {
		if e.Kind == "TABLE DATA" && len(p.tables) < maxSQLTables {
			p.tables[e.ID] = pgTable{cleanName(e.Schema + "." + e.Name), withTable(e.Name, p.columns(e.Copy)), e.Copy != ""}
		}
		return r.writeString(strings.ToValidUTF8(e.Definition, "\uFFFD"))
	})
	if e := r.end(); e != nil {
		return e
	}
	if err != nil {
		return c.stopPgDump(err)
	}
	for {
		id, body, blobs, err := a.Next()
		if err == io.EOF && p.names < 0 {
			return stopf(exposure.NotReadBytes, -1, "more names of columns than the budget allows; the rows of further tables were read without them")
		}
		if err == io.EOF {
			return nil
		}
		if err == nil && blobs {
			err = p.blobs()
		} else if err == nil {
			err = p.table(id, body)
		}
		if err != nil {
			return c.stopPgDump(err)
		}
	}
}

// stopPgDump says what an error of the archive means.
func (c *content) stopPgDump(err error) error {
	var s *stop
	switch {
	case c.w.err != nil:
		return c.w.err
	case errors.As(err, &s):
		return err
	case errors.Is(err, pgdump.ErrVersion):
		return stopf(exposure.NotReadUnsupported, -1, "a version of pg_dump's archives that is not read yet")
	}
	return broken("breaks off or does not follow its format")
}

// A pgTable is a table whose rows are to come.
type pgTable struct {
	name    string
	columns []string
	copied  bool // its rows are those of COPY, else they are statements
}

// A pgReader reads the data of an archive.
type pgReader struct {
	c      *content
	a      *pgdump.Archive
	tables map[int64]pgTable
	names  int // bytes of names of columns that may still be kept, below 0 where there were more
	r      *run
}

// The names of columns that are kept of an archive: their bytes, and what each takes
// beside them.
const (
	maxPgNames = 16 << 20
	pgName     = 32
)

// columns are the columns of a COPY, none where there are too many names already.
func (p *pgReader) columns(statement string) []string {
	if p.names < 0 {
		return nil
	}
	_, list := splitTable([]byte(statement), "copy")
	names := columnNames(list)
	for _, name := range names {
		p.names -= len(name) + pgName
	}
	if p.names < 0 {
		return nil
	}
	return names
}

// charged reads what is unpacked within c and is no member of it.
type charged struct {
	c *content
	r io.Reader
}

func (s *charged) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if s.c.charge(int64(n)); s.c.spent() {
		return n, stopf(exposure.NotReadRatio, -1, "expands to more than the budget allows")
	}
	return n, err
}

// table hands on the rows of a table.
func (p *pgReader) table(id int64, body io.Reader) error {
	c, t := p.c, p.tables[id]
	if t.name == "" {
		t.name = "table " + strconv.FormatInt(id, 10)
	}
	if p.r == nil {
		p.r = c.newRun("", exposure.PartTable)
	} else {
		p.r.again(exposure.PartTable)
	}
	p.r.seg.Way = c.Way + "#" + t.name
	s := &sqlScan{c: c, r: p.r, tables: make(map[string][]string), columns: t.columns}
	if t.copied {
		s.mode = sqlCopy
		if err := p.r.writeString(strings.Join(t.columns, "\t") + "\n"); err != nil {
			return err
		}
		if err := p.r.end(); err != nil {
			return err
		}
	}
	br := bufio.NewReaderSize(&charged{c, body}, pageSize)
	sample, err := br.Peek(pageSize)
	text := c.newText(br, guess(sample, err != nil))
	defer text.close()
	for {
		piece, _, err := text.piece()
		if len(piece) == 0 {
			return err
		}
		s.scan(piece)
		if err := p.r.direct(piece); err != nil {
			return err
		}
		text.consume(len(piece))
	}
}

// blobs reads the large objects of a block.
func (p *pgReader) blobs() error {
	for {
		oid, body, err := p.a.Blob()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := p.c.room(); err != nil {
			return err
		}
		if err := p.c.child(member{name: "blob/" + strconv.FormatInt(oid, 10), size: -1}, body); err != nil {
			return err
		}
	}
}
