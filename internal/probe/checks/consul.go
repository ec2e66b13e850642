package checks

import (
	"context"
	"net/http"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// consul asks an agent of Consul. With access control it filters what it lists, and says so.
var consul = webService{
	service: "consul", title: "Consul", experimental: true,
	asks:   "GET /v1/agent/self, /v1/catalog/services, /v1/kv/ of a name that nothing has; at depth list services and the top of the keys",
	source: "developer.hashicorp.com/consul/api-docs",
	known: func(a *probe.Answer) (string, bool) {
		version, ok := consulVersion(a)
		return version, ok || consulIndex(a)
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/v1/agent/self", shows: func(a *probe.Answer) (string, bool) {
			_, ok := consulVersion(a)
			return "the agent told its configuration to whoever gave no token", ok
		}},
		{rights: []exposure.Right{exposure.RightList}, path: "/v1/catalog/services", closed: func(a *probe.Answer) (probe.Judged, bool) {
			var services map[string][]string
			filtered := consulIndex(a) && decode(a, &services) && services != nil && len(services) == 0
			return probe.Closed("nothing was listed to whoever gave no token, not even the service consul"), filtered
		}, shows: func(a *probe.Answer) (string, bool) {
			var services map[string][]string
			return "the services were listed to whoever gave no token", consulIndex(a) && decode(a, &services) && len(services) > 0
		}},
		{rights: []exposure.Right{exposure.RightRead}, make: func(v *service) (string, probe.Judged) {
			return "/v1/kv/" + v.s.RandomName(), probe.Judged{}
		}, shows: missing("a key was asked for and not refused", consulIndex)},
	},
	holds: consulHolds,
}

func consulIndex(a *probe.Answer) bool { return a.Header.Get("X-Consul-Index") != "" }

func consulVersion(a *probe.Answer) (software string, ok bool) {
	var self struct {
		Config struct{ Version, NodeName, Datacenter string }
	}
	ok = decode(a, &self) && self.Config.Version != "" && self.Config.Datacenter != ""
	return "Consul " + self.Config.Version, ok
}

func consulHolds(ctx context.Context, v *service) error {
	a, err := v.ask(ctx, probe.Question{URL: "/v1/catalog/services", Limit: 4 << 20})
	if err != nil {
		return err
	}
	var services map[string][]string
	decode(a, &services)
	for name := range sorted(services) {
		v.s.Holds(probe.Part{Kind: "service", Name: name, Count: -1, Bytes: -1})
	}
	if a, err = v.ask(ctx, probe.Question{URL: "/v1/kv/?keys&separator=/", Limit: 4 << 20}); err != nil || a.Status == http.StatusNotFound {
		return err
	}
	var keys []string
	decode(a, &keys)
	for _, key := range keys {
		v.s.Holds(probe.Part{Kind: "key", Name: key, Count: -1, Bytes: -1})
	}
	return nil
}
