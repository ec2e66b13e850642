package signedlink

import (
	"slices"
	"strings"
)

type param struct {
	name  string // as the vendor writes it, where it is known
	value string // decoded
}

// params are the parameters of a query in their order.
type params []param

// known are the parameters that vendors define, by their names in small
// letters. Their values never hold a '%', so that one that still does was
// encoded again.
var known = func() map[string]spec {
	m := map[string]spec{}
	for _, s := range specs {
		m[strings.ToLower(s.name)] = s
	}
	return m
}()

// A spec says what is known of a parameter.
type spec struct {
	name  string
	shows shows
	open  bool // may hold anything, '%' too
}

// shows says what of a value may be shown.
type shows uint8

const (
	whole   shows = iota // it is no secret
	keyName              // it names a key: its ends
	nothing              // a secret, or free text that may hold one
)

var specs = []spec{
	// https://learn.microsoft.com/rest/api/storageservices/create-service-sas, create-account-sas, create-user-delegation-sas
	{"sv", whole, false}, {"ss", whole, false}, {"srt", whole, false}, {"sr", whole, false}, {"sp", whole, false},
	{"st", whole, false}, {"se", whole, false}, {"sip", whole, false}, {"spr", whole, false}, {"si", whole, true},
	{"sdd", whole, false}, {"ses", whole, false}, {"tn", whole, false}, {"sig", nothing, false},
	{"spk", nothing, true}, {"srk", nothing, true}, {"epk", nothing, true}, {"erk", nothing, true},
	{"skoid", whole, false}, {"sktid", whole, false}, {"skt", whole, false}, {"ske", whole, false}, {"sks", whole, false}, {"skv", whole, false},
	{"saoid", whole, false}, {"suoid", whole, false}, {"scid", whole, false}, {"sduoid", whole, false}, {"skdutid", whole, false},
	{"srh", whole, false}, {"srq", whole, false},
	{"rscc", nothing, true}, {"rscd", nothing, true}, {"rsce", nothing, true}, {"rscl", nothing, true}, {"rsct", nothing, true},
	{"comp", whole, false}, {"restype", whole, false}, {"snapshot", whole, false}, {"api-version", whole, false},
	// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
	{"X-Amz-Algorithm", whole, false}, {"X-Amz-Credential", keyName, false}, {"X-Amz-Date", whole, false}, {"X-Amz-Expires", whole, false},
	{"X-Amz-SignedHeaders", whole, false}, {"X-Amz-Signature", nothing, false}, {"X-Amz-Security-Token", nothing, false}, {"X-Amz-Region-Set", whole, false},
	{"x-id", whole, false}, {"list-type", whole, false}, {"partNumber", whole, false}, {"uploadId", nothing, false}, {"versionId", nothing, false},
	// https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html, the query string alternative of version 2
	{"AWSAccessKeyId", keyName, false}, {"Expires", whole, false}, {"Signature", nothing, false},
	// https://cloud.google.com/storage/docs/authentication/signatures and …/access-control/signed-urls-v2
	{"X-Goog-Algorithm", whole, false}, {"X-Goog-Credential", keyName, false}, {"X-Goog-Date", whole, false}, {"X-Goog-Expires", whole, false},
	{"X-Goog-SignedHeaders", whole, false}, {"X-Goog-Signature", nothing, false}, {"GoogleAccessId", keyName, false},
	// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html
	{"Policy", nothing, false}, {"Key-Pair-Id", keyName, false}, {"Hash-Algorithm", whole, false},
	// https://www.alibabacloud.com/help/en/oss/developer-reference/add-signatures-to-urls
	{"x-oss-signature-version", whole, false}, {"x-oss-credential", keyName, false}, {"x-oss-date", whole, false}, {"x-oss-expires", whole, false},
	{"x-oss-signature", nothing, false}, {"x-oss-security-token", nothing, false}, {"x-oss-additional-headers", whole, false},
	{"OSSAccessKeyId", keyName, false}, {"security-token", nothing, false},
	// https://support.huaweicloud.com/intl/en-us/api-obs/obs_04_0011.html
	{"AccessKeyId", keyName, false},
}

// readParams takes a query apart. It returns how often values were encoded
// beyond the once that is right.
func readParams(query string) (list params, again int, err error) {
	fields := strings.Split(query, "&")
	if len(fields) > maxParams {
		return nil, 0, fail("more than %d parameters", maxParams)
	}
	for _, f := range fields {
		name, value, found := strings.Cut(f, "=")
		if name == "" || !found && len(fields) == 1 {
			continue
		}
		name = unescape(name)
		for n := 0; encoded(name) && n < maxCoding; n++ {
			name = unescape(name)
		}
		s, ok := known[strings.ToLower(name)]
		if ok {
			name = s.name
		}
		value = unescape(value)
		n := 0
		for ; ok && !s.open && encoded(value); n++ {
			if n == maxCoding {
				return nil, 0, fail("%s: encoded more than %d times", name, maxCoding)
			}
			value = unescape(value)
		}
		if name == "sig" || name == "Signature" { // a '+' of base64 that was decoded as in a form
			value = strings.ReplaceAll(value, " ", "+")
		}
		again = max(again, n)
		list = append(list, param{name, value})
	}
	// The rest of the link went the same way.
	for i, p := range list {
		if s, ok := known[strings.ToLower(p.name)]; ok && !s.open {
			continue
		}
		for range again {
			list[i].value = unescape(list[i].value)
		}
	}
	return list, again, nil
}

// has reports whether the query has every one of names, and none empty.
func (ps params) has(names ...string) bool {
	for _, n := range names {
		if ps.get(n) == "" {
			return false
		}
	}
	return true
}

// get returns the first value of a parameter, "" if it has none.
func (ps params) get(name string) string {
	for _, p := range ps {
		if strings.EqualFold(p.name, name) && p.value != "" {
			return p.value
		}
	}
	return ""
}

// all returns the different values of a parameter.
func (ps params) all(name string) (values []string) {
	for _, p := range ps {
		if strings.EqualFold(p.name, name) && p.value != "" && !slices.Contains(values, p.value) {
			values = append(values, p.value)
		}
	}
	return values
}

// letters returns the letters of all values of a parameter: one that is given
// twice is judged by the wider.
func (ps params) letters(name string) (set string) {
	for _, v := range ps.all(name) {
		for _, c := range strings.ToLower(v) {
			if !strings.ContainsRune(set, c) {
				set += string(c)
			}
		}
	}
	return set
}

// doubled returns the known parameters that have several values.
func (ps params) doubled() (names []string) {
	for _, p := range ps {
		if _, ok := known[strings.ToLower(p.name)]; ok && len(ps.all(p.name)) > 1 && !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
	}
	return names
}
