package exposure

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
)

// ParseTarget reads a target as an operator writes it:
//
//	az://account/container[/prefix]
//	s3://bucket[/prefix]
//	gs://bucket[/prefix]
//	file:///folder, or a path
//	https://account.blob.core.windows.net/container[/prefix][?sas]
//	https://bucket.s3.region.amazonaws.com/…, and the hosts of S3-compatible services, of Google's and of Firebase
//	https://host/directory/                            files behind a web server; at a loopback address the directory is one name
//	redis://host[:port][/database], postgres://…       a server: see [Services]
//	tcp://host:port                                    a server, whichever answers
//	http://127.0.0.1:port/account/container[/prefix]   an Azure emulator
//	az+http://host:port/account/container[/prefix]     the same, said openly
//	s3+http://host:port/bucket[/prefix]                an S3-compatible server
//	gs+http://host:port/bucket[/prefix]                an emulator of Google Cloud Storage
//	web+http://host:port/path                          a web server, said openly
//
// A path is made absolute by the caller. User information in a URL is refused:
// it is a way to make one host look like another.
func ParseTarget(s string) (Target, error) {
	if s == "" {
		return Target{}, errors.New("target: empty")
	}
	if hasUserInfo(s) {
		return Target{}, fmt.Errorf("target %s: user information before the host is refused: credentials belong into a credentials file", Redact(s))
	}
	scheme, rest, found := strings.Cut(s, "://")
	if !found {
		return Target{Provider: Folder, Path: filepath.Clean(s)}, nil
	}
	scheme = strings.ToLower(scheme) // RFC 3986, 3.1
	if known, ok := otherSchemes[scheme]; ok {
		scheme = known
	}
	s = scheme + "://" + rest
	switch scheme {
	case "file":
		return parseFile(s)
	case "az":
		account, path, _ := strings.Cut(rest, "/")
		path, query, _ := strings.Cut(path, "?")
		if err := accountName(account); err != nil {
			return Target{}, fmt.Errorf("target %s: %w", Redact(s), err)
		}
		t := Target{Provider: Azure, Account: account, Query: signature(query), Endpoint: "https://" + account + azureBlob + azurePublic}
		return t.within(s, path)
	case "s3":
		return Target{Provider: S3, Endpoint: "https://s3.amazonaws.com"}.within(s, rest)
	case "gs":
		return Target{Provider: GCS, Endpoint: googleStorage}.within(s, rest)
	case "http", "https":
		return parseURL(s, "", scheme)
	}
	how, plain, tagged := strings.Cut(scheme, "+")
	if tagged && (plain == "http" || plain == "https") && (how == "az" || how == "s3" || how == "gs" || how == "web") {
		return parseURL(s, how, plain)
	}
	if _, ok := ServicePort(scheme); ok || scheme == AnyService {
		return parseServer(s, scheme)
	}
	return Target{}, fmt.Errorf("target %s: scheme %q is none of az, s3, gs, file, https, http, az+http, s3+http, gs+http, web+http, tcp, and no service such as redis or postgres", Redact(s), scheme)
}

func parseFile(s string) (Target, error) {
	u, err := url.Parse(s)
	if err != nil {
		return Target{}, fmt.Errorf("target %s: not a URL", Redact(s))
	}
	if u.Host != "" && u.Host != "localhost" {
		return Target{}, fmt.Errorf("target %s: a file URL names a folder of this machine: file:///folder", s)
	}
	if u.Path == "" {
		return Target{}, fmt.Errorf("target %s: names no folder", s)
	}
	return Target{Provider: Folder, Path: filepath.Clean(u.Path)}, nil
}

// checkPort refuses what no server can listen on.
func checkPort(port string) error {
	if n, err := strconv.ParseUint(port, 10, 16); port != "" && (err != nil || n == 0) {
		return fmt.Errorf("port %s is no number from 1 to 65535", port)
	}
	return nil
}

// parseServer reads a target of [Services].
func parseServer(s, service string) (Target, error) {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" {
		return Target{}, fmt.Errorf("target %s: a server is written %s://host:port", Redact(s), service)
	}
	port := u.Port()
	if err := checkPort(port); err != nil {
		return Target{}, fmt.Errorf("target %s: %w", Redact(s), err)
	}
	if port == "" {
		n, ok := ServicePort(service)
		if !ok {
			return Target{}, fmt.Errorf("target %s: a server of no certain service needs its port: tcp://host:port", Redact(s))
		}
		port = fmt.Sprint(n)
	}
	t := Target{Provider: Server, Service: service, Endpoint: service + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port), Named: true}
	t.Container, t.Prefix, _ = strings.Cut(strings.Trim(u.Path, "/"), "/")
	return t, nil
}

