package report

import (
	"fmt"
	"html/template"
	"sort"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
)

// stackKinds is how many kinds of documents have a colour of their own.
const stackKinds = 5

// A grain is how many months one column covers.
type grain int

const (
	byMonth   grain = 1
	byQuarter grain = 3
	byYear    grain = 12
)

func (g grain) String() string {
	switch g {
	case byMonth:
		return "month"
	case byQuarter:
		return "quarter"
	}
	return "year"
}

// A series is documents by month, ready to be drawn.
type series struct {
	kinds       []exposure.DocumentKind // those with a colour, most first
	months      map[int][]uint64        // month number → documents by colour, the last of which is all others
	first, last int                     // month numbers drawn
	before      uint64                  // documents dated before first
	after       uint64                  // and after last
	undated     uint64
}

// monthNumber counts months from year 0; ok is false for no date.
func monthNumber(s string) (n int, ok bool) {
	var year, month int
	if _, err := fmt.Sscanf(s, "%4d-%2d", &year, &month); err != nil || month < 1 || month > 12 {
		return 0, false
	}
	return year*12 + month - 1, true
}

// newSeries sorts the documents into colours and months and cuts off the few
// that bear dates far away: a broken clock must not flatten the rest.
func newSeries(f attribute.DocumentFigures) series {
	s := series{months: map[int][]uint64{}}
	kinds := list(f.Kinds)
	sort.SliceStable(kinds, func(i, j int) bool { return kinds[i].Distinct > kinds[j].Distinct })
	colour := map[exposure.DocumentKind]int{}
	for _, k := range kinds {
		if len(s.kinds) < stackKinds && k.Distinct > 0 && k.Kind != exposure.DocumentOther && k.Kind != exposure.DocumentUnknown {
			colour[k.Kind] = len(s.kinds)
			s.kinds = append(s.kinds, k.Kind)
		}
	}
	var total uint64
	for _, y := range f.Years {
		n, ok := monthNumber(y.Month)
		if !ok {
			s.undated += y.Distinct
			continue
		}
		if s.months[n] == nil {
			s.months[n] = make([]uint64, len(s.kinds)+1)
		}
		i, ok := colour[y.Kind]
		if !ok {
			i = len(s.kinds)
		}
		s.months[n][i] += y.Distinct
		total += y.Distinct
	}
	s.cut(total)
	return s
}

// cut sets what is drawn: all but the outermost 0.2 % at either end.
func (s *series) cut(total uint64) {
	numbers := s.numbers()
	if len(numbers) == 0 {
		return
	}
	i, j := 0, len(numbers)-1
	for i < j && (s.before+sum(s.months[numbers[i]]))*500 <= total {
		s.before += sum(s.months[numbers[i]])
		i++
	}
	for j > i && (s.after+sum(s.months[numbers[j]]))*500 <= total {
		s.after += sum(s.months[numbers[j]])
		j--
	}
	s.first, s.last = numbers[i], numbers[j]
}

func (s *series) numbers() []int {
	numbers := make([]int, 0, len(s.months))
	for n := range s.months {
		numbers = append(numbers, n)
	}
	sort.Ints(numbers)
	return numbers
}

func sum(values []uint64) (total uint64) {
	for _, v := range values {
		total += v
	}
	return total
}

// grain returns the finest one that needs no more than limit columns.
func (s *series) grain(limit int) grain {
	for _, g := range []grain{byMonth, byQuarter} {
		if s.last/int(g)-s.first/int(g) < limit {
			return g
		}
	}
	return byYear
}

// columns sums the months to columns.
func (s *series) columns(g grain) [][]uint64 {
	columns := make([][]uint64, s.last/int(g)-s.first/int(g)+1)
	for i := range columns {
		columns[i] = make([]uint64, len(s.kinds)+1)
	}
	for n, values := range s.months {
		if n < s.first || n > s.last {
			continue
		}
		for i, v := range values {
			columns[n/int(g)-s.first/int(g)][i] += v
		}
	}
	return columns
}

// A canvas is the size of a chart in CSS pixels; text in it is not scaled.
type canvas struct{ width, height, columns int }

