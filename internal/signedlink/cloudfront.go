package signedlink

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// readCanned reads a CloudFront link for one file with the moment of its end:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html
func (l *Link) readCanned() error {
	n, err := l.seconds("Expires")
	if err != nil {
		return err
	}
	l.Form, l.Reach = CloudFrontCanned, ReachObject
	l.End = l.epoch("Expires", n)
	l.deliver()
	return nil
}

// deliver sets what all links of CloudFront have in common. The vendor's name
// is certain by Key-Pair-Id, also under the owner's own domain. What a viewer
// may do is the distribution's to say: reading always.
func (l *Link) deliver() {
	l.Vendor, l.Service, l.HTTP = AWS, "cloudfront", l.Scheme == "http"
	l.Object = strings.TrimPrefix(l.path, "/")
	l.Rights, l.AccessKey = []Right{Read}, l.params.get("Key-Pair-Id")
	l.Signature = base64Signature(standardBase64.Replace(l.params.get("Signature")), 0)
}

// standardBase64 undoes what CloudFront's base64 has in place of +, = and /.
var standardBase64 = strings.NewReplacer("-", "+", "_", "=", "~", "/", " ", "+")

// A cloudFrontPolicy is what stands in the parameter Policy:
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-custom-policy.html
type cloudFrontPolicy struct {
	Statement []struct {
		Resource  string
		Condition struct {
			DateLessThan, DateGreaterThan struct {
				EpochTime json.Number `json:"AWS:EpochTime"`
			}
			IPAddress struct {
				SourceIP string `json:"AWS:SourceIp"`
			} `json:"IpAddress"`
		}
	}
}

// readCustom reads a CloudFront link with a policy of its own.
func (l *Link) readCustom() error {
	text := strings.TrimRight(standardBase64.Replace(l.params.get("Policy")), "=")
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return fail("Policy: want base64 with -, _ and ~ in place of +, = and /")
	}
	var policy cloudFrontPolicy
	if err := json.Unmarshal(raw, &policy); err != nil || len(policy.Statement) == 0 {
		return fail("Policy: want JSON with one Statement")
	}
	if len(policy.Statement) > 1 {
		l.note("Policy has more than one statement, of which CloudFront takes one: the first is judged")
	}
	s := policy.Statement[0]
	l.Form = CloudFrontCustom
	if l.Start, err = l.policyTime("DateGreaterThan", s.Condition.DateGreaterThan.EpochTime); err != nil {
		return err
	}
	if l.End, err = l.policyTime("DateLessThan", s.Condition.DateLessThan.EpochTime); err != nil {
		return err
	}
	if l.End.IsZero() {
		l.EndIs = EndUnknown
		l.note("Policy has no DateLessThan, which CloudFront needs")
	}
	if l.Addresses = readPrefix(s.Condition.IPAddress.SourceIP); l.Addresses.Malformed {
		l.note("Policy: AWS:SourceIp is neither an address nor a network")
	}
	l.deliver()
	l.reachOfResource(s.Resource)
	return nil
}

// policyTime reads a number of seconds since the start of 1970.
func (l *Link) policyTime(name string, n json.Number) (time.Time, error) {
	if n == "" {
		return time.Time{}, nil
	}
	v, err := strconv.ParseInt(n.String(), 10, 64)
	if err != nil || v < 0 {
		return time.Time{}, fail("Policy: %s: want a number of seconds", name)
	}
	return l.epoch("Policy: "+name, min(v, 1<<40)), nil
}

// reachOfResource tells how much the pattern of a policy opens: '*' stands for
// any characters, '/' too.
func (l *Link) reachOfResource(pattern string) {
	pattern, _, _ = strings.Cut(pattern, "?")
	_, rest, hasScheme := strings.Cut(pattern, "://")
	if !hasScheme {
		rest = pattern
	}
	host, path, _ := strings.Cut(rest, "/")
	star := strings.IndexByte(path, '*')
	switch {
	case pattern == "" || strings.Contains(host, "*") || star == 0:
		l.Reach, l.Object = ReachDistribution, ""
	case star < 0:
		l.Reach = ReachObject
	default:
		l.Reach, l.Object = ReachDirectory, unescape(path[:star])
	}
}
