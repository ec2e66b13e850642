package probe

import (
	"net/url"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// shownParameters are those whose values say what was asked and hold no secret and no content,
// as the providers read their names: Azure in any case of letters.
var shownParameters = []string{
	"restype", "comp", "include", "maxresults", "resource", "recursive", // Azure
	"sp", "sr", "ss", "srt", "se", "st", "spr", "sv", "si", "ske", "skt", "sks", "skv", // its signatures, but for sig, sip and who signed
	"max-keys", "list-type", "versions", "acl", "policy", "location", // S3
	"x-amz-algorithm", "x-amz-date", "x-amz-expires", "x-amz-signedheaders", "expires",
	"alt", "permissions", "fields", "kind", "x-goog-algorithm", "x-goog-date", "x-goog-expires", "x-goog-signedheaders", // Cloud Storage
}

// serverParameters are those of the questions to servers, which the checks write themselves.
var serverParameters = []string{
	"action", "all", "bytes", "db", "format", "h", "indexinfo", "limit", "only_cpu_and_memory", "page", "page_size", "path", "per_page",
	"q", "query", "rows", "separator", "shallow", "size", "tree", "type", "wt",
}

// redactURL returns an address without user information, and of its query the values
// that may be shown; every other one is replaced, by whatever name it goes. A prefix is
// shown where it is that of the target, t.
func redactURL(address string, t exposure.Target) string {
	base, query, found := strings.Cut(address, "?")
	base, _, _ = strings.Cut(base, "#")
	if scheme, rest, ok := strings.Cut(base, "://"); ok {
		host, path, slash := strings.Cut(rest, "/")
		host = host[strings.LastIndexByte(host, '@')+1:]
		if base = scheme + "://" + host; slash {
			base += "/" + path
		}
	}
	if !found {
		return base
	}
	query, _, _ = strings.Cut(query, "#")
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		kept = append(kept, redactPair(pair, t))
	}
	return base + "?" + strings.Join(kept, "&")
}

// redactPair returns a pair of a query as it may be shown.
func redactPair(pair string, t exposure.Target) string {
	raw, value, hasValue := strings.Cut(pair, "=")
	name, err := url.QueryUnescape(raw)
	name = strings.ToLower(name)
	switch {
	case err != nil:
		return "…"
	case strings.ContainsRune(pair, ';'): // which some take for &
	case slices.Contains(shownParameters, name), t.Provider == exposure.Server && slices.Contains(serverParameters, name):
		return pair
	case name == "prefix":
		if prefix, err := url.QueryUnescape(value); err == nil && prefix == t.Prefix {
			return pair
		}
	}
	if !hasValue || len(raw) > 40 {
		return "…"
	}
	return url.QueryEscape(name) + "=…"
}