var (
	wideCanvas   = canvas{1080, 260, 90}
	narrowCanvas = canvas{350, 200, 40}
)

const (
	axisLeft   = 52 // room for the numbers
	axisBottom = 24 // room for the years
	axisTop    = 8
)

// chart draws the series as stacked columns.
func (s *series) chart(c canvas, class string) template.HTML {
	if len(s.months) == 0 {
		return ""
	}
	g := s.grain(c.columns)
	columns := s.columns(g)
	var most uint64
	for _, col := range columns {
		most = max(most, sum(col))
	}
	step := niceStep(most)
	top := max(step, (most+step-1)/step*step)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="chart %s" viewBox="0 0 %d %d" role="img" aria-label="Documents by %s of their file date, at most %s in one. The tables below give the numbers.">`,
		class, c.width, c.height, g, number(most))
	y := func(n uint64) float64 {
		return float64(c.height-axisBottom) - float64(n)/float64(top)*float64(c.height-axisBottom-axisTop)
	}
	for n := uint64(0); n <= top; n += step {
		fmt.Fprintf(&b, `<path class="grid" d="M%d %.1fH%d"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`, axisLeft, y(n), c.width, axisLeft-8, y(n)+4, number(n))
	}
	s.drawColumns(&b, c, g, columns, y)
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

func (s *series) drawColumns(b *strings.Builder, c canvas, g grain, columns [][]uint64, y func(uint64) float64) {
	pitch := float64(c.width-axisLeft) / float64(len(columns))
	gap := min(pitch*0.22, 3)
	lastYear, lastX := -1, -1000.0
	for i, col := range columns {
		x := float64(axisLeft) + float64(i)*pitch
		at := uint64(0)
		for colour, n := range col {
			if n == 0 {
				continue
			}
			if colour == len(s.kinds) {
				colour = stackKinds
			}
			fmt.Fprintf(b, `<path class="s%d" d="M%.1f %.1fH%.1fV%.1fH%.1fz"/>`, colour, x+gap/2, y(at), x+pitch-gap/2, y(at+n), x+gap/2)
			at += n
		}
		year := (s.first/int(g) + i) * int(g) / 12
		begins := (s.first/int(g)+i)*int(g)%12 == 0 || i == 0
		if year != lastYear && begins && x-lastX > 40 && x+36 < float64(c.width)+4 {
			fmt.Fprintf(b, `<path class="tick" d="M%.1f %dv6"/><text x="%.1f" y="%d">%d</text>`, x, c.height-axisBottom, x+3, c.height-6, year)
			lastYear, lastX = year, x
		}
	}
}

// niceStep returns a step of 1, 2 or 5 times a power of ten that divides most
// into at most five.
func niceStep(most uint64) uint64 {
	for power := uint64(1); ; power *= 10 {
		for _, m := range []uint64{1, 2, 5} {
			if most <= 5*m*power || power > 1e17 {
				return m * power
			}
		}
	}
}

// yearTable gives the same numbers by year: one row a year, newest last, the
// years before the limit summed.
type yearRow struct {
	Year   string
	Values []uint64
	Total  uint64
}

const maxYears = 24

func (s *series) yearTable() []yearRow {
	var rows []yearRow
	for _, n := range s.numbers() {
		year := fmt.Sprint(n / 12)
		if len(rows) == 0 || rows[len(rows)-1].Year != year {
			rows = append(rows, yearRow{Year: year, Values: make([]uint64, len(s.kinds)+1)})
		}
		rows[len(rows)-1].add(s.months[n])
	}
	if len(rows) > maxYears {
		early := rows[:len(rows)-maxYears+1]
		merged := yearRow{Year: "to " + early[len(early)-1].Year, Values: make([]uint64, len(s.kinds)+1)}
		for _, r := range early {
			merged.add(r.Values)
		}
		rows = append([]yearRow{merged}, rows[len(early):]...)
	}
	return rows
}

func (r *yearRow) add(values []uint64) {
	for i, v := range values {
		r.Values[i] += v
		r.Total += v
	}
}
