package checks

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/source"
)

// clickhouse asks ClickHouse by HTTP, where GET can change nothing ("The HTTP interface":
// readonly = 1). Whoever names no account is let in as the account default, or not.
type clickhouse struct{}

// Info implements [probe.Check].
func (clickhouse) Info() probe.Info {
	return probe.Info{
		Name: "clickhouse", Service: "clickhouse", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks:   "GET / with SELECT version(), the names of tables, no row of the first of them; at depth list the tables with rows and bytes",
		Source: "clickhouse.com/docs/interfaces/http; …/operations/system-tables",
	}
}

// What is asked. What belongs to the server itself does not count.
const (
	clickVersion = "SELECT version() FORMAT TSV"
	clickTables  = "SELECT database, name FROM system.tables WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') ORDER BY database, name LIMIT "
	clickParts   = "SELECT database, table, sum(rows), sum(bytes_on_disk) FROM system.parts WHERE active AND database <> 'system' GROUP BY database, table ORDER BY database, table LIMIT 4000 FORMAT TSV"
)

// Ask implements [probe.Check].
func (clickhouse) Ask(ctx context.Context, s *probe.Session) error {
	v, a, err := askService(ctx, s, "ClickHouse", clickQuestion(clickVersion))
	if err != nil {
		return err
	}
	if _, known := clickRows(a); !known {
		tellAll(s, v.refusal(a), a.Evidence)
		return nil
	}
	s.Exists(probe.Exists)
	s.Runs("ClickHouse")
	first := v.clickJudge(a, "the version")
	s.Told(exposure.RightMetadata, first, a.Evidence)
	if first.Verdict != exposure.Open {
		tellAll(s, first, a.Evidence)
		return nil
	}
	if a, err = v.ask(ctx, clickQuestion(clickTables+map[bool]string{true: "4000", false: "1"}[s.Depth >= exposure.List]+" FORMAT TSV")); err != nil {
		return err
	}
	s.Told(exposure.RightList, v.clickJudge(a, "the list of tables"), a.Evidence)
	rows, _ := clickRows(a)
	if len(rows) == 0 || len(rows[0]) != 2 {
		s.Told(exposure.RightRead, probe.Doubt("there is no table that could be asked"), a.Evidence)
		return nil
	}
	quote := func(name string) string {
		return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`").Replace(name) + "`"
	}
	if a, err = v.ask(ctx, clickQuestion("SELECT * FROM "+quote(rows[0][0])+"."+quote(rows[0][1])+" LIMIT 0 FORMAT TSV")); err != nil {
		return err
	}
	s.Told(exposure.RightRead, v.clickJudge(a, "no row of a table"), a.Evidence)
	if s.Depth < exposure.List {
		return nil
	}
	return v.clickHolds(ctx, rows)
}

func clickQuestion(sql string) probe.Question {
	return probe.Question{URL: "/?query=" + strings.ReplaceAll(url.QueryEscape(sql), "+", "%20"), Limit: 2 << 20}
}

// clickRows reads an answer of ClickHouse: rows of texts between tabs, or none of a refusal.
func clickRows(a *probe.Answer) (rows [][]string, known bool) {
	known = a.Header.Get("X-Clickhouse-Server-Display-Name") != "" || a.Header.Get("X-Clickhouse-Query-Id") != "" || a.Header.Get("X-Clickhouse-Exception-Code") != ""
	if !known || a.Status != http.StatusOK || !a.Whole {
		return nil, known
	}
	unescape := strings.NewReplacer(`\t`, "\t", `\n`, "\n", `\\`, `\`, `\'`, `'`)
	for line := range strings.Lines(string(a.Body)) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		for i := range row {
			row[i] = unescape.Replace(row[i])
		}
		rows = append(rows, row)
	}
	return rows, true
}

// clickJudge judges an answer by its status, or by the code of an exception.
func (v *service) clickJudge(a *probe.Answer, what string) probe.Judged {
	code := a.Header.Get("X-Clickhouse-Exception-Code")
	if code == "" && strings.HasPrefix(string(a.Body), "Code: ") {
		code, _, _ = strings.Cut(strings.TrimPrefix(string(a.Body), "Code: "), ",")
		code, _, _ = strings.Cut(code, ".")
	}
	switch code = source.CleanCode(code); {
	case code == "" && a.Status == http.StatusOK:
		return probe.Open("%s was answered to whoever gave no password", what)
	case code == "192", code == "193", code == "194", code == "195", code == "516": // src/Common/ErrorCodes.cpp
		return probe.Closed("code %s: it wants an account or a password", code)
	case code == "497", code == "164", code == "291":
		return probe.Closed("code %s: %s is refused to whoever gives no password", code, what)
	case code != "":
		return probe.Doubt("code %s: %s was not answered", code, what)
	}
	return v.refusal(a)
}

func (v *service) clickHolds(ctx context.Context, tables [][]string) error {
	a, err := v.ask(ctx, clickQuestion(clickParts))
	if err != nil {
		return err
	}
	sizes := map[string][]string{}
	rows, _ := clickRows(a)
	for _, row := range rows {
		if len(row) == 4 {
			sizes[row[0]+"."+row[1]] = row[2:]
		}
	}
	for _, table := range tables {
		if len(table) != 2 {
			continue
		}
		p := probe.Part{Kind: "table", Name: table[0] + "." + table[1], Count: -1, Bytes: -1}
		if size := sizes[p.Name]; size != nil {
			p.Count, p.Bytes = number(size[0]), number(size[1])
		}
		if !v.s.Holds(p) {
			break
		}
	}
	return nil
}
