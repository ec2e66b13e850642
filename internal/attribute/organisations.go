package attribute

import (
	"context"
	"fmt"
	"slices"
)

// Organisations lists all organisations, the affected ones as [EntityFigure] lists them and
// after them those that stand apart, in the same order.
func Organisations(ctx context.Context, in Input) ([]Entity, error) {
	m, err := read(ctx, in)
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
	g, err := m.merge(ctx)
	if err != nil {
		return nil, err
	}
	probable, err := m.probableEdges(ctx)
	if err != nil {
		return nil, err
	}
	e, err := m.countEntities(ctx, g)
	if err != nil {
		return nil, err
	}
	return e, m.finishEntities(ctx, e, g, probable)
}
