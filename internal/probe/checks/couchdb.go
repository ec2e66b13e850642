package checks

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// couchdb asks CouchDB. Its welcome is everybody's; databases have their own members.
type couchdb struct{}

// Info implements [probe.Check].
func (couchdb) Info() probe.Info {
	return probe.Info{
		Name: "couchdb", Service: "couchdb", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Parts: true,
		Experimental: true, Answered: "express-pouchdb 4.2",
		Asks:   "GET /, /_active_tasks, /_all_dbs, /DATABASE/_all_docs?limit=0 of some databases; at depth list the databases with documents and bytes",
		Source: "docs.couchdb.org/en/stable/api/server/common.html; …/api/database/common.html",
	}
}

// maxCouch is how many databases are asked one by one.
const maxCouch = 50

// Ask implements [probe.Check].
func (couchdb) Ask(ctx context.Context, s *probe.Session) error {
	v, a, err := askService(ctx, s, "CouchDB", probe.Question{URL: "/"})
	if err != nil {
		return err
	}
	var welcome struct {
		Couch   string `json:"couchdb"`
		Pouch   string `json:"express-pouchdb"`
		Version string `json:"version"`
	}
	switch {
	case decode(a, &welcome) && welcome.Couch != "":
		s.Exists(probe.Exists)
		s.Runs("CouchDB " + welcome.Version)
	case decode(a, &welcome) && welcome.Pouch != "": // which speaks as CouchDB does
		s.Exists(probe.Exists)
		s.Runs("express-pouchdb " + welcome.Version)
	case serverIs(a, "CouchDB/"):
		s.Exists(probe.Exists)
	default:
		tellAll(s, v.refusal(a), a.Evidence)
		return nil
	}
	if _, _, err := v.tell(ctx, "/_active_tasks", func(a *probe.Answer) (string, bool) {
		var first map[string]json.RawMessage
		_, ok := firstItem(a, &first)
		return "the tasks of the server were shown to whoever gave no password", ok
	}, exposure.RightMetadata); err != nil {
		return err
	}
	var databases []string
	limit := map[bool]string{true: "1000", false: "5"}[s.Depth >= exposure.List]
	if a, _, err = v.tell(ctx, "/_all_dbs?limit="+limit, func(a *probe.Answer) (string, bool) {
		return "the databases were listed to whoever gave no password", decode(a, &databases) && databases != nil
	}, exposure.RightList); err != nil {
		return err
	}
	if named := s.Target.Container; named != "" {
		databases = []string{named}
	}
	if err := v.couchDatabases(ctx, databases); err != nil {
		return err
	}
	s.Otherwise(exposure.RightRead, probe.Doubt("no database is known that could be asked"), a.Evidence)
	return nil
}

func (v *service) couchDatabases(ctx context.Context, names []string) error {
	for i, name := range names {
		if i == maxCouch {
			v.s.Note("of more than %d databases the contents were not asked for", maxCouch)
			return nil
		}
		path := "/" + url.PathEscape(name)
		if !strings.HasPrefix(name, "_") && v.s.Verdict(exposure.RightRead) != exposure.Open {
			if _, _, err := v.tell(ctx, path+"/_all_docs?limit=0", func(a *probe.Answer) (string, bool) {
				var page struct {
					Total *int64           `json:"total_rows"`
					Rows  *json.RawMessage `json:"rows"`
				}
				return "the documents of a database were counted to whoever gave no password", decode(a, &page) && page.Total != nil && page.Rows != nil
			}, exposure.RightRead); err != nil {
				return err
			}
		}
		if v.s.Depth < exposure.List {
			continue
		}
		a, err := v.ask(ctx, probe.Question{URL: path})
		if err != nil {
			return err
		}
		var info struct {
			Count *int64 `json:"doc_count"`
			Sizes struct {
				File *int64 `json:"file"`
			} `json:"sizes"`
		}
		decode(a, &info)
		v.s.Holds(probe.Part{Kind: "database", Name: name, Count: counted(info.Count), Bytes: counted(info.Sizes.File)})
	}
	return nil
}
