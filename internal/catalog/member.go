package catalog

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A Member says how often a content holds another.
type Member struct {
	Child  exposure.Unit
	N      int64
	Name   string    // masked, the smallest
	Others []string  // further ones, ascending, at most otherNames
	Dated  time.Time // the earliest; zero where unknown
	Places Places
}

// Called returns the smallest name, where at is 0, or one of the others.
func (m *Member) Called(at int) string {
	if at == 0 {
		return m.Name
	}
	return m.Others[at-1]
}

// otherNames bounds the names that a content has in one archive, so that an archive
// of a million empty files stays small. The smallest ones stay, in whatever order
// they come.
const otherNames = 1000

// Join adds another member that is the same content.
func (m *Member) Join(other Member) {
	m.N += other.N
	for _, name := range append([]string{other.Name}, other.Others...) {
		m.call(name)
	}
	m.Places.join(other.Places)
	if m.Dated.IsZero() || !other.Dated.IsZero() && other.Dated.Before(m.Dated) {
		m.Dated = other.Dated
	}
}

// call adds a name, unless it is there.
func (m *Member) call(name string) {
	if name == m.Name {
		return
	}
	if name < m.Name {
		m.Name, name = name, m.Name
	}
	if at, there := slices.BinarySearch(m.Others, name); !there && at < otherNames {
		m.Others = slices.Insert(m.Others, at, name)
		m.Others = m.Others[:min(len(m.Others), otherNames)]
	}
}

// others writes the further names as they are stored.
func (m *Member) others() (string, error) {
	if len(m.Others) == 0 {
		return "[]", nil
	}
	text, err := json.Marshal(m.Others)
	return string(text), err
}

// Numbered splits a member's name from the number that tells it from those before it; the
// first has none.
func Numbered(name string) (base string, n int) {
	if at := strings.LastIndexByte(name, '~'); at > 0 {
		if n, err := strconv.Atoi(name[at+1:]); err == nil && n > 1 && name[at+1] != '+' {
			return name[:at], n
		}
	}
	return name, 1
}

// CompareNumbered orders names, those of one name by their numbers.
func CompareNumbered(a, b string) int {
	x, n := Numbered(a)
	y, m := Numbered(b)
	return cmp.Or(strings.Compare(x, y), cmp.Compare(n, m))
}
