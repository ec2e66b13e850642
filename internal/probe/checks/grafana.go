package checks

import (
	"context"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// grafana asks Grafana, whose anonymous access is for one organisation. Its health is
// everybody's.
var grafana = webService{
	service: "grafana", title: "Grafana", experimental: true,
	asks:   "GET /api/health, /api/org, /api/search?limit=1, a dashboard that is not there; at depth list the dashboards and folders",
	source: "grafana.com/docs/grafana/latest/developers/http_api; …/setup-grafana/configure-security/configure-authentication/anonymous-auth",
	first:  "/api/health",
	known: func(a *probe.Answer) (string, bool) {
		var health struct{ Database, Version, Commit string }
		ok := decodeAny(a, &health) && health.Database != ""
		return "Grafana " + health.Version, ok
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/api/org", shows: func(a *probe.Answer) (string, bool) {
			var organisation struct {
				ID   int64 `json:"id"`
				Name string
			}
			return "the organisation was shown to whoever did not sign in", decode(a, &organisation) && organisation.ID > 0 && organisation.Name != ""
		}},
		{rights: []exposure.Right{exposure.RightList}, path: "/api/search?limit=1", shows: func(a *probe.Answer) (string, bool) {
			var first struct{ UID, Title string }
			some, ok := firstItem(a, &first)
			return "dashboards were listed to whoever did not sign in", ok && some && first.UID != ""
		}},
		{rights: []exposure.Right{exposure.RightRead}, make: func(v *service) (string, probe.Judged) {
			return "/api/dashboards/uid/" + v.s.RandomName(), probe.Judged{}
		}, shows: missing("a dashboard was asked for and not refused", func(a *probe.Answer) bool { return bodyHas(a, "Dashboard not found") })},
	},
	holds: func(ctx context.Context, v *service) error {
		a, err := v.ask(ctx, probe.Question{URL: "/api/search?limit=1000", Limit: 4 << 20})
		if err != nil {
			return err
		}
		var found []struct{ Title, Type string }
		decode(a, &found)
		for _, f := range found {
			kind := "dashboard"
			if f.Type == "dash-folder" {
				kind = "folder"
			}
			v.s.Holds(probe.Part{Kind: kind, Name: f.Title, Count: -1, Bytes: -1})
		}
		return nil
	},
}
