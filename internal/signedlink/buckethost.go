package signedlink

import (
	"net/netip"
	"strings"
)

// A store is where somebody serves buckets: under a suffix, with so many labels
// of the endpoint (region and the like) before it. What stands before those is
// a bucket.
type store struct {
	suffix string
	labels int
	vendor Vendor
}

// stores are the endpoints that do not begin with a label "s3".
var stores = []store{
	{".storage.googleapis.com", 0, Google},
	{".digitaloceanspaces.com", 1, Other},
	{".linodeobjects.com", 1, Other},
	{".your-objectstorage.com", 1, Other}, // Hetzner
	{".r2.cloudflarestorage.com", 1, Other},
	{".aliyuncs.com", 1, Alibaba},
	{".myqcloud.com", 2, Other}, // Tencent
	{".myhuaweicloud.com", 2, Huawei},
	{".cloud.ovh.net", 3, Other},
	{".oraclecloud.com", 4, Other},
}

// compatibles are those of which an endpoint begins with a label "s3".
var compatibles = []store{
	{".amazonaws.com", 0, AWS}, {".amazonaws.com.cn", 0, AWS}, {".amazonaws.eu", 0, AWS},
	{".wasabisys.com", 0, Other}, {".backblazeb2.com", 0, Other}, {".scw.cloud", 0, Other}, {".cloud.ovh.net", 0, Other},
	{".cloud-object-storage.appdomain.cloud", 0, Other}, {".idrivee2.com", 0, Other},
}

// locateBucket reads bucket and key from the address of a pre-signed request.
// A host that is nobody's known one is taken for a server that has buckets in
// the path.
func (l *Link) locateBucket() {
	l.Service = "s3"
	path := strings.TrimPrefix(l.path, "/")
	bucket, known := l.bucketOfHost()
	if bucket == "" {
		bucket, path, _ = strings.Cut(path, "/")
		if !known && l.Host != "" {
			l.note("the host is no known one: the first part of the path is taken for the bucket")
		}
	}
	l.Container, l.Object = bucket, path
	switch {
	case l.Object != "":
		l.Reach = ReachObject
	case l.Host == "" && l.path == "":
		l.Reach = ReachUnknown
	case bucket == "":
		l.Reach = ReachAccount
	default:
		l.Reach = ReachBucket
	}
}

// bucketOfHost returns the bucket of a virtual-hosted address; "" where it
// stands in the path.
func (l *Link) bucketOfHost() (bucket string, known bool) {
	host := l.Host
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		host = host[:i]
	}
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return "", false
	}
	switch host {
	case "storage.googleapis.com", "storage.cloud.google.com":
		l.Vendor = Google
		return "", true
	}
	labels := strings.Split(host, ".")
	for _, s := range compatibles {
		if !strings.HasSuffix(host, s.suffix) {
			continue
		}
		for i := len(labels) - 1; i >= 0; i-- {
			if labels[i] == "s3" || strings.HasPrefix(labels[i], "s3-") {
				l.Vendor = s.vendor
				return strings.Join(labels[:i], "."), true
			}
		}
		if s.vendor == AWS { // another service of Amazon's
			l.Vendor = AWS
			return "", true
		}
	}
	for _, s := range stores {
		front, ok := strings.CutSuffix(host, s.suffix)
		if !ok {
			continue
		}
		l.Vendor = s.vendor
		if labels = strings.Split(front, "."); len(labels) > s.labels {
			return strings.Join(labels[:len(labels)-s.labels], "."), true
		}
		if s.suffix == ".r2.cloudflarestorage.com" {
			l.Account = labels[0]
		}
		return "", true
	}
	return "", false
}
