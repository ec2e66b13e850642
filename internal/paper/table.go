package paper

// between is the room between two columns, in millimetres.
const between = 3.0

// table prints a table, with its heads once more on each page.
func (p *press) table(columns []string, rows [][]string) {
	widths := p.widths(columns, rows)
	p.gap(1)
	p.row(columns, widths, grey, nil)
	for _, row := range rows {
		p.row(row, widths, black, func() { p.row(columns, widths, grey, nil) })
	}
}

// row prints a row; turned is called after the page was turned. One that is longer than a page goes
// on over several.
func (p *press) row(cells []string, widths []float64, c colour, turned func()) {
	const line = text * leading * inMM
	var broken [][]string
	most := 0
	for i, cell := range cells {
		broken = append(broken, p.broken(cell, text, widths[i]))
		most = max(most, len(broken[i]))
	}
	turn := func(needed float64) {
		if p.room(needed) && turned != nil {
			turned()
		}
	}
	turn(min(float64(most)*line+1, (p.low()-margin)/2))
	for n := range most {
		turn(line)
		p.use(text, c)
		y, x := p.GetY(), margin
		for i, list := range broken {
			if n < len(list) {
				p.SetXY(x, y)
				p.CellFormat(widths[i], line, list[n], "", 0, "L", false, 0, "")
			}
			x += widths[i] + between
		}
		p.SetXY(margin, y+line)
	}
	p.SetDrawColor(rule[0], rule[1], rule[2])
	p.SetLineWidth(0.15)
	p.Line(margin, p.GetY()+0.5, margin+p.wide(), p.GetY()+0.5)
	p.gap(1)
}

// widths shares the width of the page out: columns that need little have that, and the others have
// equal parts of what is left.
func (p *press) widths(columns []string, rows [][]string) []float64 {
	wanted := make([]float64, len(columns))
	for _, row := range append([][]string{columns}, rows...) {
		for i, cell := range row[:min(len(row), len(columns))] {
			s, _ := p.face.printable(cell)
			wanted[i] = max(wanted[i], float64(p.face.width(s))/1000*text*inMM+0.5)
		}
	}
	left, open := p.wide()-between*float64(len(columns)-1), len(columns)
	widths := make([]float64, len(columns))
	for settled := true; settled && open > 0; {
		settled = false
		fair := left / float64(open)
		for i, w := range wanted {
			if widths[i] == 0 && w <= fair {
				widths[i], settled = w, true
				left, open = left-w, open-1
			}
		}
	}
	for i := range widths {
		if widths[i] == 0 {
			widths[i] = left / float64(open)
		}
	}
	return widths
}
