package checks

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// minio asks a server of MinIO as a whole. Each bucket has its own policy, which the check
// of S3 asks for.
var minio = webService{
	service: "minio", title: "MinIO", experimental: true,
	asks:   "GET / (the buckets), /minio/v2/metrics/cluster",
	source: "min.io/docs/minio/linux/operations/monitoring/metrics-and-alerts.html; docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html",
	known: func(a *probe.Answer) (string, bool) {
		return "MinIO", strings.HasPrefix(a.Header.Get("Server"), "MinIO")
	},
	questions: []webQuestion{
		{rights: []exposure.Right{exposure.RightList}, path: "/", shows: func(a *probe.Answer) (string, bool) {
			return "the buckets were listed to whoever gave no key", a.Status == http.StatusOK && bodyHas(a, "<ListAllMyBucketsResult")
		}},
		{rights: []exposure.Right{exposure.RightMetadata}, path: "/minio/v2/metrics/cluster", shows: func(a *probe.Answer) (string, bool) {
			text, ok := bytes.CutPrefix(a.Body, []byte("# HELP "))
			return "the figures of the cluster were shown to whoever gave no token", ok && a.Status == http.StatusOK && bytes.Contains(text, []byte("minio_"))
		}},
		{rights: []exposure.Right{exposure.RightRead}, make: func(*service) (string, probe.Judged) {
			return "", probe.Doubt("each bucket has its own policy: name one as s3+http://HOST:PORT/BUCKET")
		}},
	},
}
