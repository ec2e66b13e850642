package checks

import (
	"context"
	"net/http"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// influxdb asks InfluxDB by the queries of its first version, which the second one takes
// with a token alone. Its version is everybody's.
var influxdb = webService{
	service: "influxdb", title: "InfluxDB",
	asks:   "GET /ping, /query of SHOW DIAGNOSTICS, SHOW DATABASES and one row of a measurement that nothing has; at depth list the databases",
	source: "docs.influxdata.com/influxdb/v1/tools/api",
	first:  "/ping",
	known: func(a *probe.Answer) (string, bool) {
		version := a.Header.Get("X-Influxdb-Version")
		return "InfluxDB " + strings.TrimPrefix(version, "v"), version != ""
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/query?q=SHOW+DIAGNOSTICS", closed: influxRefusal, shows: func(a *probe.Answer) (string, bool) {
			r, ok := influxSays(a)
			return "the server told its state to whoever gave no password", ok && len(r.Series) > 0
		}},
		{rights: []exposure.Right{exposure.RightList}, path: "/query?q=SHOW+DATABASES", closed: influxRefusal, shows: func(a *probe.Answer) (string, bool) {
			_, ok := influxSays(a)
			return "the databases were listed to whoever gave no password", ok
		}},
		{rights: []exposure.Right{exposure.RightRead}, path: "/query?db=_internal&q=SELECT+*+FROM+hemostat_nothing+LIMIT+1", closed: influxRefusal, shows: func(a *probe.Answer) (string, bool) {
			r, ok := influxSays(a)
			missing := r.ID != nil && strings.HasPrefix(r.Error, "database not found") // which is looked for behind the gate
			return "a query was answered to whoever gave no password", ok || missing
		}},
	},
	holds: func(ctx context.Context, v *service) error {
		a, err := v.ask(ctx, probe.Question{URL: "/query?q=SHOW+DATABASES", Limit: 1 << 20})
		if err != nil {
			return err
		}
		r, _ := influxSays(a)
		for _, series := range r.Series {
			for _, row := range series.Values {
				if len(row) == 1 {
					if name, ok := row[0].(string); ok {
						v.s.Holds(probe.Part{Kind: "database", Name: name, Count: -1, Bytes: -1})
					}
				}
			}
		}
		return nil
	},
}

type influxResult struct {
	ID     *int `json:"statement_id"`
	Error  string
	Series []struct {
		Name   string
		Values [][]any
	}
}

// influxSays reads the one result of a query.
func influxSays(a *probe.Answer) (r influxResult, ok bool) {
	var answer struct{ Results []influxResult }
	if a.Header.Get("X-Influxdb-Version") == "" || !decode(a, &answer) || len(answer.Results) != 1 {
		return r, false
	}
	r = answer.Results[0]
	return r, r.ID != nil && r.Error == ""
}

// influxRefusal knows the refusals that come with a status of their own.
func influxRefusal(a *probe.Answer) (probe.Judged, bool) {
	switch {
	case a.Header.Get("X-Influxdb-Version") == "":
	case a.Status == http.StatusForbidden && bodyHas(a, "create admin user first"):
		return probe.Closed("HTTP 403: it wants a password, and has no user yet"), true
	}
	return probe.Judged{}, false
}
