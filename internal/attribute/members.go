package attribute

import (
	"context"
	"fmt"
)

// A Member is one name of an organisation: a registrable domain, or a name of a company.
type Member struct {
	Name    string // a domain as it stands, a company as it is shown
	Company bool   // it is the name of a company and no domain
	Entity  string // [Entity.ID] of the one that it was given to
}

// Members makes the figures and says of each name of an affected organisation whose it is, in no
// order. It is what figures are compared with the truth by: an [Entity] shows one of its names.
func Members(ctx context.Context, in Input) (*Figures, []Member, error) {
	m, err := read(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	m.forget()
	e, err := m.finish(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("attribute: %w", err)
	}
	var list []Member
	for _, o := range e.list[:e.affected] {
		for _, n := range o.names {
			x := Member{Name: m.names.shown[n], Company: m.names.isCompany(n), Entity: o.ID}
			if !x.Company {
				x.Name = m.names.ids[n]
			}
			list = append(list, x)
		}
	}
	return m.figures, list, nil
}
