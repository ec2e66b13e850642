package extract

import (
	"fmt"

	"github.com/hemostat/hemostat/exposure"
)

// maxNamed is the longest value that is looked at as a name, in bytes: whoever reads the text takes
// longer ones for prose.
const maxNamed = 1024

// A longNames looks for values of a run that are too long to be the names that their fields are for.
// They are searched as text is, and listed as not read.
type longNames struct {
	field string // that goes on at the end of what was handed on
	from  int64
	told  bool // the value is counted
}

// look looks at the values of what is handed on, which ends at an offset of the run.
func (l *longNames) look(marks []exposure.Mark, end int64, c *content) {
	for i := range marks {
		l.upTo(marks[i].Offset, c)
		*l = longNames{field: marks[i].Field, from: marks[i].Offset}
	}
	l.upTo(end, c)
}

// upTo looks at the value that goes on to an offset.
func (l *longNames) upTo(at int64, c *content) {
	if at-l.from > maxNamed && l.field != "" && !l.told && keySaysOf(l.field).tells.names() {
		l.told = true
		c.longNames++
	}
}

// reportLong lists values that were too long to be names.
func (c *content) reportLong() error {
	switch c.longNames {
	case 0:
		return nil
	case 1:
		return c.notRead(c.Way, exposure.NotReadBytes, -1, fmt.Sprintf("a value of a field of names is longer than %d bytes: it was searched as text", maxNamed))
	}
	return c.notRead(c.Way, exposure.NotReadBytes, -1, fmt.Sprintf("%d values of fields of names are longer than %d bytes: they were searched as text", c.longNames, maxNamed))
}
