package checks

import (
	"context"
	"net/http"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// kubernetes asks an API server. Its version is everybody's.
var kubernetes = webService{
	service: "kubernetes", title: "Kubernetes", experimental: true,
	asks:   "GET /version, /api, /api/v1/namespaces?limit=1, a secret that is not there; at depth list the namespaces",
	source: "kubernetes.io/docs/reference/using-api/api-concepts; …/access-authn-authz/authentication/#anonymous-requests",
	first:  "/version",
	known: func(a *probe.Answer) (string, bool) {
		var version struct{ Major, GitVersion, Platform string }
		if decode(a, &version) && version.Major != "" && version.GitVersion != "" && version.Platform != "" {
			return "Kubernetes " + version.GitVersion, true
		}
		return "Kubernetes", kubernetesKind(a, "Status")
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/api", shows: func(a *probe.Answer) (string, bool) {
			return "the sorts of resources were shown to whoever gave no token", a.Status == http.StatusOK && kubernetesKind(a, "APIVersions")
		}},
		{rights: []exposure.Right{exposure.RightList}, path: "/api/v1/namespaces?limit=1", header: asMetadata, shows: func(a *probe.Answer) (string, bool) {
			return "the namespaces were listed to whoever gave no token", a.Status == http.StatusOK && (kubernetesKind(a, "PartialObjectMetadataList") || kubernetesKind(a, "NamespaceList"))
		}},
		{rights: []exposure.Right{exposure.RightRead}, make: func(v *service) (string, probe.Judged) {
			return "/api/v1/namespaces/default/secrets/" + strings.ToLower(v.s.RandomName()), probe.Judged{}
		}, shows: missing("a secret was asked for and not refused", func(a *probe.Answer) bool {
			return kubernetesKind(a, "Status") && bodyHas(a, `"NotFound"`)
		})},
	},
	holds: func(ctx context.Context, v *service) error {
		a, err := v.ask(ctx, probe.Question{URL: "/api/v1/namespaces?limit=1000", Limit: 4 << 20, Header: asMetadata})
		if err != nil {
			return err
		}
		for _, name := range kubernetesNames(a) {
			v.s.Holds(probe.Part{Kind: "namespace", Name: name, Count: -1, Bytes: -1})
		}
		return nil
	},
}

// asMetadata asks for names and labels without what is within ("Receiving resources as …
// PartialObjectMetadata").
var asMetadata = http.Header{"Accept": {"application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json"}}

// kubernetesKind reports whether an answer is an object of the API of a kind.
func kubernetesKind(a *probe.Answer, kind string) bool {
	var object struct{ Kind string }
	return decodeAny(a, &object) && object.Kind == kind
}

func kubernetesNames(a *probe.Answer) (names []string) {
	var list struct {
		Items []struct{ Metadata struct{ Name string } }
	}
	decode(a, &list)
	for _, item := range list.Items {
		names = append(names, item.Metadata.Name)
	}
	return names
}

// kubelet asks the server that each node of Kubernetes has.
var kubelet = webService{
	service: "kubelet", title: "the kubelet", experimental: true,
	asks:   "GET /stats/summary, /runningpods/ (which have no contents of theirs), logs of a pod that is not there; at depth list the pods",
	source: "kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz",
	known: func(a *probe.Answer) (string, bool) {
		return "kubelet", kubernetesKind(a, "PodList") || a.Status == http.StatusForbidden && bodyHas(a, "Forbidden (user=system:anonymous")
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/stats/summary?only_cpu_and_memory=true", limit: 4 << 20, shows: func(a *probe.Answer) (string, bool) {
			var summary struct {
				Node struct {
					Name string `json:"nodeName"`
				} `json:"node"`
			}
			return "figures of the node were shown to whoever gave no token", decode(a, &summary) && summary.Node.Name != ""
		}},
		{rights: []exposure.Right{exposure.RightList}, path: "/runningpods/", limit: 4 << 20, shows: func(a *probe.Answer) (string, bool) {
			return "the pods were listed to whoever gave no token", a.Status == http.StatusOK && kubernetesKind(a, "PodList")
		}},
		{rights: []exposure.Right{exposure.RightRead}, make: func(v *service) (string, probe.Judged) {
			name := strings.ToLower(v.s.RandomName())
			return "/containerLogs/default/" + name + "/" + name, probe.Judged{}
		}, shows: missing("logs of a pod were asked for and not refused", func(a *probe.Answer) bool {
			return bodyHas(a, "does not exist") && bodyHas(a, "pod ")
		})},
	},
	holds: func(ctx context.Context, v *service) error {
		a, err := v.ask(ctx, probe.Question{URL: "/runningpods/", Limit: 4 << 20})
		if err != nil {
			return err
		}
		for _, name := range kubernetesNames(a) {
			v.s.Holds(probe.Part{Kind: "pod", Name: name, Count: -1, Bytes: -1})
		}
		return nil
	},
}
