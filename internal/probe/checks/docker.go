package checks

import (
	"context"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// docker asks the interface of a Docker engine, which knows no accounts: who is let in is
// who shows a certificate.
var docker = webService{
	service: "docker", title: "Docker",
	asks:   "GET /version, /containers/json?limit=1, an archive of a container that is not there; at depth list containers and images",
	source: "docs.docker.com/reference/api/engine; docs.docker.com/engine/security/protect-access",
	known: func(a *probe.Answer) (string, bool) {
		version, ok := dockerVersion(a)
		return version, ok || serverIs(a, "Docker/") && a.Header.Get("Api-Version") != ""
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/version", shows: func(a *probe.Answer) (string, bool) {
			_, ok := dockerVersion(a)
			return "the engine told its version to whoever showed no certificate", ok
		}},
		{rights: []exposure.Right{exposure.RightList}, path: "/containers/json?all=true&limit=1", shows: func(a *probe.Answer) (string, bool) {
			var first struct{ ID, Image string }
			some, ok := firstItem(a, &first)
			return "the containers were listed to whoever showed no certificate", ok && a.Header.Get("Api-Version") != "" && (!some || first.ID != "")
		}},
		{rights: []exposure.Right{exposure.RightRead}, make: func(v *service) (string, probe.Judged) {
			return "/containers/" + v.s.RandomName() + "/archive?path=/", probe.Judged{}
		}, shows: missing("files of a container were asked for and not refused", func(a *probe.Answer) bool {
			return a.Header.Get("Api-Version") != "" && bodyHas(a, "No such container")
		})},
	},
	holds: dockerHolds,
}

func dockerVersion(a *probe.Answer) (software string, ok bool) {
	var version struct {
		Version string
		API     string `json:"ApiVersion"`
		Oldest  string `json:"MinAPIVersion"`
	}
	ok = decode(a, &version) && version.Version != "" && version.API != "" && version.Oldest != ""
	return "Docker " + version.Version, ok
}

func dockerHolds(ctx context.Context, v *service) error {
	a, err := v.ask(ctx, probe.Question{URL: "/containers/json?all=true&limit=1000", Limit: 4 << 20})
	if err != nil {
		return err
	}
	var containers []struct{ Names []string }
	decode(a, &containers)
	for _, c := range containers {
		v.s.Holds(probe.Part{Kind: "container", Name: strings.TrimPrefix(strings.Join(c.Names, " "), "/"), Count: -1, Bytes: -1})
	}
	if a, err = v.ask(ctx, probe.Question{URL: "/images/json", Limit: 4 << 20}); err != nil {
		return err
	}
	var images []struct {
		Tags []string `json:"RepoTags"`
		Size *int64
	}
	decode(a, &images)
	for _, i := range images {
		v.s.Holds(probe.Part{Kind: "image", Name: strings.Join(i.Tags, " "), Count: -1, Bytes: counted(i.Size)})
	}
	return nil
}
