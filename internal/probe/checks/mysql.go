package checks

import (
	"context"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/source"
)

// mysql asks a server that speaks the protocol of MySQL and MariaDB. It lets nobody in
// who names no account.
type mysql struct{}

// Info implements [probe.Check].
func (mysql) Info() probe.Info {
	return probe.Info{
		Name: "mysql", Service: "mysql", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Parts: true,
		Asks:   "the greeting, then a sign-in for each account that the grant names, without a password; whether databases and a table can be read; at depth list databases and tables with their sizes",
		Source: "dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html; mariadb.com/kb/en/clientserver-protocol",
	}
}

func itoa(n int) string { return strconv.Itoa(n) }

// Ask implements [probe.Check].
func (mysql) Ask(ctx context.Context, s *probe.Session) error {
	if len(s.Accounts()) == 0 {
		m, g, e, err := myGreet(ctx, s)
		if err != nil {
			return err
		}
		defer m.Close()
		if g.refused == 0 {
			tellAll(s, wantsAccount(), e)
		}
		return nil
	}
	for _, account := range s.Accounts() {
		if err := myAccount(ctx, s, account); err != nil {
			return err
		}
	}
	return nil
}

// myGreet connects and takes the greeting. An error in place of one is judged.
func myGreet(ctx context.Context, s *probe.Session) (*myConn, myGreeting, *probe.Evidence, error) {
	c, err := s.Dial(ctx, false)
	if err != nil {
		return nil, myGreeting{}, nil, err
	}
	m := &myConn{Conn: c}
	var g myGreeting
	e, err := m.Exchange(ctx, "mysql greeting", nil, func() (answer string, err error) {
		g, answer, err = readMyGreeting(m)
		return answer, err
	})
	if err != nil {
		c.Close()
		return nil, g, nil, err
	}
	s.Exists(probe.Exists)
	if version, ok := strings.CutPrefix(g.version, "5.5.5-"); ok || strings.Contains(version, "MariaDB") { // so it says to old clients
		s.Runs("MariaDB " + version)
	} else if g.version != "" {
		s.Runs("MySQL " + g.version)
	}
	if g.refused != 0 {
		tellAll(s, myJudge(g.refused, "anybody"), e)
	}
	return m, g, e, nil
}

// myJudge judges an error (dev.mysql.com/doc/mysql-errors, "Server Error Message Reference").
func myJudge(code int, account string) probe.Judged {
	switch code {
	case 1044, 1045, 1698:
		return probe.Closed("%d: it refuses %s without a password", code, account)
	case 1130:
		return probe.Closed("1130: it lets nobody in from here")
	case 1142, 1227:
		return probe.Closed("%d: %s may not do that", code, account)
	}
	return probe.Doubt("error %d, which does not tell whether %s is let in", code, account)
}

func myAccount(ctx context.Context, s *probe.Session, account string) error {
	m, g, _, err := myGreet(ctx, s)
	if err != nil || g.refused != 0 {
		return err
	}
	defer m.Close()
	login, head := myLogin(account, g.tls)
	if g.tls {
		if _, err := m.Exchange(ctx, "mysql SSLRequest", m.frame(head), func() (string, error) { return "TLS", nil }); err != nil {
			return err
		}
		if err := m.StartTLS(ctx); err != nil {
			return err
		}
	}
	r, e, err := mySay(ctx, m, "mysql sign-in of "+account+" without a password", login)
	if err != nil {
		return err
	}
	if r.plugin == "mysql_native_password" || r.plugin == "caching_sha2_password" {
		nothing := []byte{}
		if r.plugin == "caching_sha2_password" {
			nothing = []byte{0} // as that plugin's clients say it
		}
		if r, e, err = mySay(ctx, m, "mysql sign-in of "+account+" without a password, the other way", nothing); err != nil {
			return err
		}
	}
	switch {
	case r.in:
		s.Told(exposure.RightMetadata, probe.Open("%s was let in without a password", account), e)
		return myInside(ctx, s, m, account)
	case r.code != 0:
		tellAll(s, myJudge(r.code, account), e)
	case r.more:
		tellAll(s, probe.Closed("it wants a password of %s", account), e)
	default:
		tellAll(s, probe.Closed("it wants %s to sign in by %s", account, source.CleanCode(r.plugin)), e)
	}
	return nil
}

func mySay(ctx context.Context, m *myConn, what string, body []byte) (r myReply, e *probe.Evidence, err error) {
	e, err = m.Exchange(ctx, what, m.frame(body), func() (answer string, err error) {
		r, answer, err = readMyReply(m)
		return answer, err
	})
	return r, e, err
}

// What is asked inside. Schemas of the server itself do not count.
const (
	myReadOnly  = "SET SESSION TRANSACTION READ ONLY"
	myDatabases = "SHOW DATABASES"
	myReadable  = `SELECT 1 FROM (SELECT grantee, privilege_type FROM information_schema.user_privileges
UNION ALL SELECT grantee, privilege_type FROM information_schema.schema_privileges
UNION ALL SELECT grantee, privilege_type FROM information_schema.table_privileges) p
WHERE privilege_type = 'SELECT' AND grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') LIMIT 1`
	myTables = `SELECT table_schema, table_name, table_rows, data_length + index_length FROM information_schema.tables
WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY 1, 2 LIMIT 4000`
)

func myInside(ctx context.Context, s *probe.Session, m *myConn, account string) error {
	if _, _, err := myQuery(ctx, m, "nothing can be changed", myReadOnly); err != nil {
		return err
	}
	databases, e, err := myQuery(ctx, m, "databases", myDatabases)
	if err != nil {
		return err
	}
	list := probe.Open("%s was shown %s", account, count(len(databases.rows), "database"))
	if databases.code != 0 {
		list = myJudge(databases.code, account)
	}
	s.Told(exposure.RightList, list, e)
	r, e, err := myQuery(ctx, m, "whether a table can be read", myReadable)
	if err != nil {
		return err
	}
	read := probe.Doubt("no right of %s to read a table is written down; a role may have one", account)
	switch {
	case r.code != 0:
		read = myJudge(r.code, account)
	case len(r.rows) > 0:
		read = probe.Open("%s has the right to read a table", account)
	}
	s.Told(exposure.RightRead, read, e)
	if s.Depth < exposure.List {
		return nil
	}
	return myHolds(ctx, s, m, databases)
}

func myHolds(ctx context.Context, s *probe.Session, m *myConn, databases myRows) error {
	wanted := func(name string) bool {
		switch name {
		case "information_schema", "mysql", "performance_schema", "sys":
			return false
		}
		return s.Target.Container == "" || s.Target.Container == name
	}
	for _, row := range databases.rows {
		if wanted(row[0]) && !s.Holds(probe.Part{Kind: "database", Name: row[0], Count: -1, Bytes: -1}) {
			return nil
		}
	}
	tables, _, err := myQuery(ctx, m, "tables", myTables)
	if err != nil {
		return err
	}
	for _, row := range tables.rows {
		if len(row) == 4 && wanted(row[0]) && !s.Holds(probe.Part{Kind: "table", Name: row[0] + "." + row[1], Count: number(row[2]), Bytes: number(row[3])}) {
			return nil
		}
	}
	return nil
}
