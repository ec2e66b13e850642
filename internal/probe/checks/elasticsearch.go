package checks

import (
	"context"
	"net/http"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// elasticsearch asks Elasticsearch and OpenSearch.
var elasticsearch = webService{
	service: "elasticsearch", title: "Elasticsearch", experimental: true,
	asks:   "GET /, /_cat/indices (of which the first is looked at), /_search?size=0; at depth list the indices with documents and bytes",
	source: "elastic.co/guide/en/elasticsearch/reference/current/rest-apis.html; docs.opensearch.org/docs/latest/api-reference",
	known:  knownElastic,
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/", shows: func(a *probe.Answer) (string, bool) {
			_, ok := elasticVersion(a)
			return "the cluster told its name to whoever gave no password", ok
		}},
		{rights: []exposure.Right{exposure.RightList}, path: "/_cat/indices?format=json&h=index", shows: func(a *probe.Answer) (string, bool) {
			var first struct{ Index string }
			some, ok := firstItem(a, &first)
			return "the indices were listed to whoever gave no password", ok && (!some || first.Index != "")
		}},
		{rights: []exposure.Right{exposure.RightRead}, path: "/_search?size=0", shows: func(a *probe.Answer) (string, bool) {
			var found struct {
				Took   *int                  `json:"took"`
				Shards *struct{ Total *int } `json:"_shards"`
				Hits   *struct{ Total any }  `json:"hits"`
			}
			ok := decode(a, &found) && found.Took != nil && found.Shards != nil && found.Hits != nil
			return "a search without hits was answered to whoever gave no password", ok
		}},
	},
	holds: elasticHolds,
}

// An elasticRoot is the answer to GET /.
type elasticRoot struct {
	Cluster string `json:"cluster_name"`
	Version struct {
		Number       string `json:"number"`
		Distribution string `json:"distribution"`
		Lucene       string `json:"lucene_version"`
	} `json:"version"`
}

func elasticVersion(a *probe.Answer) (software string, ok bool) {
	var root elasticRoot
	if !decode(a, &root) || root.Cluster == "" || root.Version.Number == "" || root.Version.Lucene == "" {
		return "", false
	}
	if strings.EqualFold(root.Version.Distribution, "opensearch") {
		return "OpenSearch " + root.Version.Number, true
	}
	return "Elasticsearch " + root.Version.Number, true
}

func knownElastic(a *probe.Answer) (software string, ok bool) {
	if software, ok = elasticVersion(a); ok {
		return software, true
	}
	refused := a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden
	switch {
	case refused && strings.Contains(a.Header.Get("Www-Authenticate"), "OpenSearch Security"):
		return "OpenSearch", true
	case refused && (a.Header.Get("X-Elastic-Product") != "" || bodyHas(a, `"security_exception"`)):
		return "Elasticsearch", true
	}
	return "", false
}

func elasticHolds(ctx context.Context, v *service) error {
	a, err := v.ask(ctx, probe.Question{URL: "/_cat/indices?format=json&bytes=b&h=index,docs.count,store.size", Limit: 4 << 20})
	if err != nil {
		return err
	}
	var indices []struct {
		Index string `json:"index"`
		Count string `json:"docs.count"`
		Bytes string `json:"store.size"`
	}
	if !decode(a, &indices) {
		v.s.Note("the list of its indices could not be read")
	}
	for _, i := range indices {
		if !v.s.Holds(probe.Part{Kind: "index", Name: i.Index, Count: number(i.Count), Bytes: number(i.Bytes)}) {
			break
		}
	}
	return nil
}
