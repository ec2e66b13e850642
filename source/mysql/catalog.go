package mysql

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/source/internal/tables"
)

// literal writes a text of SQL; sql_mode is NO_BACKSLASH_ESCAPES.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// exact writes a text that is compared byte by byte, whatever the schema's collation.
func exact(s string) string { return "CAST(" + literal(s) + " AS BINARY)" }

// quoted writes the name of a database, table or column for SQL.
func quoted(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

func qualified(p tables.Place) string { return quoted(p.Database) + "." + quoted(p.Table) }

// nextDatabase is the first database behind a name.
func nextDatabase(after string) string {
	return `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys', 'ndbinfo')
AND CAST(SCHEMA_NAME AS BINARY) > ` + exact(after) + " ORDER BY CAST(SCHEMA_NAME AS BINARY) LIMIT 1"
}

// ownDatabase is that of the server itself, if the account has a right to it.
const ownDatabase = "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'mysql' LIMIT 1"

// within compares the schema twice: the first lets the server look at one alone, the
// second minds capitals.
func within(database string) string {
	return "TABLE_SCHEMA = " + literal(database) + " AND CAST(TABLE_SCHEMA AS BINARY) = " + exact(database)
}

// withinTable is the same of one table.
func withinTable(p tables.Place) string {
	return within(p.Database) + " AND TABLE_NAME = " + literal(p.Table) + " AND CAST(TABLE_NAME AS BINARY) = " + exact(p.Table)
}

// listTables asks for tables and views behind a marker; one that names a part begins with
// its own table.
func listTables(m tables.Marker, most int) string {
	compare := ">"
	if m.Part != nil {
		compare = ">="
	}
	return fmt.Sprintf(`SELECT TABLE_NAME, TABLE_TYPE, ENGINE, DATA_LENGTH FROM information_schema.TABLES
WHERE %s AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') AND CAST(TABLE_NAME AS BINARY) %s %s ORDER BY CAST(TABLE_NAME AS BINARY) LIMIT %d`,
		within(m.Database), compare, exact(m.Table), most)
}

// listReadable asks which tables have a column that the account may read, from one table
// to another.
func listReadable(database, first, last string) string {
	return fmt.Sprintf(`SELECT DISTINCT TABLE_NAME FROM information_schema.COLUMNS
WHERE %s AND FIND_IN_SET('select', PRIVILEGES) AND CAST(TABLE_NAME AS BINARY) BETWEEN %s AND %s`, within(database), exact(first), exact(last))
}

// readsAll tells whether the account may read each table of the server. Only its own rights are
// looked at, whose name is the one that the server found for it, not those of a role of it.
const readsAll = `SELECT 1 FROM (SELECT CURRENT_USER() AS name, SUBSTRING_INDEX(CURRENT_USER(), '@', -1) AS host) me, information_schema.USER_PRIVILEGES u
WHERE u.PRIVILEGE_TYPE = 'SELECT' AND CAST(u.GRANTEE AS BINARY) =
CAST(CONCAT('''', LEFT(me.name, CHAR_LENGTH(me.name) - CHAR_LENGTH(me.host) - 1), '''@''', me.host, '''') AS BINARY) LIMIT 1`

// exceptions tells whether a right to all may be taken back for one database
// (dev.mysql.com/doc/refman/8.4/en/partial-revokes.html).
const exceptions = "SHOW VARIABLES WHERE Variable_name = 'partial_revokes' AND Value = 'ON'"

// kindOfTable asks for the type and engine of one table.
func kindOfTable(p tables.Place) string {
	return "SELECT TABLE_TYPE, ENGINE FROM information_schema.TABLES WHERE " + withinTable(p)
}

// listColumns asks for the columns of a table that the account may read.
func listColumns(p tables.Place) string {
	return "SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE " + withinTable(p) +
		" AND FIND_IN_SET('select', PRIVILEGES) ORDER BY ORDINAL_POSITION"
}

// primary asks for the first column of the primary key and its type.
func primary(p tables.Place) string {
	return `SELECT s.COLUMN_NAME, c.DATA_TYPE FROM (SELECT COLUMN_NAME FROM information_schema.STATISTICS WHERE ` + withinTable(p) +
		` AND INDEX_NAME = 'PRIMARY' AND SEQ_IN_INDEX = 1) s JOIN (SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE ` + withinTable(p) +
		`) c ON c.COLUMN_NAME = s.COLUMN_NAME LIMIT 1`
}

// A table is a row of [listTables].
type table struct {
	tables.Place
	kind     string // TABLE_TYPE
	engine   string
	bytes    int64
	readable bool
	by       []*session // of the accounts that may read it
	same     bool       // a view, of which all that it shows is listed and can be read
}

// mostSize is more bytes than any table has, and far from where sums with it would turn over.
const mostSize = 1 << 60

func readTable(database string, row []string) table {
	t := table{Place: tables.Place{Database: database, Table: row[0]}, kind: row[1], engine: strings.ToUpper(row[2])}
	bytes, _ := strconv.ParseInt(row[3], 10, 64)
	t.bytes = min(max(bytes, 0), mostSize)
	return t
}

// view is the TABLE_TYPE of one, and versioned that of a table that keeps what it was
// (mariadb.com/kb/en/system-versioned-tables).
const (
	view      = "VIEW"
	versioned = "SYSTEM VERSIONED"
)

// elsewhere reports whether the rows stand at another server or in a file of the machine.
func elsewhere(engine string) bool {
	switch engine {
	case "FEDERATED", "CONNECT", "SPIDER", "SPHINX", "S3", "OQGRAPH":
		return true
	}
	return false
}

// merges reports whether a table is made of others.
func merges(engine string) bool { return engine == "MRG_MYISAM" || engine == "MERGE" }

// locksWhole reports whether writers wait for as long as a SELECT of rows takes, which is as
// long as they are wanted.
func locksWhole(engine string) bool {
	return engine == "MYISAM" || engine == "ARIA" || engine == "MEMORY"
}

// whole reports whether a type of columns is that of whole numbers.
func whole(dataType string) bool {
	switch strings.ToLower(dataType) {
	case "tinyint", "smallint", "mediumint", "int", "bigint":
		return true
	}
	return false
}

// shown writes a column so that its text says all: what has no text of its own is given
// the one that the server makes of it.
func shown(name, dataType string) string {
	switch strings.ToLower(dataType) {
	case "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon", "geometrycollection", "geomcollection":
		return "ST_AsText(" + quoted(name) + ")"
	case "bit":
		return quoted(name) + " + 0"
	}
	return quoted(name)
}

// rowsOf selects the rows of an object.
func rowsOf(p tables.Place, kind string, columns []string) string {
	history := ""
	if kind == versioned {
		history = " FOR SYSTEM_TIME ALL"
	}
	sql := "SELECT " + strings.Join(columns, ", ") + " FROM " + qualified(p) + history
	if p.Part == nil {
		return sql
	}
	by := quoted(p.Part.By)
	var bounds []string
	if !p.Part.Start {
		bounds = append(bounds, fmt.Sprintf("%s >= %d", by, p.Part.From))
	}
	if !p.Part.End {
		bounds = append(bounds, fmt.Sprintf("%s < %d", by, p.Part.To))
	}
	if len(bounds) > 0 {
		sql += " WHERE " + strings.Join(bounds, " AND ")
	}
	return sql
}
