package discover

import (
	"regexp"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
)

// s3Host takes apart a host of Amazon S3: what stands in front of the service, whether it shows static
// sites, its region, and the cloud of China (AWS General Reference, "Amazon S3 endpoints and quotas").
var s3Host = regexp.MustCompile(`^(?:(.+)\.)?s3(-website)?(?:[.-](?:dualstack\.)?([a-z0-9-]+))?\.amazonaws\.com(\.cn)?$`)

// siteBucket returns the bucket of which a host of Amazon S3 shows the static site.
func siteBucket(host string) (exposure.Target, bool) {
	m := s3Host.FindStringSubmatch(strings.ToLower(host))
	if m == nil || m[1] == "" || m[2] == "" {
		return exposure.Target{}, false
	}
	return amazonBucket(m[1], m)
}

// nameBucket returns the bucket that Amazon S3 shows to those who ask for a name which leads to its
// host to: the bucket that is called as the name is, whichever one stands in the host (S3 User Guide,
// "Customizing Amazon S3 URLs with CNAME records").
func nameBucket(name, to string) (exposure.Target, bool) {
	m := s3Host.FindStringSubmatch(strings.ToLower(to))
	if m == nil || name == "" {
		return exposure.Target{}, false
	}
	return amazonBucket(name, m)
}

// amazonBucket names a bucket in the cloud of a host that [s3Host] took apart. A name that no bucket
// may have is none (S3 User Guide, "General purpose bucket naming rules").
func amazonBucket(name string, host []string) (exposure.Target, bool) {
	if len(name) < 3 || len(name) > 63 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
		return exposure.Target{}, false
	}
	address := "s3://" + name
	if host[4] != "" {
		address = "https://s3." + host[3] + ".amazonaws.com.cn/" + name
	}
	t, err := exposure.ParseTarget(address)
	return t, err == nil && t.Provider == exposure.S3
}

// led reports whether a name of the owner's leads to a candidate that is no web server. Amazon S3 shows
// by a name the bucket that is called as it is, and no other. Where the name is not known, it is taken to
// lead there.
func (c Candidate) led() bool {
	if c.Target.Provider == exposure.Web || c.Evidence != register.OwnedByZone && c.Name == "" {
		return false
	}
	host, _, _ := strings.Cut(c.Target.HostPort(), ":")
	return c.Name == "" || c.Target.Provider != exposure.S3 || !s3Host.MatchString(host) || c.Target.Container == c.Name
}
