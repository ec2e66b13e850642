package inquiry

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
)

// namesakesLimit is how many members of one name are listed.
const namesakesLimit = 1000

// within follows a way through the members of a content.
func (d *Desk) within(ctx context.Context, o *Object, unit exposure.Unit, inner string) (catalog.Content, error) {
	for {
		c, ok, err := d.campaign.Catalog.Content(ctx, unit)
		if err != nil || !ok {
			return c, cmp.Or(err, attribute.ErrNotFound)
		}
		if inner == "" {
			return c, nil
		}
		m, name := memberAt(c.Members, inner)
		if m == nil {
			return c, fmt.Errorf("%w: %s holds no member that is called so", attribute.ErrNotFound, o.Way)
		}
		o.Way += "!/" + name
		unit, inner = m.Child, strings.TrimPrefix(strings.TrimPrefix(inner, name), "!/")
		if inner == "" {
			o.namesakes(c.Members, m, name)
		}
	}
}

// memberAt returns the member with which a way goes on and the name that it has there.
// Names may hold "!/" themselves: the longest one that fits is taken.
func memberAt(members []catalog.Member, inner string) (best *catalog.Member, called string) {
	for i := range members {
		m := &members[i]
		for at := range 1 + len(m.Others) {
			name := m.Called(at)
			if (inner == name || strings.HasPrefix(inner, name+"!/")) && (best == nil || len(name) > len(called)) {
				best, called = m, name
			}
		}
	}
	return best, called
}

// namesakes notes which further members are called as m is: by numbers behind the name,
// or, where names are masked, by the name itself.
func (o *Object) namesakes(members []catalog.Member, m *catalog.Member, name string) {
	base, _ := catalog.Numbered(name)
	for i := range members {
		for at := range 1 + len(members[i].Others) {
			other := members[i].Called(at)
			if b, _ := catalog.Numbered(other); b == base && (other != name || &members[i] != m) {
				o.Namesakes = append(o.Namesakes, other)
			}
		}
	}
	o.NamesakesTotal = len(o.Namesakes)
	slices.SortFunc(o.Namesakes, catalog.CompareNumbered)
	o.Namesakes = o.Namesakes[:min(len(o.Namesakes), namesakesLimit)]
}
