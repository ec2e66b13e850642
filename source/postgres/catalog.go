package postgres

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// nextDatabase is the first database behind a name. Names are compared byte by byte.
func nextDatabase(after string) string {
	return "SELECT datname FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate AND datname > " +
		literal(after) + "::pg_catalog.name ORDER BY datname LIMIT 1"
}

// largeObjects tells whether the database has any.
const largeObjects = "SELECT 1 FROM pg_catalog.pg_largeobject_metadata LIMIT 1"

// relations are what can hold rows, and whether one of the accounts may read at least one
// column. tree leads from each partitioned table to all below it; whole are those that an account
// may read while a partition is closed to all, and that need no other server; behind leads from
// each view to all that it reads; hidden are the views that show what is closed.
const relations = `WITH RECURSIVE role AS (SELECT oid FROM pg_catalog.pg_roles WHERE rolname IN (%s)
), rel AS (
 SELECT c.oid, c.relkind, c.relname, n.nspname, a.amname,
  EXISTS (SELECT 1 FROM role WHERE pg_catalog.has_schema_privilege(role.oid, n.oid, 'USAGE') AND pg_catalog.has_any_column_privilege(role.oid, c.oid, 'SELECT')) AS readable
 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
 WHERE c.relkind IN ('r', 'p', 'm', 'f', 'v')
), tree(root, oid) AS (
 SELECT oid, oid FROM rel WHERE relkind = 'p' AND oid NOT IN (SELECT inhrelid FROM pg_catalog.pg_inherits)
 UNION SELECT t.root, i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.oid
), whole AS (
 SELECT t.root FROM tree t JOIN rel r ON r.oid = t.root JOIN rel leaf ON leaf.oid = t.oid
 GROUP BY t.root HAVING bool_and(r.readable) AND NOT bool_and(leaf.readable OR leaf.relkind = 'p') AND NOT bool_or(leaf.relkind = 'f')
), behind(view, oid) AS (
 SELECT r.ev_class, d.refobjid FROM pg_catalog.pg_rewrite r JOIN rel v ON v.oid = r.ev_class AND v.relkind = 'v'
 JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
 UNION SELECT b.view, d.refobjid FROM behind b JOIN rel v ON v.oid = b.oid AND v.relkind = 'v' JOIN pg_catalog.pg_rewrite r ON r.ev_class = b.oid
 JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
), hidden AS (
 SELECT b.view FROM behind b JOIN rel r ON r.oid = b.oid GROUP BY b.view HAVING NOT bool_and(r.readable) AND NOT bool_or(r.relkind = 'f')
)
SELECT r.nspname, r.relname, r.relkind, r.readable, pg_catalog.current_setting('server_version_num'), r.amname, %s
FROM rel r WHERE (r.relkind IN ('r', 'm', 'f') AND r.oid NOT IN (SELECT t.oid FROM tree t JOIN whole w ON w.root = t.root)
 OR r.relkind = 'p' AND r.oid IN (SELECT root FROM whole) OR r.relkind = 'v' AND r.readable AND r.oid IN (SELECT view FROM hidden))
AND %s AND (r.nspname, r.relname) %s (%s::pg_catalog.name, %s::pg_catalog.name)
ORDER BY r.nspname, r.relname LIMIT %d`

// The sizes of a relation in blocks, and in bytes with what is stored apart. To measure
// needs a lock that a change of the table's form keeps away; what the last ANALYZE saw
// needs none.
const (
	measured = `pg_catalog.pg_relation_size(r.oid) / pg_catalog.current_setting('block_size')::bigint, pg_catalog.pg_table_size(r.oid)`
	recorded = `(SELECT relpages FROM pg_catalog.pg_class WHERE oid = r.oid), (SELECT relpages FROM pg_catalog.pg_class WHERE oid = r.oid) * pg_catalog.current_setting('block_size')::bigint`
)

// The schemas that count.
const (
	ownSchemas  = `r.nspname <> 'information_schema' AND r.nspname !~ '^pg_'`
	pgCatalog   = `r.nspname = 'pg_catalog'`
	catalogOnly = "pg_catalog."
)

// listRelations asks for relations behind a marker; one that names a part begins with its
// own table.
func (s *Source) listRelations(m tables.Marker, roles []string, sizes string) string {
	schemas, compare := ownSchemas, ">"
	if strings.HasPrefix(s.target.Prefix, catalogOnly) {
		schemas = pgCatalog
	}
	if m.Part != nil {
		compare = ">="
	}
	return fmt.Sprintf(relations, strings.Join(roles, ", "), sizes, schemas, compare, literal(m.Schema), literal(m.Table), s.pageSize+1)
}

// A relation is a row of [relations].
type relation struct {
	tables.Place
	kind     string // pg_class.relkind
	readable bool
	pages    int64 // blocks that can be asked for by their number; 0 where that would cost as much as all
	bytes    int64
}

// tidRanges is the version from which on a range of blocks is read by itself
// (postgresql.org/docs/release/14.0, "Allow … TID Range Scan").
const tidRanges = 14_00_00

// readRelation reads a row of [relations].
func readRelation(database string, row []string) (r relation, ok bool) {
	if len(row) != 8 {
		return relation{}, false
	}
	r = relation{Place: tables.Place{Database: database, Schema: row[0], Table: row[1]}, kind: row[2], readable: row[3] == "t"}
	version, _ := strconv.Atoi(row[4])
	if version >= tidRanges && row[5] == "heap" && (r.kind == "r" || r.kind == "m") {
		r.pages, r.bytes = size(row[6]), size(row[7])
	}
	return r, r.Schema != "" && r.Table != "" && max(len(r.Schema), len(r.Table)) <= tables.LongestName
}

// mostSize is more than any table has, in blocks (their numbers have 32 bits) and in bytes, and
// far from where sums with it would turn over.
const mostSize = 1 << 60

// size reads how large a server says that something is, from 0 to mostSize.
func size(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return min(max(n, 0), mostSize)
}

// width is how many blocks a part of r has.
func (r relation) width(partBytes int64) int64 {
	parts := r.bytes/partBytes + 1
	return max(1, (r.pages+parts-1)/parts)
}

// columns asks what a table is, which of its columns the account may read, how many these
// are and how many there are.
func columns(p tables.Place) string {
	const may = `pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')`
	return fmt.Sprintf(`SELECT c.relkind, string_agg(CASE WHEN `+may+` THEN pg_catalog.quote_ident(a.attname) END, ', ' ORDER BY a.attnum), count(CASE WHEN `+may+` THEN 1 END), count(a.attnum), pg_catalog.current_setting('server_version_num')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = %s::pg_catalog.name AND c.relname = %s::pg_catalog.name AND c.relkind IN ('r', 'p', 'm', 'v') GROUP BY c.relkind`, literal(p.Schema), literal(p.Table))
}

// rowsOf selects the rows of an object.
func rowsOf(p tables.Place, kind, columns string) string {
	only := ""
	if kind == "r" { // tables that inherit from it are objects of their own
		only = "ONLY "
	}
	sql := "SELECT " + columns + " FROM " + only + qualified(p)
	if p.Part == nil {
		return sql
	}
	var bounds []string
	if !p.Part.Start {
		bounds = append(bounds, fmt.Sprintf("ctid >= '(%d,0)'::pg_catalog.tid", p.Part.From))
	}
	if !p.Part.End {
		bounds = append(bounds, fmt.Sprintf("ctid < '(%d,0)'::pg_catalog.tid", p.Part.To))
	}
	if len(bounds) == 0 {
		return sql
	}
	return sql + " WHERE " + strings.Join(bounds, " AND ")
}
