package attribute

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/seal"
)

// Organisations lists all organisations, the affected ones as [EntityFigure] lists them and
// after them those that stand apart, in the same order.
func Organisations(ctx context.Context, in Input) ([]Entity, error) {
	m, err := readOrganisations(ctx, in, false)
	if err != nil {
		return nil, err
	}
	e, err := m.onlyEntities(ctx)
	if err != nil {
		return nil, fmt.Errorf("attribute: %w", err)
	}
	apart := slices.Clone(e.list[e.affected:])
	if err := sortWanted(ctx, apart, (*organisation).compare); err != nil {
		return nil, fmt.Errorf("attribute: %w", err)
	}
	list := m.figures.Entities.List
	for _, o := range apart {
		list = append(list, o.Entity)
	}
	return list, nil
}

// onlyEntities makes the figures of entities and no others: no decision about one needs more.
func (m *model) onlyEntities(ctx context.Context) (*entities, error) {
	var g *merging
	var probable []edge
	var big *lookalikes
	err := beside(ctx,
		func(ctx context.Context) (err error) { g, err = m.merge(ctx); return err },
		func(ctx context.Context) (err error) {
			if probable, err = m.probableEdges(ctx); err == nil {
				big, err = m.bigDomains(ctx)
			}
			return err
		})
	if err != nil {
		return nil, err
	}
	e, err := m.countEntities(ctx, g)
	if err != nil {
		return nil, err
	}
	return e, m.finishEntities(ctx, e, g, probable, big)
}

// Names lists the IDs of all names that are met, affected or not: registrable domains, and
// names of companies as their IDs begin.
func Names(ctx context.Context, in Input) ([]string, error) {
	m, err := newModel(ctx, in)
	if err != nil {
		return nil, err
	}
	if err := m.readIdentities(ctx); err != nil {
		return nil, fmt.Errorf("attribute: %w", err)
	}
	list := slices.Clone(m.names.ids)
	slices.Sort(list)
	return list, nil
}

// NameID returns the ID that a name of a company, or a domain, would have.
func NameID(name string) (company, domain string) {
	return companyPrefix + strings.ToLower(seal.CompanyName(name)), seal.Canonical(exposure.Domain, name)
}
