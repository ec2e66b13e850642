package catalog

import (
	"context"

	"github.com/hemostat/hemostat/exposure"
)

// A NotReadSum counts what was not read for one reason.
type NotReadSum struct {
	Reason exposure.Reason
	Parts  int64
	Bytes  int64
	// Whole counts those of the parts that are objects, InPart those of which
	// something was read.
	Whole, InPart int64
}

// reached says whether at least one way leads to the content of a row n of
// not_read, once [countWays] has filled its table.
const reached = `(EXISTS (SELECT 1 FROM readings WHERE content = n.content) OR EXISTS (SELECT 1 FROM temp.ways WHERE unit = n.content)
	OR EXISTS (SELECT 1 FROM contents WHERE unit = n.content AND name = 1))`

// unread are the rows of not_read that count: at least one way leads to their
// content. The first row of an object's own bytes stands for the object, all others
// for parts within one. Something of a part was read where the content that was made
// of it has a text or members. A member that says of itself what its container says of it is
// one part.
const unread = `SELECT n.*, n.way = '' AND EXISTS (SELECT 1 FROM readings WHERE content = n.content)
		AND NOT EXISTS (SELECT 1 FROM not_read WHERE content = n.content AND way = '' AND ordinal < n.ordinal) AS whole,
	EXISTS (SELECT 1 FROM contents c WHERE c.unit = CASE WHEN n.way = '' THEN n.content ELSE n.member END AND c.size > 0
		AND (c.leaf = 1 OR EXISTS (SELECT 1 FROM members WHERE parent = c.unit))) AS in_part
	FROM not_read n WHERE ` + reached + `
	AND NOT EXISTS (SELECT 1 FROM not_read m WHERE m.content = n.member AND m.way = '' AND m.reason = n.reason)`

// NotReadSums returns what was not read by reason: whole objects, and parts of
// contents once for each distinct content to which at least one way leads.
func (v *View) NotReadSums(ctx context.Context) ([]NotReadSum, error) {
	rows, err := v.conn.QueryContext(ctx, `SELECT reason, sum(n), sum(bytes), sum(whole), sum(in_part) FROM (
		SELECT reason, count(*) AS n, sum(max(size, 0)) AS bytes, count(*) AS whole, 0 AS in_part FROM objects WHERE state IN (2, 3) GROUP BY reason
		UNION ALL SELECT reason, count(*), sum(bytes), sum(whole), sum(in_part) FROM (`+unread+`) GROUP BY reason)
		GROUP BY reason ORDER BY reason`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []NotReadSum
	for rows.Next() {
		var s NotReadSum
		if err := rows.Scan(&s.Reason, &s.Parts, &s.Bytes, &s.Whole, &s.InPart); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

// NotReadParts returns up to limit parts that were not read, objects first, of
// those that [View.NotReadSums] counts.
func (v *View) NotReadParts(ctx context.Context, limit int) ([]Part, error) {
	parts, err := v.parts(ctx, `SELECT t.target || '/' || o.mask, o.reason, max(o.size, 0), o.detail FROM objects o JOIN targets t ON t.id = o.target
		WHERE o.state IN (2, 3) ORDER BY o.reason, o.mask LIMIT ?`, limit)
	if err != nil || len(parts) >= limit {
		return parts, err
	}
	members, err := v.partsOfContents(ctx, limit-len(parts))
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		ways, err := v.catalog.Ways(ctx, m.unit, 1)
		if err != nil {
			return nil, err
		}
		if len(ways) > 0 {
			m.Way = ways[0].Target + "/" + ways[0].Way + m.Way
		}
		parts = append(parts, m.Part)
	}
	return parts, nil
}

// partOf is a part of the content that is named by a unit.
type partOf struct {
	unit exposure.Unit
	Part
}

func (v *View) partsOfContents(ctx context.Context, limit int) ([]partOf, error) {
	rows, err := v.conn.QueryContext(ctx, `SELECT content, way, reason, bytes, detail, whole, in_part FROM (`+unread+`)
		ORDER BY reason, content, ordinal LIMIT ?`, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []partOf
	for rows.Next() {
		var m partOf
		var unit []byte
		if err := rows.Scan(&unit, &m.Way, &m.Reason, &m.Bytes, &m.Detail, &m.Whole, &m.InPart); err != nil {
			return nil, err
		}
		copy(m.unit[:], unit)
		all = append(all, m)
	}
	return all, rows.Err()
}

// parts are objects of which nothing was read.
func (v *View) parts(ctx context.Context, query string, args ...any) ([]Part, error) {
	rows, err := v.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Part
	for rows.Next() {
		p := Part{Whole: true}
		if err := rows.Scan(&p.Way, &p.Reason, &p.Bytes, &p.Detail); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}
