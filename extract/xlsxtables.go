package extract

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// The bounds of the shared strings of one workbook in memory.
const (
	maxArena   = 64 << 20 // bytes; what is beyond goes to the spool
	maxStrings = 8 << 20  // strings
)

// A stringTable holds the shared strings of a workbook.
type stringTable struct {
	o     *office
	arena []byte
	ends  []int64
	spool SpoolFile
	size  int64
	full  bool // something was left out

	take     bool
	phonetic int
	one      []byte
}

func (s *stringTable) comment([]byte) error { return nil }

func (s *stringTable) open(name string, _ []attr) error {
	switch name {
	case "si":
		s.one = s.one[:0]
	case "t":
		s.take = s.phonetic == 0
	case "rPh":
		s.phonetic++
	}
	return nil
}

func (s *stringTable) text(p []byte) error {
	if s.take && len(s.one) < MaxPiece {
		s.one = append(s.one, p...)
	}
	return nil
}

func (s *stringTable) close(name string) error {
	switch name {
	case "t":
		s.take = false
	case "rPh":
		s.phonetic = max(0, s.phonetic-1)
	case "si":
		s.add(s.one)
	}
	return nil
}

// add adds a string.
func (s *stringTable) add(p []byte) {
	if s.full || len(s.ends) >= maxStrings {
		s.full = true
		return
	}
	if s.spool == nil && len(s.arena)+len(p) > maxArena && !s.spill() {
		s.full = true
		return
	}
	if s.spool != nil {
		if !s.write(p) {
			return
		}
	} else {
		s.arena = append(s.arena, p...)
	}
	s.size += int64(len(p))
	s.ends = append(s.ends, s.size)
}

// spill moves the strings to a spool file.
func (s *stringTable) spill() bool {
	if s.o.c.w.x.spool == nil {
		return false
	}
	f, err := s.o.c.spoolFile()
	if err != nil {
		return false
	}
	s.spool = f
	if !s.write(s.arena) {
		return false
	}
	s.arena = nil
	return true
}

// write writes to the spool. An error of its disk ends the walk.
func (s *stringTable) write(p []byte) bool {
	_, err := s.spool.Write(p)
	if err != nil {
		s.full = true
		if !errors.Is(err, ErrSpoolFull) {
			s.o.c.w.fail(err)
		}
	}
	return err == nil
}

// complain reports that not all strings were kept.
func (s *stringTable) complain() error {
	if err := s.o.c.w.alive(); err != nil || !s.full {
		return err
	}
	return s.o.c.notRead(s.o.c.Way+"!/xl/sharedStrings.xml", exposure.NotReadSpool, -1, "more shared strings than memory and spool hold; cells that name the rest are empty")
}

// get returns string i, empty where there is none.
func (s *stringTable) get(i int) []byte {
	if i < 0 || i >= len(s.ends) {
		return nil
	}
	from := int64(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	if s.spool == nil {
		return s.arena[from:s.ends[i]]
	}
	p := make([]byte, s.ends[i]-from)
	if _, err := s.spool.ReadAt(p, from); err != nil {
		return nil
	}
	return p
}

func (s *stringTable) release() {
	if s.spool != nil {
		s.o.c.w.closeSpool(s.spool)
	}
}

// A styleTable knows which cell styles are dates.
type styleTable struct {
	formats map[int]string // custom number formats
	cells   []int          // number format of each cell style
	inCells bool
}

func (s *styleTable) text([]byte) error    { return nil }
func (s *styleTable) comment([]byte) error { return nil }

func (s *styleTable) open(name string, attrs []attr) error {
	switch name {
	case "numFmt":
		if len(s.formats) < 4096 {
			s.formats[atoi(value(attrs, "numFmtId"))] = bound(string(value(attrs, "formatCode")))
		}
	case "cellXfs":
		s.inCells = true
	case "xf":
		if s.inCells && len(s.cells) < 1<<16 {
			s.cells = append(s.cells, atoi(value(attrs, "numFmtId")))
		}
	}
	return nil
}

func (s *styleTable) close(name string) error {
	if name == "cellXfs" {
		s.inCells = false
	}
	return nil
}

// number writes a number as a person reads it: a date where its style is one,
// without an exponent where it is whole.
func (s *styleTable) number(p []byte, style int) []byte {
	if style < len(s.cells) && s.isDate(s.cells[style]) {
		if v, err := strconv.ParseFloat(string(p), 64); err == nil && v >= 1 && v < 2958466 {
			return serialDate(v)
		}
	}
	if i := strings.IndexAny(string(p), "eE"); i > 0 {
		if v, err := strconv.ParseFloat(string(p), 64); err == nil && v == math.Trunc(v) && math.Abs(v) < 1e18 {
			return strconv.AppendFloat(nil, v, 'f', -1, 64)
		}
	}
	return p
}

// isDate reports whether a number format shows a date (ECMA-376, 18.8.30).
func (s *styleTable) isDate(id int) bool {
	if id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 36 || id >= 50 && id <= 58 {
		return true
	}
	quoted := false
	for _, r := range s.formats[id] {
		switch r {
		case '"', '[', ']':
			quoted = !quoted
		case 'y', 'Y', 'd', 'D':
			if !quoted {
				return true
			}
		}
	}
	return false
}

// serialDate writes a count of days as a date, with the time where there is one.
// The count begins in 1900, which it takes for a leap year.
func serialDate(v float64) []byte {
	days := int(v)
	if days < 60 {
		days++
	}
	at := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days).
		Add(time.Duration(math.Round((v-math.Floor(v))*86400)) * time.Second)
	layout := "2006-01-02"
	if at.Hour()+at.Minute()+at.Second() > 0 {
		layout = "2006-01-02 15:04:05"
	}
	return at.AppendFormat(nil, layout)
}
