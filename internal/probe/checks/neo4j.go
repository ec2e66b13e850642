package checks

import (
	"net/http"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// neo4j asks the HTTP side of Neo4j, whose questions of a graph are all sent by POST. A GET
// to where they go is met by the gate for accounts first, and by 405 behind it.
var neo4j = webService{
	service: "neo4j", title: "Neo4j", experimental: true,
	asks:   "GET /, /db/neo4j/tx, /db/data/ of the third version",
	source: "neo4j.com/docs/http-api/current; neo4j.com/docs/operations-manual/current/authentication-authorization",
	first:  "/",
	known: func(a *probe.Answer) (string, bool) {
		var root struct {
			Version string `json:"neo4j_version"`
			Bolt    string `json:"bolt_direct"`
			Data    string
		}
		ok := decode(a, &root) && (root.Version != "" && root.Bolt != "" || root.Data != "" && root.Bolt != "")
		return "Neo4j " + root.Version, ok || neo4jRefuses(a)
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata, exposure.RightList, exposure.RightRead}, make: func(v *service) (string, probe.Judged) {
			if !v.s.Found() {
				return "", probe.Doubt("what answers says nothing of Neo4j")
			}
			return "/db/neo4j/tx", probe.Judged{}
		}, closed: func(a *probe.Answer) (probe.Judged, bool) {
			return probe.Closed("HTTP 401: it wants an account"), neo4jRefuses(a)
		}, shows: func(a *probe.Answer) (string, bool) {
			return "HTTP 405: where questions are sent, no account was asked for", a.Status == http.StatusMethodNotAllowed
		}},
	},
}

func neo4jRefuses(a *probe.Answer) bool {
	return a.Status == http.StatusUnauthorized && bodyHas(a, `"Neo.ClientError.Security.`)
}
