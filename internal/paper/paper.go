package paper

import (
	"fmt"
	"io"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// A Letter is what is printed.
type Letter struct {
	Language string // ISO 639-1
	Title    string
	Head     []string // below the title, in grey
	Notice   string   // in a frame of its own; "" for none
	Sections []Section
	Foot     string // at the foot of each page, before its number
	Made     time.Time
	// Absent is said at the end where the typeface lacks a sign of the text.
	Absent string
}

// A Section is a heading and what stands below it, of which any may be absent.
type Section struct {
	Heading string
	Lines   []string
	List    []string
	Columns []string // of the table
	Rows    [][]string
	After   []string // below the table
}

// Measures in millimetres; sizes of letters in points.
const (
	margin = 20.0
	text   = 9.5
	small  = 8.0
	title  = 16.0
	head   = 12.0
	inMM   = 25.4 / 72
	// leading is how far lines stand from each other, of their size.
	leading = 1.45
)

// A colour, as red, green and blue.
type colour [3]int

var (
	black = colour{27, 31, 36}
	grey  = colour{74, 82, 92}
	rule  = colour{213, 217, 222}
	red   = colour{179, 38, 30}
)

// Write prints the letter.
func Write(w io.Writer, l *Letter) error {
	f, err := faceOf()
	if err != nil {
		return fmt.Errorf("the typeface of letters: %w", err)
	}
	p := &press{Fpdf: fpdf.New("P", "mm", "A4", ""), face: f}
	p.begin(l)
	p.letter(l)
	return p.Output(w)
}

// A press prints one letter.
type press struct {
	*fpdf.Fpdf
	face *face
	lost bool // a sign was not there
}

func (p *press) begin(l *Letter) {
	p.SetCreationDate(l.Made.UTC())
	p.SetModificationDate(l.Made.UTC())
	p.SetProducer("Hemostat", true)
	p.SetTitle(l.Title, true)
	p.SetLang(l.Language)
	p.SetCatalogSort(true)
	p.AddUTF8FontFromBytes("letter", "", typeface)
	p.SetMargins(margin, margin, margin)
	p.SetCellMargin(0)
	p.SetAutoPageBreak(false, margin)
	p.SetFooterFunc(func() {
		p.use(small, grey)
		p.SetXY(margin, -margin+5)
		p.put(p.wide()-20, small, l.Foot)
		p.CellFormat(20, small*inMM, fmt.Sprint(p.PageNo()), "", 0, "R", false, 0, "")
	})
	p.AddPage()
}

func (p *press) letter(l *Letter) {
	p.paragraph(l.Title, title, black)
	p.gap(1)
	for _, line := range l.Head {
		p.paragraph(line, text, grey)
	}
	if l.Notice != "" {
		p.gap(2)
		p.noticed(l.Notice)
	}
	for i := range l.Sections {
		p.section(&l.Sections[i])
	}
	if p.lost {
		p.gap(3)
		p.paragraph(l.Absent, small, grey)
	}
}

func (p *press) section(s *Section) {
	p.gap(4)
	p.room(head*leading*inMM + 3*text*leading*inMM) // no heading at the foot of a page
	p.paragraph(s.Heading, head, black)
	p.gap(1)
	for _, line := range s.Lines {
		p.paragraph(line, text, black)
		p.gap(0.8)
	}
	for _, item := range s.List {
		p.item(item)
	}
	if len(s.Columns) > 0 {
		p.table(s.Columns, s.Rows)
	}
	for _, line := range s.After {
		p.gap(0.8)
		p.paragraph(line, text, black)
	}
}

// use says how the next text is printed.
func (p *press) use(size float64, c colour) {
	p.SetFont("letter", "", size)
	p.SetTextColor(c[0], c[1], c[2])
}

// wide is how wide a page is between its margins, low where it ends.
func (p *press) wide() float64 { w, _ := p.GetPageSize(); return w - 2*margin }
func (p *press) low() float64  { _, h := p.GetPageSize(); return h - margin }

// gap leaves room below what was printed.
func (p *press) gap(mm float64) { p.SetY(min(p.GetY()+mm, p.low())) }

// room turns the page where less than that is left, and reports whether it did.
func (p *press) room(mm float64) bool {
	if p.GetY()+mm <= p.low() {
		return false
	}
	p.AddPage()
	return true
}

// broken is a text in lines of a width in millimetres.
func (p *press) broken(s string, size, wide float64) []string {
	s, lost := p.face.printable(s)
	p.lost = p.lost || lost
	return p.face.lines(s, int(wide/(size*inMM)*1000))
}

// paragraph prints a text over the whole width.
func (p *press) paragraph(s string, size float64, c colour) { p.indented(s, size, c, 0) }

func (p *press) indented(s string, size float64, c colour, by float64) {
	for _, line := range p.broken(s, size, p.wide()-by) {
		p.room(size * leading * inMM)
		p.use(size, c)
		p.SetX(margin + by)
		p.CellFormat(p.wide()-by, size*leading*inMM, line, "", 1, "L", false, 0, "")
	}
}

// put prints a text on one line, of which what is too long is left out.
func (p *press) put(wide, size float64, s string) {
	p.CellFormat(wide, size*inMM, p.broken(s, size, wide)[0], "", 0, "L", false, 0, "")
}

// item prints an item of a list.
func (p *press) item(s string) {
	const by = 5
	p.room(text * leading * inMM)
	p.use(text, black)
	p.SetX(margin + 1)
	p.CellFormat(by, text*leading*inMM, "•", "", 0, "L", false, 0, "")
	p.indented(s, text, black, by)
}

// noticed prints what must not be overlooked.
func (p *press) noticed(s string) {
	top := p.GetY()
	p.indented(s, text, black, 4)
	if p.GetY() > top { // else it began a page
		p.SetFillColor(red[0], red[1], red[2])
		p.Rect(margin, top, 1, p.GetY()-top, "F")
	}
}
