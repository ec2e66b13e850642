package main

import (
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// A country is one line of the file.
type country struct {
	code   string // ISO 3166-1 alpha-2; "XK" for Kosovo; "--" for ground that is nobody's by code
	name   string
	centre pixel // of its largest ring
	size   pixel // width and height of its largest ring
	rings  []ring
}

// unnumbered are the features without an ISO number, decided one by one. ISO
// 3166-1 has no code for the first two of them but Kosovo, whose user-assigned
// code the EU, the IMF and CLDR use; the others are drawn with the country
// whose ISO code addresses there carry.
var unnumbered = map[string]string{
	"Kosovo":                  "XK",
	"N. Cyprus":               "CY",
	"Somaliland":              "SO",
	"Siachen Glacier":         "--",
	"Indian Ocean Ter.":       "CC",
	"Ashmore and Cartier Is.": "AU",
}

// A part is a box in degrees that has a code of its own in ISO 3166-1, where
// Natural Earth draws it with its state.
type part struct {
	of, code                 string
	west, south, east, north float64
}

var parts = []part{
	{"CC", "CX", 105, -11, 106, -10},
	{"FR", "GF", -55, 1, -51, 6.5},
	{"FR", "GP", -62, 15.7, -60.9, 16.6},
	{"FR", "MQ", -61.4, 14.2, -60.7, 15},
	{"FR", "RE", 55, -21.6, 56, -20.7},
	{"FR", "YT", 44.9, -13.2, 45.4, -12.5},
	{"NL", "BQ", -68.6, 12, -68, 12.4},
	{"NL", "BQ", -63.4, 17.3, -62.8, 17.8},
	{"NO", "SJ", 5, 73, 40, 82},
	{"NO", "SJ", -9.5, 70.5, -7.5, 71.5},
	{"NO", "BV", 3, -55, 4, -54},
}

// points are the countries that the shapes lack, by their place in degrees
// (rounded, from the CIA World Factbook).
var points = map[string]degree{
	"BQ": {-68.3, 12.2}, "BV": {3.4, -54.4}, "CC": {96.8, -12.2}, "CX": {105.6, -10.5},
	"GF": {-53, 4}, "GI": {-5.35, 36.14}, "GP": {-61.5, 16.2}, "MQ": {-61, 14.7},
	"RE": {55.5, -21.1}, "SJ": {20, 78}, "TK": {-171.8, -9.2}, "TV": {179.2, -8.5},
	"UM": {166.6, 19.3}, "YT": {45.2, -12.8},
}

// names replace those of CLDR that are old or read badly in a table.
var names = map[string]string{
	"BA": "Bosnia and Herzegovina", "CD": "Congo (DRC)", "CG": "Congo (Republic)", "CV": "Cabo Verde",
	"HK": "Hong Kong SAR", "MK": "North Macedonia", "MM": "Myanmar", "MO": "Macao SAR",
	"SZ": "Eswatini", "TR": "Türkiye", "XK": "Kosovo", "PS": "Palestine", "--": "No code",
}

// collect makes the countries from the shapes, sorted by code.
func collect(t *topology) ([]*country, error) {
	arcs := t.decoded()
	lines := make([][]vertex, len(arcs))
	for i, arc := range arcs {
		for _, d := range unwrapped(arc) {
			lines[i] = append(lines[i], vertex{d, project(d)})
		}
		lines[i] = simplify(lines[i])
	}
	all := map[string]*country{}
	for _, g := range t.Objects.Countries.Geometries {
		if err := add(all, g, arcs, lines); err != nil {
			return nil, err
		}
	}
	return complete(all)
}

// add puts the rings of g where they belong.
func add(all map[string]*country, g geometry, arcs [][]degree, lines [][]vertex) error {
	home, err := code(g)
	if err != nil {
		return err
	}
	if home == "AQ" {
		return nil // below the map; it gets a point in complete
	}
	polygons, err := g.polygons()
	if err != nil {
		return err
	}
	for _, rings := range polygons {
		at := partOf(home, arcs[index(rings[0][0])][0])
		if all[at] == nil {
			all[at] = &country{code: at}
		}
		for _, numbers := range rings {
			all[at].rings = append(all[at].rings, onMap(closed(numbers, lines))...)
		}
	}
	return nil
}

func code(g geometry) (string, error) {
	if c, ok := unnumbered[g.Properties.Name]; ok {
		return c, nil
	}
	n, err := strconv.Atoi(g.ID)
	if err != nil {
		return "", fmt.Errorf("%s has no number and no decision", g.Properties.Name)
	}
	region, err := language.EncodeM49(n)
	if err != nil {
		return "", fmt.Errorf("%s: number %d: %w", g.Properties.Name, n, err)
	}
	return region.String(), nil
}

func partOf(home string, d degree) string {
	for _, p := range parts {
		if p.of == home && d[0] >= p.west && d[0] <= p.east && d[1] >= p.south && d[1] <= p.north {
			return p.code
		}
	}
	return home
}

// index returns the number of an arc: a negative one stands for its reverse.
func index(n int) int {
	if n < 0 {
		return ^n
	}
	return n
}

// closed joins arcs to an area.
func closed(numbers []int, lines [][]vertex) []degree {
	var all []degree
	for _, n := range numbers {
		line := lines[index(n)]
		for i := range line {
			if n < 0 {
				i = len(line) - 1 - i
			}
			all = append(all, line[i].degree)
		}
	}
	return unwrapped(all)
}

// complete names the countries, drops islands that nobody would see, and adds
// the countries that have no shape.
func complete(all map[string]*country) ([]*country, error) {
	english := display.English.Regions()
	for code, d := range points {
		if all[code] == nil {
			p := project(d)
			all[code] = &country{code: code, centre: pixel{int(p.x), int(p.y)}}
		}
	}
	all["AQ"] = &country{code: "AQ", centre: pixel{width / 2, height() - margin}}
	var list []*country
	for code, c := range all {
		c.name = names[code]
		if c.name == "" {
			region, err := language.ParseRegion(code)
			if err != nil {
				return nil, err
			}
			c.name = english.Name(region)
		}
		c.settle()
		list = append(list, c)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].code < list[j].code })
	return list, missing(all)
}

