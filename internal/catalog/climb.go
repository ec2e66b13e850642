package catalog

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/hemostat/hemostat/exposure"
)

// A Way is one way that leads to a content, in masked names.
type Way struct {
	Target string
	Way    string
	// Copies are the ways that this one stands for: of an archive that holds a content
	// several times under one name, or under very many. It is capped at 2^40.
	Copies uint64
}

// Ways returns up to limit ways that lead to a content, the smallest names
// first at each step, so that the first one is always the same.
func (c *Catalog) Ways(ctx context.Context, unit exposure.Unit, limit int) ([]Way, error) {
	k := climb{catalog: c, limit: limit, steps: 100 * limit}
	err := k.up(ctx, unit, "", 1, 32)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return k.found, err
}

// climb follows members upwards to objects.
type climb struct {
	catalog      *Catalog
	found        []Way
	limit, steps int
}

// errEnough ends a climb early.
var errEnough = errors.New("enough ways")

// up follows a content whose tail below it stands for so many copies.
func (k *climb) up(ctx context.Context, unit exposure.Unit, tail string, copies uint64, depth int) error {
	k.steps--
	if k.steps < 0 {
		return errEnough
	}
	if depth == 0 {
		return nil
	}
	objects, err := k.catalog.objectsOf(ctx, unit, k.limit-len(k.found))
	if err != nil {
		return err
	}
	for _, w := range objects {
		k.found = append(k.found, Way{w.Target, w.Way + tail, copies})
		if len(k.found) >= k.limit {
			return errEnough
		}
	}
	parents, err := k.catalog.parentsOf(ctx, unit, max(k.limit, waysAtOnce))
	if err != nil {
		return err
	}
	for _, p := range parents {
		for i, name := range append([]string{p.Name}, p.Others...) {
			n := uint64(1)
			if i == 0 { // with those of which no name is kept
				n = uint64(max(p.N-int64(len(p.Others)), 1))
			}
			if err := k.up(ctx, p.Child, "!/"+name+tail, min(copies*n, 1<<40), depth-1); err != nil {
				return err
			}
		}
	}
	return nil
}

// waysAtOnce is how many parents are looked at in any case: not every one leads up
// to an object.
const waysAtOnce = 256

func (c *Catalog) objectsOf(ctx context.Context, unit exposure.Unit, limit int) ([]Way, error) {
	// The unit of an object's name is the object's own key.
	rows, err := c.db.QueryContext(ctx, `SELECT t.target, o.mask FROM objects o JOIN targets t ON t.id = o.target
		WHERE o.id IN (SELECT object FROM readings WHERE content = ?1)
		OR EXISTS (SELECT 1 FROM contents WHERE unit = ?1 AND name = 1) AND o.key = ?1
		ORDER BY t.target, o.mask LIMIT ?2`, unit[:], limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Way
	for rows.Next() {
		var w Way
		if err := rows.Scan(&w.Target, &w.Way); err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, rows.Err()
}

// parentsOf returns what holds a content; Child is the parent.
func (c *Catalog) parentsOf(ctx context.Context, unit exposure.Unit, limit int) ([]Member, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT parent, name, others, n FROM members WHERE child = ? AND parent <> child ORDER BY name, parent LIMIT ?", unit[:], limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Member
	for rows.Next() {
		var m Member
		var parent []byte
		var others []byte
		if err := rows.Scan(&parent, &m.Name, &others, &m.N); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(others, &m.Others); err != nil {
			return nil, err
		}
		copy(m.Child[:], parent)
		all = append(all, m)
	}
	return all, rows.Err()
}
