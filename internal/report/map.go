package report

import (
	"fmt"
	"html/template"
	"sort"
	"strings"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/report/atlas"
)

// mapSteps are the least entities of each class of countries.
var mapSteps = [5]uint64{1, 10, 100, 1_000, 10_000}

// mapPixels is the width at which the map is drawn at most; what is too small
// to see at it gets a dot.
const mapPixels = 800

// A mapClass is one line of the legend.
type mapClass struct {
	Swatch    template.HTML
	Range     string
	Countries int
}

// classOf returns the class of n entities, -1 for none.
func classOf(n uint64) int {
	class := -1
	for i, least := range mapSteps {
		if n >= least {
			class = i
		}
	}
	return class
}

// legend returns the classes that occur up to the highest one, and how many
// countries each has.
func legend(countries []attribute.CountryFigure) []mapClass {
	var classes []mapClass
	var counts [len(mapSteps)]int
	top := -1
	for _, c := range countries {
		if class := classOf(c.Entities); c.Country != "" && class >= 0 {
			counts[class]++
			top = max(top, class)
		}
	}
	for i := range top + 1 {
		text := number(mapSteps[i]) + " or more"
		if i+1 < len(mapSteps) {
			text = span(mapSteps[i], mapSteps[i+1]-1)
		}
		classes = append(classes, mapClass{swatch(fmt.Sprintf("m%d", i)), text, counts[i]})
	}
	return classes
}

// worldMap draws the countries by how many entities each has.
func worldMap(countries []attribute.CountryFigure) template.HTML {
	world := atlas.Load()
	found := map[string]uint64{}
	for _, c := range countries {
		found[c.Country] = c.Entities
	}
	var land, dots strings.Builder
	for _, c := range world.Countries {
		n := found[c.Code]
		class := "l"
		if i := classOf(n); i >= 0 {
			class = fmt.Sprintf("m%d", i)
		}
		if c.Path != "" {
			fmt.Fprintf(&land, `<path class="%s" d="%s">%s</path>`, class, c.Path, mapTitle(c.Name, n))
		}
		if n > 0 && c.Small(world, mapPixels) {
			// A line without length and with round ends is a dot that keeps its size.
			fmt.Fprintf(&dots, `<g>%s<path class="dot edge" d="M%d %dh0"/><path class="dot %s" d="M%d %dh0"/></g>`, mapTitle(c.Name, n), c.X, c.Y, class, c.X, c.Y)
		}
	}
	return template.HTML(fmt.Sprintf(`<svg class="map" viewBox="0 0 %d %d" role="img" aria-labelledby="map-t map-d"><title id="map-t">World map of the organisations named</title><desc id="map-d">%s</desc>%s%s</svg>`,
		world.Width, world.Height, template.HTMLEscapeString(mapText(countries)), land.String(), dots.String()))
}

func mapTitle(name string, n uint64) string {
	if n == 0 {
		return ""
	}
	return "<title>" + template.HTMLEscapeString(name+": "+plural(n, "organisation", "organisations")) + "</title>"
}

// mapText says what the map shows.
func mapText(countries []attribute.CountryFigure) string {
	var top []string
	for _, c := range byEntities(countries) {
		if c.Country != "" && c.Entities > 0 && len(top) < 5 {
			top = append(top, Visible(countryName(c.Country))+" ("+number(c.Entities)+")")
		}
	}
	if len(top) == 0 {
		return "No organisation has a known country."
	}
	return "Most organisations are in " + listed(top) + ". The tables give every country."
}

// byEntities returns the countries with most entities first, the unknown ones
// last, ties by code.
func byEntities(countries []attribute.CountryFigure) []attribute.CountryFigure {
	sorted := list(countries)
	sort.SliceStable(sorted, func(i, j int) bool {
		a, b := sorted[i], sorted[j]
		switch {
		case (a.Country == "") != (b.Country == ""):
			return b.Country == ""
		case a.Entities != b.Entities:
			return a.Entities > b.Entities
		case a.Mentions != b.Mentions:
			return a.Mentions > b.Mentions
		}
		return a.Country < b.Country
	})
	return sorted
}