// settle finds the centre and keeps what can be seen: the largest ring always,
// others from two square units on.
func (c *country) settle() {
	if len(c.rings) == 0 {
		return
	}
	sort.SliceStable(c.rings, func(i, j int) bool { return c.rings[i].area2() > c.rings[j].area2() })
	lo, hi := c.rings[0].bounds()
	c.centre, c.size = c.rings[0].centre(), pixel{hi.x - lo.x, hi.y - lo.y}
	kept := c.rings[:0:0]
	for _, r := range c.rings {
		if len(r) > 2 && r.area2() >= 12 {
			kept = append(kept, r)
		}
	}
	c.rings = kept
}

// withdrawn are codes that CLDR still knows and ISO 3166-1 no longer has.
const withdrawn = "AN BU CS DD FX NT SU TP YD YU ZR AC CP DG EA IC TA EU EZ QO UN ZZ"

// missing fails where a country of ISO 3166-1 has no line. A code that is an
// older name of another one does not come back from its number.
func missing(all map[string]*country) error {
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || strings.Contains(withdrawn, code) {
				continue
			}
			if same, err := language.EncodeM49(region.M49()); err != nil || same.String() != code {
				continue
			}
			if all[code] == nil {
				return fmt.Errorf("%s (%s) has neither shape nor point", code, display.English.Regions().Name(region))
			}
		}
	}
	return nil
}

func write(w io.Writer, countries []*country) error {
	fmt.Fprintf(w, "# Made by gen; do not edit. Shapes: Natural Earth 1:50m, public domain. Equal Earth projection.\n")
	fmt.Fprintf(w, "# code, name, centre, size of the largest part, path\n")
	fmt.Fprintf(w, "map\t%d %d\n", width, height())
	for _, c := range countries {
		_, err := fmt.Fprintf(w, "%s\t%s\t%d %d\t%d %d\t%s\n", c.code, c.name, c.centre.x, c.centre.y, c.size.x, c.size.y, path(c.rings))
		if err != nil {
			return err
		}
	}
	return nil
}

// path writes rings as an SVG path in relative whole units.
func path(rings []ring) string {
	var b strings.Builder
	var at pixel // where the pen is: the start of the last ring
	for _, r := range rings {
		fmt.Fprintf(&b, "m%s", pair(r[0].x-at.x, r[0].y-at.y))
		for i := 1; i < len(r); i++ {
			b.WriteString(sep(pair(r[i].x-r[i-1].x, r[i].y-r[i-1].y)))
		}
		b.WriteByte('z')
		at = r[0]
	}
	return b.String()
}

func pair(x, y int) string { return strconv.Itoa(x) + sep(strconv.Itoa(y)) }

// sep puts a space before a number that has no sign to set it apart.
func sep(s string) string {
	if s[0] == '-' {
		return s
	}
	return " " + s
}
