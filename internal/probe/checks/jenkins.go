package checks

import (
	"context"
	"net/url"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// jenkins asks a controller of Jenkins.
type jenkins struct{}

// Info implements [probe.Check].
func (jenkins) Info() probe.Info {
	return probe.Info{
		Name: "jenkins", Service: "jenkins", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Experimental: true,
		Asks:   "GET /api/json for the mode and the names of jobs, and of one job its name; at depth list the jobs",
		Source: "jenkins.io/doc/book/using/remote-access-api",
	}
}

// Ask implements [probe.Check].
func (jenkins) Ask(ctx context.Context, s *probe.Session) error {
	v, a, err := askService(ctx, s, "Jenkins", probe.Question{URL: "/api/json?tree=mode"})
	if err != nil {
		return err
	}
	version := a.Header.Get("X-Jenkins")
	if version == "" {
		tellAll(s, v.refusal(a), a.Evidence)
		return nil
	}
	s.Exists(probe.Exists)
	s.Runs("Jenkins " + version)
	var root struct {
		Class string `json:"_class"`
		Mode  string `json:"mode"`
		Jobs  []struct {
			Name string `json:"name"`
		} `json:"jobs"`
	}
	v.judge(a, func(a *probe.Answer) (string, bool) {
		return "the controller answered whoever did not sign in", decode(a, &root) && root.Class != "" && root.Mode != ""
	}, exposure.RightMetadata)
	root.Jobs = nil
	tree := map[bool]string{true: "jobs[name]{0,1000}", false: "jobs[name]{0,1}"}[s.Depth >= exposure.List]
	a, open, err := v.tell(ctx, "/api/json?tree="+url.QueryEscape(tree), func(a *probe.Answer) (string, bool) {
		return "the jobs were listed to whoever did not sign in", decode(a, &root) && root.Class != "" && root.Jobs != nil
	}, exposure.RightList)
	if err != nil {
		return err
	}
	if !open || len(root.Jobs) == 0 {
		j := v.refusal(a)
		if open {
			j = probe.Doubt("there is no job that whoever did not sign in may see")
		}
		s.Told(exposure.RightRead, j, a.Evidence)
		return nil
	}
	for _, job := range root.Jobs {
		if s.Depth < exposure.List || !s.Holds(probe.Part{Kind: "job", Name: job.Name, Count: -1, Bytes: -1}) {
			break
		}
	}
	_, _, err = v.tell(ctx, "/job/"+url.PathEscape(root.Jobs[0].Name)+"/api/json?tree=name", func(a *probe.Answer) (string, bool) {
		var job struct {
			Class string `json:"_class"`
			Name  string `json:"name"`
		}
		return "a job was opened to whoever did not sign in", decode(a, &job) && job.Class != "" && job.Name == root.Jobs[0].Name
	}, exposure.RightRead)
	return err
}
