package extract

import (
	"slices"
	"strconv"
	"sync"
)

// maxUnnamed is how many columns without a name are told apart.
const maxUnnamed = 1024

// unnamed are the names of columns that have none: "#1", "#2". Whoever reads the table can
// tell which cells stand below each other.
var unnamed = sync.OnceValue(func() []string {
	names := make([]string, maxUnnamed)
	for i := range names {
		names[i] = "#" + strconv.Itoa(i+1)
	}
	return names
})

// unnamedColumn is the name of the i-th column, from 0, of a table that does not name it.
func unnamedColumn(i int) string {
	if i < maxUnnamed {
		return unnamed()[i]
	}
	return ""
}

// allNamed gives the columns that have no name one by their place.
func allNamed(names []string, columns int) []string {
	names = slices.Clone(names)
	for i := range max(columns, len(names)) {
		switch {
		case i == len(names):
			names = append(names, unnamedColumn(i))
		case names[i] == "":
			names[i] = unnamedColumn(i)
		}
	}
	return names
}
