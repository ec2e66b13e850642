package report

import (
	"fmt"
	"html/template"
	"strings"
)

// barWidth is the inner width of a bar, in units; it is stretched to its cell.
const barWidth = 1000

// bar draws one count: all mentions as the whole width, distinct and resolved
// as parts of it. What is pale is repetition.
func bar(c count) template.HTML {
	var b strings.Builder
	part := func(n uint64) int {
		if c.mentions == 0 || n == 0 {
			return 0
		}
		return max(4, int(float64(min(n, c.mentions))/float64(c.mentions)*barWidth))
	}
	fmt.Fprintf(&b, `<svg class="bar" viewBox="0 0 %d 12" preserveAspectRatio="none" role="img" aria-label="%s">`, barWidth,
		template.HTMLEscapeString(fmt.Sprintf("Of %s mentions, %s are distinct.", number(c.mentions), share(c.distinct, c.mentions))))
	fmt.Fprintf(&b, `<rect class="b0" width="%d" height="12" stroke="none"/>`, part(c.mentions))
	fmt.Fprintf(&b, `<rect class="b1" width="%d" height="12"/>`, part(c.distinct))
	fmt.Fprintf(&b, `<rect class="b2" y="4" width="%d" height="4"/></svg>`, part(c.high))
	return template.HTML(b.String())
}

// swatch draws a patch of a fill class for a legend. It is SVG because browsers
// leave backgrounds out when they print.
func swatch(class string) template.HTML {
	return template.HTML(`<svg class="sw" viewBox="0 0 12 12" aria-hidden="true"><rect class="` + class + `" width="12" height="12"/></svg>`)
}

// meter draws how much was read.
func meter(perCent int) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="%d per cent of the bytes were read"><rect class="b0" width="100" height="4"/><rect class="b2" width="%d" height="4"/></svg>`, perCent, perCent))
}
