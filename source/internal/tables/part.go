package tables

import (
	"iter"
	"math"
	"strconv"
	"strings"
)

// A Part is a range of the rows of a table: those of which the value of By is at least
// From and less than To.
type Part struct {
	By       string // what rows are told apart by: a column, or "blocks"
	From, To int64
	Start    bool // it has no lower bound, and From counts for nothing
	End      bool // it has no upper bound, so that rows added behind are in it
}

// The words that stand for no bound.
const (
	start = "start"
	end   = "end"
)

// String returns "id=5000..10000" or, without a bound, "id=start..5000".
func (p Part) String() string {
	from, to := strconv.FormatInt(p.From, 10), strconv.FormatInt(p.To, 10)
	if p.Start {
		from = start
	}
	if p.End {
		to = end
	}
	return Escape(p.By, "=") + "=" + from + ".." + to
}

// ParsePart reads what [Part.String] wrote.
func ParsePart(s string) (p Part, ok bool) {
	by, bounds, _ := strings.Cut(s, "=")
	from, to, _ := strings.Cut(bounds, "..")
	if p.By, ok = Unescape(by, "="); !ok {
		return Part{}, false
	}
	var err [2]error
	if p.Start = from == start; !p.Start {
		p.From, err[0] = strconv.ParseInt(from, 10, 64)
	}
	if p.End = to == end; !p.End {
		p.To, err[1] = strconv.ParseInt(to, 10, 64)
	}
	if err[0] != nil || err[1] != nil || p.String() != s {
		return Part{}, false
	}
	return p, true
}

// Parts divides the values from first to last into parts of width values each, the first
// without a lower bound and the last without an upper one. After a part they go on where
// it ended, whatever first is by then. Width is at least 1.
func Parts(by string, first, last, width int64, after *Part) iter.Seq[Part] {
	return func(yield func(Part) bool) {
		p := Part{By: by, From: first, Start: true}
		if after != nil {
			if after.End {
				return
			}
			p.From, p.Start = after.To, false
		}
		for {
			p.End = p.From > math.MaxInt64-width || p.From+width > last
			p.To = p.From + width
			if p.Start {
				p.From = 0
			}
			if p.End {
				p.To = 0
			}
			if !yield(p) || p.End {
				return
			}
			p = Part{By: by, From: p.To}
		}
	}
}