// parseURL reads an address of HTTP; how says what stands there, or "" where the
// host tells.
func parseURL(s, how, plain string) (Target, error) {
	_, after, _ := strings.Cut(s, "://")
	u, err := url.Parse(plain + "://" + after)
	if err != nil || u.Hostname() == "" {
		return Target{}, fmt.Errorf("target %s: not a URL", Redact(s))
	}
	if err := checkPort(u.Port()); err != nil {
		return Target{}, fmt.Errorf("target %s: %w", Redact(s), err)
	}
	u.Host = strings.ToLower(u.Host)
	path := strings.TrimPrefix(u.Path, "/")
	base := plain + "://" + u.Host
	switch how {
	case "s3":
		return Target{Provider: S3, Endpoint: base, Query: signature(u.RawQuery), Named: true}.within(s, path)
	case "gs":
		return Target{Provider: GCS, Endpoint: base, Query: signature(u.RawQuery), Named: true}.within(s, path)
	case "web":
		return webTarget(s, base, path, u.RawQuery)
	case "az":
		return emulator(s, base, path, signature(u.RawQuery))
	}
	if t, ok, err := knownHost(s, u); ok || err != nil {
		return t, err
	}
	if inside := strings.Trim(path, "/"); strings.HasPrefix(path, emulated+"/") ||
		loopbackName(u.Hostname()) && inside != "" && (strings.Contains(inside, "/") || !strings.HasSuffix(path, "/")) {
		return emulator(s, base, path, signature(u.RawQuery))
	}
	return webTarget(s, base, path, u.RawQuery)
}

// emulated is the account that emulators of Azure have.
const emulated = "devstoreaccount1"

// emulator reads what stands behind the host of an endpoint that serves several
// accounts of Azure by their paths.
func emulator(s, base, path, query string) (Target, error) {
	account, path, ok := strings.Cut(path, "/")
	if !ok {
		return Target{}, fmt.Errorf("target %s: an Azure endpoint is written http://host:port/account/container, a file behind a web server web+http://host:port/file", Redact(s))
	}
	return Target{Provider: Azure, Account: account, Endpoint: base + "/" + account, Query: query, Named: true}.within(s, path)
}

// webTarget refuses a query: what it asks for is no file, and without it would be another.
func webTarget(s, base, path, query string) (Target, error) {
	if query != "" {
		return Target{}, fmt.Errorf("target %s: what stands behind a web server is named without a query; a question mark in a name is written %%3F", Redact(s))
	}
	return Target{Provider: Web, Endpoint: base, Prefix: path, Named: true}, nil
}

// within completes t with the container and the prefix that path names.
func (t Target) within(s, path string) (Target, error) {
	t.Container, t.Prefix, _ = strings.Cut(path, "/")
	if t.Container == "" {
		return Target{}, fmt.Errorf("target %s: names no container or bucket", Redact(s))
	}
	return t, nil
}

// accountName holds a name to what Azure allows: 3 to 24 small letters and
// digits. It keeps anything that could move the host elsewhere out of it.
func accountName(s string) error {
	if len(s) < 3 || len(s) > 24 {
		return fmt.Errorf("storage account %q: want 3 to 24 characters", s)
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return fmt.Errorf("storage account %q: want small letters and digits", s)
		}
	}
	return nil
}

func loopbackName(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// hasUserInfo reports whether a target, as somebody wrote it, has user
// information: "scheme://user:password@host", or the same without a scheme,
// which would be taken for a path.
func hasUserInfo(s string) bool {
	authority, schemed := s, false
	if _, rest, ok := strings.Cut(s, "://"); ok {
		authority, schemed = rest, true
	}
	if i := strings.IndexAny(authority, "/?#"); i >= 0 {
		authority = authority[:i]
	}
	user, _, at := strings.Cut(authority, "@")
	return at && (schemed || strings.Contains(user, ":"))
}

// Redact cuts a target, as somebody wrote it, before its query and its user
// information, so that it can stand in an error.
func Redact(s string) string {
	s, _, _ = strings.Cut(s, "?")
	scheme, rest, ok := strings.Cut(s, "://")
	if ok {
		scheme += "://"
	} else {
		scheme, rest = "", s
	}
	authority, path, _ := strings.Cut(rest, "/")
	if hasUserInfo(s) {
		authority = authority[strings.LastIndexByte(authority, '@')+1:]
	}
	s = scheme + authority
	if path != "" {
		s += "/" + path
	}
	return s
}
