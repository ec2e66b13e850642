package exposure

import (
	"fmt"
	"net/url"
	"strings"
)

// Where the storage services of Azure stand: the service in front, the cloud
// behind (Microsoft Learn, "Storage account overview" and "Compare Azure
// Government and global Azure"; 21Vianet's developer guide).
const (
	azureBlob   = ".blob"
	azurePublic = ".core.windows.net"
)

var (
	azureServices = [...]string{azureBlob, ".dfs", ".file"}
	azureClouds   = [...]string{azurePublic, ".core.usgovcloudapi.net", ".core.chinacloudapi.cn"}
)

const googleStorage = "https://storage.googleapis.com"

// A compatible is a service that speaks S3 under hosts of its own, by their
// labels: "*" is any label, or any rest of one.
type compatible struct {
	host    string
	virtual bool // it refuses a bucket that stands in the path
}

// compatibles are the S3-compatible services, from the endpoint pages of their
// documentation.
var compatibles = [...]compatible{
	{"s3.*.amazonaws.com.cn", false},                     // Amazon in China
	{"*.digitaloceanspaces.com", false},                  // DigitalOcean Spaces
	{"s3.wasabisys.com", false},                          // Wasabi
	{"s3.*.wasabisys.com", false},                        //
	{"*.linodeobjects.com", false},                       // Linode, Akamai
	{"s3.*.scw.cloud", false},                            // Scaleway
	{"s3.*.backblazeb2.com", false},                      // Backblaze B2
	{"*.r2.cloudflarestorage.com", false},                // Cloudflare R2
	{"s3.*.io.cloud.ovh.net", false},                     // OVHcloud
	{"s3.*.cloud.ovh.net", false},                        //
	{"*.your-objectstorage.com", false},                  // Hetzner
	{"s3.*.cloud-object-storage.appdomain.cloud", false}, // IBM
	{"*.compat.objectstorage.*.oraclecloud.com", false},  // Oracle
	{"oss-*.aliyuncs.com", true},                         // Alibaba OSS
	{"cos.*.myqcloud.com", true},                         // Tencent COS
	{"obs.*.myhuaweicloud.com", true},                    // Huawei OBS
	{"sos-*.exo.io", false},                              // Exoscale
	{"*.vultrobjects.com", false},                        // Vultr
	{"storage.yandexcloud.net", false},                   // Yandex
	{"gateway.storjshare.io", false},                     // Storj
	{"s3.*.io.cloud.ovh.us", false},                      // OVHcloud US
	{"*.contabostorage.com", false},                      // Contabo
	{"s3.*.idrivee2.com", false},                         // IDrive e2
}

// split returns what stands in front of the service's endpoint in host, and the
// endpoint.
func (c compatible) split(host string) (bucket, endpoint string, ok bool) {
	want, have := strings.Split(c.host, "."), strings.Split(host, ".")
	if len(have) < len(want) {
		return "", "", false
	}
	front := len(have) - len(want)
	for i, w := range want {
		stem, open := strings.CutSuffix(w, "*")
		if label := have[front+i]; label != w && !(open && strings.HasPrefix(label, stem) && len(label) > len(stem)) {
			return "", "", false
		}
	}
	return strings.Join(have[:front], "."), strings.Join(have[front:], "."), true
}

