package attribute

import (
	"cmp"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/sketch"
)

// documents counts them as contents come by.
type documents struct {
	figures    DocumentFigures
	duplicates DuplicateFigures
	kinds      map[exposure.DocumentKind]*DocumentFigure
	months     map[monthKey]uint64
	sketches   []sketch.Sketch
}

type monthKey struct {
	month string
	kind  exposure.DocumentKind
}

func newDocuments() *documents {
	return &documents{kinds: map[exposure.DocumentKind]*DocumentFigure{}, months: map[monthKey]uint64{}}
}

func (d *documents) add(c *Content) {
	ways := max(c.Ways, 1)
	if !c.Name && c.Objects > 1 {
		d.duplicates.SameBytesObjects += c.Objects - 1
	}
	if !c.Leaf || c.Name {
		return
	}
	d.duplicates.SameContentWays += ways - min(ways, max(c.Objects, 1))
	d.figures.Ways += ways
	d.figures.Distinct++
	if len(c.Sketch) == sketch.Size {
		d.sketches = append(d.sketches, sketch.Sketch(c.Sketch))
	}
	k := d.kinds[c.Document]
	if k == nil {
		k = &DocumentFigure{Kind: c.Document}
		d.kinds[c.Document] = k
	}
	k.Ways += ways
	k.Distinct++
	month := ""
	if !c.Modified.IsZero() {
		month = c.Modified.UTC().Format("2006-01")
	}
	d.months[monthKey{month, c.Document}]++
}

func (d *documents) into(f *Figures) {
	d.figures.Kinds = make([]DocumentFigure, 0, len(d.kinds))
	for _, k := range d.kinds {
		d.figures.Kinds = append(d.figures.Kinds, *k)
	}
	slices.SortFunc(d.figures.Kinds, func(a, b DocumentFigure) int { return cmp.Compare(a.Kind, b.Kind) })
	d.figures.Years = make([]YearFigure, 0, len(d.months))
	for k, n := range d.months {
		d.figures.Years = append(d.figures.Years, YearFigure{Month: k.month, Kind: k.kind, Distinct: n})
	}
	slices.SortFunc(d.figures.Years, func(a, b YearFigure) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Kind, b.Kind))
	})
	others := d.figures.Distinct - uint64(len(d.sketches)) // without words, so each for itself
	least, most := sketch.Group(d.sketches)
	d.figures.Resolved = Range{Low: others + uint64(least), High: others + uint64(most)}
	f.Documents, f.Duplicates = d.figures, d.duplicates
}
