package checks

import (
	"context"
	"net/url"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// solr asks Apache Solr.
type solr struct{}

// Info implements [probe.Check].
func (solr) Info() probe.Info {
	return probe.Info{
		Name: "solr", Service: "solr", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Experimental: true,
		Asks:   "GET /solr/admin/info/system, /solr/admin/cores?action=STATUS, a search of a core that hands out no rows; at depth list the cores with documents and bytes",
		Source: "solr.apache.org/guide/solr/latest/configuration-guide/coreadmin-api.html",
	}
}

// Ask implements [probe.Check].
func (solr) Ask(ctx context.Context, s *probe.Session) error {
	v, a, err := askService(ctx, s, "Solr", probe.Question{URL: "/solr/admin/info/system?wt=json"})
	if err != nil {
		return err
	}
	var system struct {
		Header *solrHeader `json:"responseHeader"`
		Lucene struct {
			Version string `json:"solr-spec-version"`
		} `json:"lucene"`
	}
	if v.judge(a, func(a *probe.Answer) (string, bool) {
		return "the server told its version to whoever gave no password", decode(a, &system) && system.Header != nil && system.Lucene.Version != ""
	}, exposure.RightMetadata) {
		s.Runs("Solr " + system.Lucene.Version)
	} else if a.Status != 401 && a.Status != 403 {
		tellAll(s, v.refusal(a), a.Evidence)
		return nil
	}
	var cores struct {
		Header *solrHeader `json:"responseHeader"`
		Status map[string]struct {
			Index struct {
				Documents *int64 `json:"numDocs"`
				Bytes     *int64 `json:"sizeInBytes"`
			} `json:"index"`
		} `json:"status"`
	}
	info := map[bool]string{true: "true", false: "false"}[s.Depth >= exposure.List]
	if a, err = v.ask(ctx, probe.Question{URL: "/solr/admin/cores?action=STATUS&wt=json&indexInfo=" + info, Limit: 4 << 20}); err != nil {
		return err
	}
	open := v.judge(a, func(a *probe.Answer) (string, bool) {
		return "the cores were listed to whoever gave no password", decode(a, &cores) && cores.Header != nil && cores.Status != nil
	}, exposure.RightList)
	if !open {
		s.Told(exposure.RightRead, v.refusal(a), a.Evidence)
		return nil
	}
	for name, core := range sorted(cores.Status) {
		if s.Depth >= exposure.List {
			s.Holds(probe.Part{Kind: "core", Name: name, Count: counted(core.Index.Documents), Bytes: counted(core.Index.Bytes)})
		}
		if s.Verdict(exposure.RightRead) == exposure.Open {
			continue
		}
		if _, _, err := v.tell(ctx, "/solr/"+url.PathEscape(name)+"/select?q=*:*&rows=0&wt=json", func(a *probe.Answer) (string, bool) {
			var found struct {
				Header   *solrHeader `json:"responseHeader"`
				Response *struct {
					Found *int64 `json:"numFound"`
				} `json:"response"`
			}
			return "a search without rows was answered to whoever gave no password", decode(a, &found) && found.Header != nil && found.Response != nil && found.Response.Found != nil
		}, exposure.RightRead); err != nil {
			return err
		}
	}
	s.Otherwise(exposure.RightRead, probe.Doubt("there is no core that could be searched"), a.Evidence)
	return nil
}

type solrHeader struct {
	Status *int `json:"status"`
}
