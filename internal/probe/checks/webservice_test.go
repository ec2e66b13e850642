package checks

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// A page is what a played service answers a path by; the longest path that a question
// begins with counts. "404" and the like before the body are statuses.
type pages struct {
	header map[string]string
	paths  map[string]string
}

// ServeHTTP implements [http.Handler].
func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, longest := "404 {}", -1
	for path, text := range p.paths {
		if strings.HasPrefix(r.URL.Path, path) && len(path) > longest {
			body, longest = text, len(path)
		}
	}
	for name, value := range p.header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Content-Type", "application/json")
	status := 200
	if len(body) >= 4 && body[3] == ' ' && strings.Trim(body[:3], "0123456789") == "" {
		status = int(body[0]-'0')*100 + int(body[1]-'0')*10 + int(body[2]-'0')
		body = body[4:]
	}
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// played are services that no package of Debian has, as the documents that their checks
// name say that they answer.
var played = map[string]struct {
	check        probe.Check
	open, closed pages
	rights       []exposure.Right // that are open
	holds        string
	leaves       []exposure.Right // of the closed one that are neither
}{
	"elasticsearch": {
		check: elasticsearch, rights: serverRights(), holds: "customers",
		open: pages{paths: map[string]string{
			"/":             `{"name":"a","cluster_name":"c","version":{"number":"8.13.4","lucene_version":"9.10.0"},"tagline":"You Know, for Search"}`,
			"/_cat/indices": `[{"index":"customers","docs.count":"12","store.size":"2048"}]`,
			"/_search":      `{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":12,"relation":"eq"},"hits":[]}}`,
		}},
		closed: pages{header: map[string]string{"X-Elastic-Product": "Elasticsearch", "Www-Authenticate": `Basic realm="security"`}, paths: map[string]string{
			"/": `401 {"error":{"type":"security_exception","reason":"missing authentication credentials"},"status":401}`,
		}},
	},
	"couchdb": {
		check: couchdb{}, rights: serverRights(), holds: "crm",
		open: pages{paths: map[string]string{
			"/":              `{"couchdb":"Welcome","version":"3.3.3","vendor":{"name":"The Apache Software Foundation"}}`,
			"/_active_tasks": `[]`,
			"/_all_dbs":      `["_users","crm"]`,
			"/crm":           `{"db_name":"crm","doc_count":7,"sizes":{"file":4096}}`,
			"/crm/_all_docs": `{"total_rows":7,"offset":7,"rows":[]}`,
			"/_users":        `{"db_name":"_users","doc_count":1,"sizes":{"file":512}}`,
		}},
		closed: pages{header: map[string]string{"Server": "CouchDB/3.3.3 (Erlang OTP/24)"}, paths: map[string]string{
			"/":              `{"couchdb":"Welcome","version":"3.3.3"}`,
			"/_active_tasks": `401 {"error":"unauthorized","reason":"You are not a server admin."}`,
			"/_all_dbs":      `401 {"error":"unauthorized","reason":"You are not a server admin."}`,
		}},
		leaves: []exposure.Right{exposure.RightRead},
	},
	"kubernetes": {
		check: kubernetes, rights: serverRights(), holds: "billing",
		open: pages{paths: map[string]string{
			"/version":                            `{"major":"1","minor":"30","gitVersion":"v1.30.1","platform":"linux/amd64"}`,
			"/api":                                `{"kind":"APIVersions","versions":["v1"]}`,
			"/api/v1/namespaces":                  `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","items":[{"metadata":{"name":"billing"}}]}`,
			"/api/v1/namespaces/default/secrets/": `404 {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}`,
		}},
		closed: pages{paths: map[string]string{
			"/version": `{"major":"1","minor":"30","gitVersion":"v1.30.1","platform":"linux/amd64"}`,
			"/api":     `403 {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403}`,
		}},
	},
	"kubelet": {
		check: kubelet, rights: serverRights(), holds: "billing-1",
		open: pages{paths: map[string]string{
			"/stats/summary":  `{"node":{"nodeName":"node-1"},"pods":[]}`,
			"/runningpods/":   `{"kind":"PodList","apiVersion":"v1","items":[{"metadata":{"name":"billing-1"}}]}`,
			"/containerLogs/": `404 pod "hemostat" does not exist`,
		}},
		closed: pages{paths: map[string]string{"/": `401 Unauthorized`}},
	},
	"consul": {
		check: consul, rights: serverRights(), holds: "config/",
		open: pages{header: map[string]string{"X-Consul-Index": "7"}, paths: map[string]string{
			"/v1/agent/self":       `{"Config":{"Datacenter":"dc1","NodeName":"a","Version":"1.18.1"}}`,
			"/v1/catalog/services": `{"consul":[],"web":["v1"]}`,
			"/v1/kv/":              `["config/","motd"]`,
			"/v1/kv/hemostat":      `404 `,
		}},
		closed: pages{header: map[string]string{"X-Consul-Index": "7"}, paths: map[string]string{
			"/v1/agent/self":       `403 Permission denied: token with AccessorID '00000000-0000-0000-0000-000000000002' lacks permission 'agent:read'`,
			"/v1/catalog/services": `{}`,
			"/v1/kv/":              `403 Permission denied`,
		}},
	},
	"jenkins": {
		check: jenkins{}, rights: serverRights(), holds: "deploy",
		open: pages{header: map[string]string{"X-Jenkins": "2.440.1"}, paths: map[string]string{
			"/api/json":            `{"_class":"hudson.model.Hudson","mode":"NORMAL","jobs":[{"_class":"hudson.model.FreeStyleProject","name":"deploy"}]}`,
			"/job/deploy/api/json": `{"_class":"hudson.model.FreeStyleProject","name":"deploy"}`,
		}},
		closed: pages{header: map[string]string{"X-Jenkins": "2.440.1"}, paths: map[string]string{"/": `403 <html>Authentication required</html>`}},
	},
	"grafana": {
		check: grafana, rights: serverRights(), holds: "Sales",
		open: pages{paths: map[string]string{
			"/api/health":          `{"commit":"abc","database":"ok","version":"11.0.0"}`,
			"/api/org":             `{"id":1,"name":"Main Org."}`,
			"/api/search":          `[{"uid":"a1","title":"Sales","type":"dash-db"}]`,
			"/api/dashboards/uid/": `404 {"message":"Dashboard not found"}`,
		}},
		closed: pages{paths: map[string]string{
			"/api/health": `{"commit":"abc","database":"ok","version":"11.0.0"}`,
			"/api/":       `401 {"message":"Unauthorized"}`,
		}},
	},
	"solr": {
		check: solr{}, rights: serverRights(), holds: "orders",
		open: pages{paths: map[string]string{
			"/solr/admin/info/system": `{"responseHeader":{"status":0},"lucene":{"solr-spec-version":"9.6.0"}}`,
			"/solr/admin/cores":       `{"responseHeader":{"status":0},"status":{"orders":{"name":"orders","index":{"numDocs":3,"sizeInBytes":900}}}}`,
			"/solr/orders/select":     `{"responseHeader":{"status":0},"response":{"numFound":3,"start":0,"docs":[]}}`,
		}},
		closed: pages{header: map[string]string{"Www-Authenticate": `Basic realm="solr"`}, paths: map[string]string{"/": `401 <html>require authentication</html>`}},
	},
	"neo4j": {
		check: neo4j, rights: serverRights(),
		open: pages{paths: map[string]string{
			"/":            `{"bolt_direct":"bolt://localhost:7687","neo4j_version":"5.20.0","neo4j_edition":"community"}`,
			"/db/neo4j/tx": `405 `,
		}},
		closed: pages{paths: map[string]string{
			"/":            `{"bolt_direct":"bolt://localhost:7687","neo4j_version":"5.20.0","neo4j_edition":"community"}`,
			"/db/neo4j/tx": `401 {"errors":[{"code":"Neo.ClientError.Security.Unauthorized","message":"No authentication header supplied."}]}`,
		}},
	},
	"kibana": {
		check: kibana, rights: []exposure.Right{exposure.RightList, exposure.RightMetadata}, holds: "logs-*",
		open: pages{paths: map[string]string{
			"/api/status":              `{"name":"kibana","uuid":"5b2de169","version":{"number":"8.13.4"},"status":{"overall":{"level":"available"}}}`,
			"/api/saved_objects/_find": `{"page":1,"per_page":1,"total":1,"saved_objects":[{"type":"index-pattern","attributes":{"title":"logs-*"}}]}`,
		}},
		closed: pages{header: map[string]string{"Kbn-Name": "kibana"}, paths: map[string]string{"/": `401 {"statusCode":401,"error":"Unauthorized"}`}},
		leaves: []exposure.Right{exposure.RightRead},
	},
	"minio": {
		check: minio, rights: []exposure.Right{exposure.RightList, exposure.RightMetadata},
		open: pages{header: map[string]string{"Server": "MinIO"}, paths: map[string]string{
			"/":                         `<?xml version="1.0"?><ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>`,
			"/minio/v2/metrics/cluster": "# HELP minio_cluster_bucket_total Total number of buckets\nminio_cluster_bucket_total 2\n",
		}},
		closed: pages{header: map[string]string{"Server": "MinIO"}, paths: map[string]string{"/": `403 <Error><Code>AccessDenied</Code></Error>`}},
		leaves: []exposure.Right{exposure.RightRead},
	},
	"firebase": {
		check: firebase, rights: []exposure.Right{exposure.RightList, exposure.RightRead},
		open: pages{paths: map[string]string{
			"/.json":                `{"users":true,"orders":true}`,
			"/hemostat":             `null`,
			"/.settings/rules.json": `401 {"error":"Unauthorized request."}`,
		}},
		closed: pages{paths: map[string]string{"/": `401 {"error":"Permission denied"}`}},
	},
}

func TestPlayed(t *testing.T) {
	for name, p := range played {
		t.Run(name, func(t *testing.T) {
			var closed []exposure.Right
			for _, right := range serverRights() {
				if !slices.Contains(p.leaves, right) {
					closed = append(closed, right)
				}
			}
			at := func(p pages) string { return strings.Replace(probetest.Serve(t, p), "http", name, 1) }
			probetest.Run(t, probetest.Subject{
				Check:   p.check,
				Hostile: func(address string) string { return name + "://" + address },
				Places: map[string]probetest.Place{
					"open":   {Target: at(p.open), Open: p.rights, Holds: p.holds},
					"closed": {Target: at(p.closed), Closed: closed},
				},
			})
		})
	}
}
