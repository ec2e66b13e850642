package checks

import (
	"encoding/json"
	"net/http"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// firebase asks a Realtime Database, whose rules are for the whole of it or for a part.
var firebase = webService{
	service: "firebase", title: "Firebase", experimental: true,
	asks:   "GET /.json?shallow=true (names at the top without what is in them), a part that is not there, /.settings/rules.json",
	source: "firebase.google.com/docs/reference/rest/database",
	known: func(a *probe.Answer) (string, bool) {
		return "Firebase Realtime Database", firebaseRefuses(a) || firebaseShallow(a)
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightList}, path: "/.json?shallow=true", closed: firebaseRefusal, shows: func(a *probe.Answer) (string, bool) {
			return "the names at the top were shown to whoever gave no token", firebaseShallow(a)
		}},
		{rights: []exposure.Right{exposure.RightRead}, make: func(v *service) (string, probe.Judged) {
			return "/" + v.s.RandomName() + ".json", probe.Judged{}
		}, closed: firebaseRefusal, shows: func(a *probe.Answer) (string, bool) {
			return "a part that is not there was asked for and not refused", a.Status == http.StatusOK && string(a.Body) == "null"
		}},
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/.settings/rules.json", closed: firebaseRefusal, shows: func(a *probe.Answer) (string, bool) {
			var rules struct{ Rules map[string]json.RawMessage }
			return "the rules were shown to whoever gave no token", decode(a, &rules) && rules.Rules != nil
		}},
	},
}

// firebaseShallow reports whether an answer is the top without its contents: names with
// true, or with a value where it is no branch; of an empty database null.
func firebaseShallow(a *probe.Answer) bool {
	if a.Status == http.StatusOK && string(a.Body) == "null" {
		return true
	}
	var top map[string]any
	if !decode(a, &top) || len(top) == 0 {
		return false
	}
	branches := 0
	for _, value := range top {
		switch value {
		case true:
			branches++
		}
		switch value.(type) {
		case map[string]any, []any, nil:
			return false
		}
	}
	return branches > 0
}

func firebaseRefuses(a *probe.Answer) bool {
	_, ok := firebaseRefusal(a)
	return ok
}

func firebaseRefusal(a *probe.Answer) (probe.Judged, bool) {
	var refusal struct{ Error string }
	if !decodeAny(a, &refusal) {
		return probe.Judged{}, false
	}
	switch {
	case a.Status == http.StatusUnauthorized && (refusal.Error == "Permission denied" || refusal.Error == "Unauthorized request."):
		return probe.Closed("HTTP 401: its rules refuse whoever gives no token"), true
	case a.Status == http.StatusLocked:
		return probe.Closed("HTTP 423: the database is switched off"), true
	case a.Status == http.StatusNotFound && refusal.Error == "404 Not Found":
		return probe.Closed("HTTP 404: there is no such database"), true
	}
	return probe.Judged{}, false
}