// knownHost reads an address at a host of which it is known what serves there.
// ok is false for any other.
func knownHost(s string, u *url.URL) (t Target, ok bool, err error) {
	host, path := u.Hostname(), strings.TrimPrefix(u.Path, "/")
	if account, service, cloud, ok := azureHost(host); ok {
		if err := accountName(account); err != nil {
			return Target{}, true, fmt.Errorf("target %s: %w", Redact(s), err)
		}
		t = Target{Provider: Azure, Account: account, Endpoint: u.Scheme + "://" + u.Host, Query: signature(u.RawQuery)}
		t.Named = service != azureBlob || cloud != azurePublic || u.Scheme != "https" || u.Port() != ""
		t, err = t.within(s, path)
		return t, true, err
	}
	signed := signature(u.RawQuery)
	if bucket, ok := s3Bucket(host); ok {
		t, err = Target{Provider: S3, Endpoint: "https://" + strings.TrimPrefix(host, bucket+"."), Query: signed, Virtual: signed != ""}.within(s, bucket+"/"+path)
		return t, true, err
	}
	if s3Path(host) && path != "" {
		t, err = Target{Provider: S3, Endpoint: "https://" + host, Query: signed}.within(s, path)
		return t, true, err
	}
	if t, ok := googleHost(host, path); ok {
		t.Query, t.Virtual = signed, t.Virtual && signed != ""
		t, err = t.within(s, t.Container)
		return t, true, err
	}
	for _, c := range compatibles {
		bucket, endpoint, ok := c.split(host)
		if !ok {
			continue
		}
		t = Target{Provider: S3, Endpoint: u.Scheme + "://" + endpoint, Virtual: c.virtual || signed != "" && bucket != "", Named: true, Query: signed}
		if bucket != "" {
			path = bucket + "/" + path
		}
		t, err = t.within(s, path)
		return t, true, err
	}
	if strings.HasSuffix(host, ".firebaseio.com") || strings.HasSuffix(host, ".firebasedatabase.app") {
		return Target{Provider: Server, Service: "firebase", Endpoint: "firebase://" + host + ":443", Named: true}, true, nil
	}
	return Target{}, false, nil
}

// s3Path reports whether a host is one of Amazon S3 with the bucket in the path: s3.amazonaws.com,
// s3.region.amazonaws.com, s3-region.amazonaws.com, s3.dualstack.region.amazonaws.com.
func s3Path(host string) bool {
	front, ok := strings.CutSuffix(host, ".amazonaws.com")
	return ok && (front == "s3" || strings.HasPrefix(front, "s3.") || strings.HasPrefix(front, "s3-") && !strings.HasPrefix(front, "s3-website") && !strings.Contains(front, "."))
}

// signature returns a query that holds a signature, "" for any other: what a pasted address
// asks for besides is no part of a target.
func signature(query string) string {
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(name); err == nil {
			switch strings.ToLower(name) {
			case "sig", "signature", "x-amz-signature", "x-goog-signature":
				return query
			}
		}
	}
	return ""
}

// azureHost takes apart the host of a storage service of Azure; the account may
// be followed by the zone of a DNS zone endpoint.
func azureHost(host string) (account, service, cloud string, ok bool) {
	for _, cloud := range azureClouds {
		front, ok := strings.CutSuffix(host, cloud)
		if !ok {
			continue
		}
		for _, service := range azureServices {
			if account, ok := strings.CutSuffix(front, service); ok {
				return account, service, cloud, true
			}
		}
	}
	return "", "", "", false
}

// googleHost reads the addresses of Google Cloud Storage: the bucket in the path or in
// front of the host (cloud.google.com/storage/docs/request-endpoints). The
// result's Container is bucket and prefix together.
func googleHost(host, path string) (Target, bool) {
	t := Target{Provider: GCS, Endpoint: googleStorage}
	for _, service := range [...]string{"storage.googleapis.com", "commondatastorage.googleapis.com", "storage.cloud.google.com"} {
		bucket, ok := strings.CutSuffix(host, "."+service)
		switch {
		case host == service:
			t.Container = path
			return t, true
		case ok:
			t.Container, t.Virtual = bucket+"/"+path, true
			return t, true
		}
	}
	return Target{}, false
}

// s3Bucket returns the bucket of a virtual-hosted address of Amazon S3:
// bucket.s3.region.amazonaws.com or bucket.s3.amazonaws.com.
func s3Bucket(host string) (string, bool) {
	front, ok := strings.CutSuffix(host, ".amazonaws.com")
	if !ok {
		return "", false
	}
	i := strings.LastIndex(front, ".s3")
	if i <= 0 || strings.HasPrefix(front[i:], ".s3-website") {
		return "", false
	}
	return front[:i], true
}
