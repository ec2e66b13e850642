package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/hemostat/hemostat/exposure"
)

// ReadingOf returns the last reading of an object, and false where it was not read.
func (c *Catalog) ReadingOf(ctx context.Context, object int64) (r Reading, ok bool, err error) {
	var content []byte
	var at int64
	err = c.db.QueryRowContext(ctx, "SELECT object, etag, size, content, at FROM readings WHERE object = ? ORDER BY id DESC LIMIT 1", object).
		Scan(&r.Object, &r.ETag, &r.Size, &content, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	copy(r.Content[:], content)
	r.At = moment(at)
	return r, err == nil, err
}

// Content returns a content with its members and what was not read, and false where
// none is published under that unit.
func (c *Catalog) Content(ctx context.Context, unit exposure.Unit) (x Content, ok bool, err error) {
	var hash []byte
	var dated int64
	err = c.db.QueryRowContext(ctx, "SELECT hash, size, media, document, score, why, dated, language, total_label, total_part, total_at, expanded, below, depth, cut, leaf, name FROM contents WHERE unit = ?", unit[:]).
		Scan(&hash, &x.Size, &x.Media, &x.Document, &x.Score, &x.Why, &dated, &x.Language, &x.Total.Label, &x.Total.Part, &x.Total.Offset, &x.Expanded, &x.Below, &x.Depth, &x.Cut, &x.Leaf, &x.Name)
	if errors.Is(err, sql.ErrNoRows) {
		return x, false, nil
	}
	if err != nil {
		return x, false, err
	}
	x.Unit, x.Dated = unit, moment(dated)
	copy(x.Hash[:], hash)
	if x.Members, err = c.membersOf(ctx, unit); err != nil {
		return x, false, err
	}
	x.NotRead, err = c.notReadOf(ctx, unit)
	return x, err == nil, err
}

func (c *Catalog) membersOf(ctx context.Context, unit exposure.Unit) ([]Member, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT child, n, name, others, dated FROM members WHERE parent = ? ORDER BY name, child", unit[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Member
	for rows.Next() {
		var m Member
		var child, others []byte
		var dated int64
		if err := rows.Scan(&child, &m.N, &m.Name, &others, &dated); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(others, &m.Others); err != nil {
			return nil, err
		}
		copy(m.Child[:], child)
		m.Dated = moment(dated)
		all = append(all, m)
	}
	return all, rows.Err()
}

func (c *Catalog) notReadOf(ctx context.Context, unit exposure.Unit) ([]Part, error) {
	rows, err := c.db.QueryContext(ctx, "SELECT way, reason, bytes, detail FROM not_read WHERE content = ? ORDER BY ordinal", unit[:])
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Part
	for rows.Next() {
		var p Part
		if err := rows.Scan(&p.Way, &p.Reason, &p.Bytes, &p.Detail); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}
