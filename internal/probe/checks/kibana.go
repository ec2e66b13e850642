package checks

import (
	"context"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// kibana asks Kibana and the dashboards of OpenSearch. What lies behind is asked by POST.
var kibana = webService{
	service: "kibana", title: "Kibana", experimental: true,
	asks:   "GET /api/status, /api/saved_objects/_find for one index pattern; at depth list these",
	source: "elastic.co/guide/en/kibana/current/api.html",
	known: func(a *probe.Answer) (string, bool) {
		version, ok := kibanaStatus(a)
		return version, ok || a.Header.Get("Kbn-Name") != "" || a.Header.Get("Kbn-License-Sig") != ""
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/api/status", limit: 1 << 20, shows: func(a *probe.Answer) (string, bool) {
			_, ok := kibanaStatus(a)
			return "its state was shown to whoever did not sign in", ok
		}},
		{rights: []exposure.Right{exposure.RightList}, path: "/api/saved_objects/_find?type=index-pattern&per_page=1&fields=title", shows: func(a *probe.Answer) (string, bool) {
			_, ok := kibanaObjects(a)
			return "its patterns of indices were listed to whoever did not sign in", ok
		}},
		{rights: []exposure.Right{exposure.RightRead}, make: func(*service) (string, probe.Judged) {
			return "", probe.Doubt("what it shows of indices is asked by POST, which is not sent")
		}},
	},
	holds: func(ctx context.Context, v *service) error {
		a, err := v.ask(ctx, probe.Question{URL: "/api/saved_objects/_find?type=index-pattern&per_page=1000&fields=title", Limit: 4 << 20})
		if err != nil {
			return err
		}
		titles, _ := kibanaObjects(a)
		for _, t := range titles {
			v.s.Holds(probe.Part{Kind: "index pattern", Name: t, Count: -1, Bytes: -1})
		}
		return nil
	},
}

// kibanaStatus reads the state as whoever is let in is told it; others are told less.
func kibanaStatus(a *probe.Answer) (software string, ok bool) {
	var status struct {
		Name, UUID string
		Version    struct{ Number string }
	}
	ok = decode(a, &status) && status.UUID != "" && status.Version.Number != ""
	return "Kibana " + status.Version.Number, ok
}

func kibanaObjects(a *probe.Answer) (titles []string, ok bool) {
	var found struct {
		Total   *int
		Objects []struct {
			Attributes struct{ Title string }
		} `json:"saved_objects"`
	}
	if !decode(a, &found) || found.Total == nil || found.Objects == nil {
		return nil, false
	}
	for _, o := range found.Objects {
		titles = append(titles, o.Attributes.Title)
	}
	return titles, true
}
