// Package atlas is a map of the world small enough to stand in every report:
// one shape, name and place for each country of ISO 3166-1, from Natural Earth
// at 1:50m (public domain) in the Equal Earth projection.
//
// What counts as a country goes by ISO 3166-1 codes, since these are what
// domains, addresses and telephone numbers carry: Hong Kong, Macao, Taiwan,
// Greenland and the overseas parts of France each stand for themselves. Kosovo
// has its user-assigned code XK. Northern Cyprus is drawn with Cyprus,
// Somaliland with Somalia. It is a statistic by code and no statement on the
// status of any territory.
package atlas

//go:generate sh -c "go run ./gen -in \"$WORLD_ATLAS\" -out countries.txt"

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed countries.txt
var data string

// A Country is one country on the map. Places and sizes are in units of the
// map, see [World].
type Country struct {
	Code string // ISO 3166-1 alpha-2, XK for Kosovo, "--" for ground without a code
	Name string // in English
	X, Y int    // centre of its largest part
	W, H int    // size of its largest part; 0 where it has no shape
	Path string // SVG path data, "" where it is too small for one
}

// Small reports whether the country is hard to see when the map is drawn
// width pixels wide, so that it needs a marker.
func (c Country) Small(world World, width int) bool {
	return c.Path == "" || max(c.W, c.H)*width/world.Width < 7
}

// A World is all countries, by code.
type World struct {
	Width, Height int // of the map, in units
	Countries     []Country
	byCode        map[string]int
}

var world = sync.OnceValue(func() World {
	w, err := parse(data)
	if err != nil {
		panic("atlas: countries.txt is broken: " + err.Error()) // embedded and tested: cannot happen
	}
	return w
})

// Load returns the map. It is read once; nobody may change it.
func Load() World { return world() }

// Find returns the country of an ISO 3166-1 alpha-2 code in capital letters.
func (w World) Find(code string) (Country, bool) {
	i, ok := w.byCode[code]
	if !ok {
		return Country{}, false
	}
	return w.Countries[i], true
}

// Name returns the English name of a code, the code itself where it is not
// known, and "Unknown" for "".
func Name(code string) string {
	if code == "" {
		return "Unknown"
	}
	if c, ok := Load().Find(code); ok {
		return c.Name
	}
	return code
}

// Code returns the code of a country by its code or English name, in capital
// letters or not. That of "" is "".
func (w World) Code(name string) (code string, ok bool) {
	if name == "" {
		return "", true
	}
	for _, c := range w.Countries {
		if c.Code != noCode && (strings.EqualFold(name, c.Code) || strings.EqualFold(name, c.Name)) {
			return c.Code, true
		}
	}
	return "", false
}

// noCode stands for ground that has none.
const noCode = "--"

func parse(s string) (World, error) {
	w := World{byCode: map[string]int{}}
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		fields := strings.Split(line, "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case fields[0] == "map" && len(fields) == 2:
			if err := two(fields[1], &w.Width, &w.Height); err != nil {
				return w, err
			}
		case len(fields) == 5:
			c := Country{Code: fields[0], Name: fields[1], Path: fields[4]}
			if err := two(fields[2], &c.X, &c.Y); err != nil {
				return w, err
			}
			if err := two(fields[3], &c.W, &c.H); err != nil {
				return w, err
			}
			w.byCode[c.Code] = len(w.Countries)
			w.Countries = append(w.Countries, c)
		default:
			return w, fmt.Errorf("line with %d fields", len(fields))
		}
	}
	return w, nil
}

func two(s string, a, b *int) error {
	first, second, _ := strings.Cut(s, " ")
	var err error
	if *a, err = strconv.Atoi(first); err != nil {
		return err
	}
	*b, err = strconv.Atoi(second)
	return err
}
