package checks

import (
	"context"
	"strconv"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/source"
)

// postgres asks a server that speaks the protocol of PostgreSQL. It lets nobody in who
// names no account.
type postgres struct{}

// Info implements [probe.Check].
func (postgres) Info() probe.Info {
	return probe.Info{
		Name: "postgres", Service: "postgres", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Parts: true,
		Asks:   "SSLRequest, then the start of a read-only session for each account that the grant names, without a password; whether the catalog and a table can be read; at depth list databases and tables with their sizes",
		Source: "postgresql.org/docs/current/protocol-message-formats.html",
	}
}

// wantsAccount is the verdict where the grant names none.
func wantsAccount() probe.Judged {
	return probe.Doubt("it wants an account; the grant names none")
}

// tellAll tells one judgement on every right of a server.
func tellAll(s *probe.Session, j probe.Judged, shown ...*probe.Evidence) {
	for _, right := range serverRights() {
		s.Told(right, j, shown...)
	}
}

// Ask implements [probe.Check].
func (postgres) Ask(ctx context.Context, s *probe.Session) error {
	if len(s.Accounts()) == 0 {
		return pgNobody(ctx, s)
	}
	for _, account := range s.Accounts() {
		refused, err := pgAccount(ctx, s, account, true)
		if err == nil && refused { // the rules for connections without TLS may be others
			_, err = pgAccount(ctx, s, account, false)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pgNobody begins a session that names no account, which no server lets happen: its
// error says that it is one.
func pgNobody(ctx context.Context, s *probe.Session) error {
	c, err := pgConnect(ctx, s, true)
	if err != nil {
		return err
	}
	defer c.Close()
	r, e, err := pgStart(ctx, c, "without an account")
	if err != nil {
		return err
	}
	if r.let || r.wants != "" { // a pooler that has an account of its own
		s.Exists(probe.Exists)
		tellAll(s, pgJudge(r, "whoever names no account"), e)
		return nil
	}
	s.Exists(probe.Exists)
	s.Runs("PostgreSQL")
	tellAll(s, wantsAccount(), e)
	return nil
}

// pgJudge judges the answer to the start of a session
// (postgresql.org/docs/current/errcodes-appendix.html).
func pgJudge(r pgReply, account string) probe.Judged {
	switch {
	case r.let && r.ready:
		return probe.Open("%s was let in without a password", account)
	case r.wants != "":
		return probe.Closed("it wants %s of %s", r.wants, account)
	case r.let && r.sqlstate == "28000":
		return probe.Suspect("no password is asked for, but there is no account %s", account)
	case r.sqlstate == "28000":
		return probe.Closed("28000: no rule of pg_hba.conf lets %s in from here", account)
	case r.sqlstate == "42501":
		return probe.Closed("42501: %s may not connect to this database", account)
	}
	return probe.Doubt("%s: it neither let %s in nor asked for a password", source.CleanCode(r.sqlstate), account)
}

// pgAccount asks for all rights in the name of one account. refused says that the rules
// for this sort of connection let it in nowhere.
func pgAccount(ctx context.Context, s *probe.Session, account string, tls bool) (refused bool, err error) {
	database := s.Target.Container
	if database == "" {
		database = "postgres"
	}
	c, r, e, err := pgSession(ctx, s, account, database, tls)
	if err != nil {
		return false, err
	}
	if r.let && r.sqlstate == "3D000" && s.Target.Container == "" { // no such database
		c.Close()
		if c, r, e, err = pgSession(ctx, s, account, "template1", tls); err != nil {
			return false, err
		}
	}
	defer c.Close()
	s.Exists(probe.Exists)
	s.Runs("PostgreSQL " + r.version)
	first := pgJudge(r, account)
	if first.Verdict != exposure.Open {
		tellAll(s, first, e)
		return tls && c.Secured() && r.sqlstate == "28000" && !r.let, nil
	}
	s.Told(exposure.RightMetadata, first, e)
	return false, pgInside(ctx, s, c, account, tls)
}

// pgSession begins a session in which nothing can be changed.
func pgSession(ctx context.Context, s *probe.Session, account, database string, tls bool) (*probe.Conn, pgReply, *probe.Evidence, error) {
	c, err := pgConnect(ctx, s, tls)
	if err != nil {
		return nil, pgReply{}, nil, err
	}
	r, e, err := pgStart(ctx, c, "of "+account, "user", account, "database", database, "application_name", "hemostat",
		"client_encoding", "UTF8", "options", "-c default_transaction_read_only=on -c statement_timeout=10000")
	if err != nil {
		c.Close()
	}
	return c, r, e, err
}

// What is asked inside. Templates and what belongs to the server itself do not count.
const (
	pgDatabases = `SELECT datname, CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_database_size(oid) END
FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname LIMIT 1000`
	pgTables = `SELECT n.nspname, c.relname, c.reltuples::bigint, pg_total_relation_size(c.oid)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ORDER BY 1, 2 LIMIT 2000`
	pgReadable = `SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'f', 'v') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') LIMIT 1`
)

// maxPgDatabases is how many databases of a server are asked one by one: for a table that
// can be read, and at depth list for their tables.
const maxPgDatabases = 50

func pgInside(ctx context.Context, s *probe.Session, c *probe.Conn, account string, tls bool) error {
	r, e, err := pgQuery(ctx, c, "databases", pgDatabases)
	if err != nil {
		return err
	}
	list := probe.Closed("%s: %s may not read the catalog", source.CleanCode(r.sqlstate), account)
	if r.sqlstate == "" {
		list = probe.Open("%s was shown %s", account, count(len(r.rows), "database"))
	}
	s.Told(exposure.RightList, list, e)
	var names []string
	for _, row := range r.rows {
		if len(row) != 2 || s.Target.Container != "" && row[0] != s.Target.Container {
			continue
		}
		if s.Depth >= exposure.List {
			s.Holds(probe.Part{Kind: "database", Name: row[0], Count: -1, Bytes: number(row[1])})
		}
		if names = append(names, row[0]); len(names) == maxPgDatabases {
			s.Note("of more than %d databases the tables were not asked for", maxPgDatabases)
			break
		}
	}
	for _, name := range names {
		if s.Depth < exposure.List && s.Verdict(exposure.RightRead) == exposure.Open {
			break
		}
		if err := pgDatabase(ctx, s, account, name, tls); err != nil {
			return err
		}
	}
	return nil
}

// pgDatabase asks one database whether a table can be read and, at depth list, for its tables.
func pgDatabase(ctx context.Context, s *probe.Session, account, name string, tls bool) error {
	c, r, e, err := pgSession(ctx, s, account, name, tls)
	if err != nil {
		return err
	}
	defer c.Close()
	if j := pgJudge(r, account); j.Verdict != exposure.Open {
		s.Told(exposure.RightRead, j, e)
		return nil
	}
	r, e, err = pgQuery(ctx, c, "whether a table can be read", pgReadable)
	if err != nil {
		return err
	}
	switch {
	case r.sqlstate != "":
		s.Told(exposure.RightRead, probe.Doubt("%s: the catalog does not say what %s may read", source.CleanCode(r.sqlstate), account), e)
	case len(r.rows) > 0:
		s.Told(exposure.RightRead, probe.Open("%s may read a table", account), e)
	default:
		s.Told(exposure.RightRead, probe.Doubt("there is no table that %s may read", account), e)
	}
	if s.Depth < exposure.List {
		return nil
	}
	if r, _, err = pgQuery(ctx, c, "tables", pgTables); err != nil {
		return err
	}
	for _, row := range r.rows {
		if len(row) == 4 && !s.Holds(probe.Part{Kind: "table", Name: name + "." + row[0] + "." + row[1], Count: number(row[2]), Bytes: number(row[3])}) {
			break
		}
	}
	return nil
}

// number reads a count, -1 where there is none.
func number(s string) int64 {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n >= 0 {
		return n
	}
	return -1
}
