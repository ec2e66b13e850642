package signedlink

import (
	"slices"
	"strings"
	"time"
)

// week is the longest that a signature of version 4 lasts at Amazon, Google and
// Alibaba.
const week = 7 * 24 * 60 * 60

// A dialect is how a vendor writes a signature of version 4.
type dialect struct {
	form                                                              Form
	vendor                                                            Vendor // by the names alone
	algorithm, credential, date, expires, headers, signature, session string
	bytes                                                             int // of the signature; 0 where it depends on the key
}

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
var amazonV4 = dialect{AWSV4, "", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Security-Token", 32}

// https://cloud.google.com/storage/docs/authentication/signatures
var googleV4 = dialect{GoogleV4, Google, "X-Goog-Algorithm", "X-Goog-Credential", "X-Goog-Date", "X-Goog-Expires", "X-Goog-SignedHeaders", "X-Goog-Signature", "", 0}

// https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls
var alibabaV4 = dialect{AlibabaV4, Alibaba, "x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-additional-headers", "x-oss-signature", "x-oss-security-token", 32}

// readV4 reads a request that was signed with version 4.
func (l *Link) readV4(d dialect) error {
	ps := l.params
	l.Form, l.Vendor = d.form, d.vendor
	l.locateBucket()
	if l.Vendor == "" {
		l.Vendor = d.vendor
	}
	scope := strings.Split(ps.get(d.credential), "/")
	if scope[0] == "" {
		return fail("%s: want the key's identifier and the scope", d.credential)
	}
	l.AccessKey = scope[0]
	if d.form == GoogleV4 && len(scope) > 5 { // nobody's, but no address holds a '/'
		l.note("%s has more parts than a scope", d.credential)
	}
	if len(scope) >= 4 {
		if s := scope[len(scope)-2]; s != "s3" && s != "storage" && s != "oss" {
			l.Reach, l.Service, l.Container, l.Object = ReachRequest, l.shortName(s), "", ""
		}
	} else {
		l.note("%s has no whole scope (date, region, service)", d.credential)
	}
	if err := l.readV4Term(d); err != nil {
		return err
	}
	l.Temporary = d.session != "" && ps.get(d.session) != "" || d.form == AWSV4 && strings.HasPrefix(l.AccessKey, "ASIA")
	if l.Temporary && l.EndIs == EndExact {
		l.EndIs = EndAtMost
		l.note("it was signed by temporary credentials: when those end, it ends")
	}
	n := d.bytes
	if a := ps.get(d.algorithm); strings.Contains(strings.ToUpper(a), "ECDSA") {
		n = 0
	} else if a == "" {
		l.note("%s is missing, which the service needs", d.algorithm)
	}
	l.Signature = hexSignature(ps.get(d.signature), n)
	l.HTTP = true // the scheme is not signed, and the services answer to both unless a policy forbids it
	l.inferRights(strings.Split(strings.ToLower(ps.get(d.headers)), ";"))
	return nil
}

// shortName keeps a name to letters, digits and '-', so that it can be shown.
func (l *Link) shortName(s string) string {
	s = strings.ToLower(s)
	if len(s) > 20 || l.holdsSecret(s) || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	return s
}

// readV4Term reads when a request of version 4 is taken: from its date, for so
// many seconds.
func (l *Link) readV4Term(d dialect) (err error) {
	if l.Start, err = l.basicTime(d.date); err != nil {
		return err
	}
	if l.params.get(d.expires) == "" {
		l.note("%s is missing: the service refuses it; it would take a week at most", d.expires)
		l.End, l.EndIs = l.Start.Add(week*time.Second), EndAtMost
		return nil
	}
	n, err := l.seconds(d.expires)
	if err != nil {
		return err
	}
	if n > week {
		l.note("%s is more than a week (604800), which Amazon, Google and Alibaba refuse", d.expires)
		if l.Vendor == AWS || l.Vendor == Google || l.Vendor == Alibaba {
			n, l.EndIs = week, EndAtMost
		}
	}
	l.End = l.epoch(d.expires, l.Start.Unix()+n)
	return nil
}

// readV2 reads a request that was signed in the older way, with the moment of
// its end: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html,
// https://cloud.google.com/storage/docs/access-control/signed-urls-v2.
func (l *Link) readV2(form Form, key string) error {
	l.Form = form
	l.locateBucket()
	if l.Vendor == "" {
		l.Vendor = map[Form]Vendor{GoogleV2: Google, AlibabaV1: Alibaba, HuaweiV2: Huawei}[form]
	}
	n, err := l.seconds("Expires")
	if err != nil {
		return err
	}
	l.End, l.AccessKey = l.epoch("Expires", n), l.params.get(key)
	l.Temporary = l.params.get("x-amz-security-token") != "" || l.params.get("security-token") != "" || form == AWSV2 && strings.HasPrefix(l.AccessKey, "ASIA")
	switch {
	case l.Temporary:
		l.EndIs = EndAtMost
		l.note("it was signed by temporary credentials: when those end, it ends")
	case form == GoogleV2: // any key of a service account may be rotated by Google
		l.EndIs = EndAtMost
		l.note("it ends with the key that signed it, which Google rotates where it keeps the key")
	case l.Vendor == AWS:
		l.note("version 2 of the signature: Amazon still takes it for older buckets and regions alone")
	}
	size := map[Form]int{AWSV2: 20, AlibabaV1: 20, HuaweiV2: 20}[form]
	l.Signature = base64Signature(l.params.get("Signature"), size)
	l.HTTP = true
	l.inferRights(nil)
	return nil
}

// operations are what SDKs write as "x-id" into a request; it is signed.
var operations = map[string]Right{
	"getobject": Read, "headobject": Read, "selectobjectcontent": Read, "headbucket": List, "listbuckets": List,
	"listobjects": List, "listobjectsv2": List, "listobjectversions": List, "listmultipartuploads": List,
	"putobject": Write, "uploadpart": Write, "uploadpartcopy": Write, "createmultipartupload": Write, "completemultipartupload": Write, "copyobject": Write,
	"deleteobject": Delete, "deleteobjects": Delete, "abortmultipartupload": Delete, "deletebucket": Delete,
	"putobjectacl": Permissions, "putbucketacl": Permissions, "putbucketpolicy": Permissions, "putobjecttagging": Tags,
}

// inferRights says what a request most likely does. Its method is signed but
// does not stand in the link.
func (l *Link) inferRights(headers []string) {
	ps := l.params
	l.RightsFrom = Inferred
	has := func(names ...string) bool {
		return slices.ContainsFunc(ps, func(p param) bool {
			return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(p.name, n) })
		})
	}
	if r, ok := operations[strings.ToLower(ps.get("x-id"))]; ok {
		l.Rights, l.RightsFrom = []Right{r}, Stated
		return
	}
	switch {
	case l.Reach == ReachRequest:
		return
	case has("uploadId", "partNumber", "uploads"):
		l.Rights = []Right{Write}
	case has("response-content-type", "response-content-disposition", "response-cache-control", "response-content-encoding", "response-expires", "response-content-language"):
		l.Rights = []Right{Read}
	case l.Object == "" && l.Reach != ReachUnknown:
		l.Rights = []Right{List}
	case slices.ContainsFunc(headers, uploads):
		l.Rights = []Right{Write}
	default:
		l.Rights = []Right{Read}
	}
	l.note("the method was signed but does not stand in the link: %s is the likeliest", l.Rights[0])
}

// uploads reports whether a signed header is one that only an upload has.
func uploads(header string) bool {
	switch header {
	case "content-type", "content-length", "content-md5", "x-goog-resumable", "x-goog-content-length-range", "x-goog-acl":
		return true
	}
	for _, p := range []string{"x-amz-meta-", "x-goog-meta-", "x-amz-acl", "x-amz-storage-class", "x-amz-server-side-encryption", "x-amz-checksum-", "x-amz-sdk-checksum-", "x-amz-tagging"} {
		if strings.HasPrefix(header, p) {
			return true
		}
	}
	return false
}
