package checks

import (
	"context"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// prometheus asks Prometheus.
var prometheus = webService{
	service: "prometheus", title: "Prometheus",
	asks:   "GET /api/v1/status/buildinfo, /api/v1/status/tsdb, a query for a figure that nothing has; at depth list the figures with the most series",
	source: "prometheus.io/docs/prometheus/latest/querying/api",
	known: func(a *probe.Answer) (string, bool) {
		var info struct {
			Data struct{ Version, GoVersion string }
		}
		ok := prometheusSays(a, &info) && info.Data.Version != "" && info.Data.GoVersion != ""
		return "Prometheus " + info.Data.Version, ok
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/api/v1/status/buildinfo", shows: func(a *probe.Answer) (string, bool) {
			var info struct {
				Data struct{ Version, Revision string }
			}
			return "the server told its version to whoever gave no password", prometheusSays(a, &info) && info.Data.Version != ""
		}},
		{rights: []exposure.Right{exposure.RightList}, path: "/api/v1/status/tsdb", shows: func(a *probe.Answer) (string, bool) {
			var tsdb prometheusTSDB
			return "the figures were listed to whoever gave no password", prometheusSays(a, &tsdb) && tsdb.Data.Metrics != nil
		}},
		{rights: []exposure.Right{exposure.RightRead}, path: "/api/v1/query?query=hemostat_nothing", shows: func(a *probe.Answer) (string, bool) {
			var result struct {
				Data struct {
					Type   string `json:"resultType"`
					Result []any
				}
			}
			return "a query was answered to whoever gave no password", prometheusSays(a, &result) && result.Data.Type == "vector" && result.Data.Result != nil
		}},
	},
	holds: func(ctx context.Context, v *service) error {
		a, err := v.ask(ctx, probe.Question{URL: "/api/v1/status/tsdb", Limit: 1 << 20})
		if err != nil {
			return err
		}
		var tsdb prometheusTSDB
		prometheusSays(a, &tsdb)
		v.s.Holds(probe.Part{Kind: "series", Name: "all", Count: counted(tsdb.Data.Head.Series), Bytes: -1})
		for _, m := range tsdb.Data.Metrics {
			v.s.Holds(probe.Part{Kind: "metric", Name: m.Name, Count: m.Value, Bytes: -1})
		}
		return nil
	},
}

type prometheusTSDB struct {
	Data struct {
		Head struct {
			Series *int64 `json:"numSeries"`
		} `json:"headStats"`
		Metrics []struct {
			Name  string
			Value int64
		} `json:"seriesCountByMetricName"`
	}
}

// prometheusSays reads an answer of success.
func prometheusSays(a *probe.Answer, into any) bool {
	var status struct{ Status string }
	return decode(a, &status) && status.Status == "success" && decode(a, into)
}
