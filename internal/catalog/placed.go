package catalog

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"iter"

	"github.com/hemostat/hemostat/exposure"
)

// A Placed is one place of a content of which the ledger has keys.
type Placed struct {
	Unit   exposure.Unit
	Within exposure.Unit // the container in which it stands; zero for an object of a target
	Place
	// Scattered says that so many places of the same content are in the container that they were not noted.
	Scattered bool
	// Inside says that the content is meant itself, with the tables in it.
	Inside bool
}

// Placed yields the places of contents with keys, in no order.
func (v *View) Placed(ctx context.Context) iter.Seq2[Placed, error] {
	return func(yield func(Placed, error) bool) {
		c := climber{conn: v.conn, of: map[climbed][]Placed{}}
		more, err := c.objects(ctx, yield)
		if err == nil && more {
			more, err = c.members(ctx, yield)
		}
		if err == nil && more {
			err = c.inside(ctx, yield)
		}
		if err != nil {
			yield(Placed{}, fmt.Errorf("reading where contents stand: %w", err))
		}
	}
}

// A climber finds places. A container that holds nothing else stands for what it holds: customers.csv.gz
// beside orders.csv.gz.
type climber struct {
	conn *sql.Conn
	of   map[climbed][]Placed // of containers that hold one thing
}

// climbed is a container and how many more may be gone through.
type climbed struct {
	unit   exposure.Unit
	climbs int
}

// mostClimbs is through how many such containers.
const mostClimbs = 4

// The questions: of contents with keys, and of one container.
const (
	keyed       = " WHERE c.keyed > 0"
	ofOne       = " WHERE c.unit = ?"
	inTarget    = `SELECT c.unit, o.place FROM contents c JOIN readings r ON r.content = c.unit JOIN objects o ON o.id = r.object AND o.place IS NOT NULL`
	inContainer = `SELECT c.unit, m.parent, m.places, m.n = 1 AND p.leaf = 0 AND
			NOT EXISTS (SELECT 1 FROM members x WHERE x.parent = m.parent AND x.child <> m.child)
		FROM contents c JOIN members m ON m.child = c.unit JOIN contents p ON p.unit = m.parent AND m.places IS NOT NULL`
)

func (c *climber) objects(ctx context.Context, yield func(Placed, error) bool) (more bool, err error) {
	rows, err := c.conn.QueryContext(ctx, inTarget+keyed)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		p, ok, err := scanObject(rows)
		if err != nil {
			return false, err
		}
		if ok && !yield(p, nil) {
			return false, nil
		}
	}
	return true, rows.Err()
}

func scanObject(rows *sql.Rows) (p Placed, ok bool, err error) {
	var unit, place sql.RawBytes
	if err := rows.Scan(&unit, &place); err != nil {
		return p, false, err
	}
	copy(p.Unit[:], unit)
	p.Place, ok = placeFrom(place)
	return p, ok, nil
}

// A held is a content in one container.
type held struct {
	unit, parent exposure.Unit
	places       []Place
	scattered    bool
	alone        bool
}

func (c *climber) members(ctx context.Context, yield func(Placed, error) bool) (more bool, err error) {
	rows, err := c.conn.QueryContext(ctx, inContainer+keyed)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		h, err := scanHeld(rows)
		if err != nil {
			return false, err
		}
		list, err := c.placed(ctx, h, mostClimbs)
		if err != nil {
			return false, err
		}
		for _, p := range list {
			if !yield(p, nil) {
				return false, nil
			}
		}
	}
	return true, rows.Err()
}

// inside yields the contents in which tables are named.
func (c *climber) inside(ctx context.Context, yield func(Placed, error) bool) error {
	rows, err := c.conn.QueryContext(ctx, "SELECT unit FROM contents WHERE keyed > 1")
	if err != nil {
		return err
	}
	defer rows.Close()
	var unit sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&unit); err != nil {
			return err
		}
		p := Placed{Unit: exposure.Unit(unit), Within: exposure.Unit(unit), Inside: true}
		p.Folder = folderIn(p.Unit, 0)
		if !yield(p, nil) {
			return nil
		}
	}
	return rows.Err()
}

func scanHeld(rows *sql.Rows) (h held, err error) {
	var unit, parent, places sql.RawBytes
	if err := rows.Scan(&unit, &parent, &places, &h.alone); err != nil {
		return h, err
	}
	copy(h.unit[:], unit)
	copy(h.parent[:], parent)
	h.places, h.scattered = placesFrom(places)
	return h, nil
}

// placed returns the places that one container gives.
func (c *climber) placed(ctx context.Context, h held, climbs int) (list []Placed, err error) {
	if h.scattered {
		return []Placed{{Unit: h.unit, Within: h.parent, Scattered: true}}, nil
	}
	if !h.alone || climbs == 0 {
		for _, p := range h.places {
			p.Folder = folderIn(h.parent, p.Folder)
			list = append(list, Placed{Unit: h.unit, Within: h.parent, Place: p})
		}
		return list, nil
	}
	outer, err := c.container(ctx, h.parent, climbs-1)
	if err != nil {
		return nil, err
	}
	for _, o := range outer {
		for _, p := range h.places {
			o.Unit = h.unit
			named := o.Place
			if p.Of != exposure.OfRow || o.Of == exposure.OfRow {
				named = p
			}
			o.Of, o.Words = named.Of, named.Words
			list = append(list, o)
		}
	}
	return list, nil
}

// container returns the places of a container.
func (c *climber) container(ctx context.Context, unit exposure.Unit, climbs int) ([]Placed, error) {
	if list, ok := c.of[climbed{unit, climbs}]; ok {
		return list, nil
	}
	var list []Placed
	err := c.each(ctx, inTarget+ofOne, unit, func(rows *sql.Rows) error {
		p, ok, err := scanObject(rows)
		if ok {
			list = append(list, p)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var in []held
	err = c.each(ctx, inContainer+ofOne, unit, func(rows *sql.Rows) error {
		h, err := scanHeld(rows)
		in = append(in, h)
		return err
	})
	for _, h := range in {
		var more []Placed
		if err == nil {
			more, err = c.placed(ctx, h, climbs)
		}
		list = append(list, more...)
	}
	if err != nil {
		return nil, err
	}
	if len(c.of) == mostContainers {
		clear(c.of)
	}
	c.of[climbed{unit, climbs}] = list
	return list, nil
}

// mostContainers bounds those whose places are remembered.
const mostContainers = 1 << 10

func (c *climber) each(ctx context.Context, query string, unit exposure.Unit, f func(*sql.Rows) error) error {
	rows, err := c.conn.QueryContext(ctx, query, unit[:])
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// folderIn is a folder of a container.
func folderIn(container exposure.Unit, folder uint64) uint64 {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(container[:], folder))
	return binary.BigEndian.Uint64(sum[:])
}
