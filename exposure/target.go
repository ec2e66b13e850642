package exposure

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
)

// A Provider is a sort of place that holds objects.
type Provider string

// The providers.
const (
	Azure  Provider = "azure"  // Azure Blob Storage, or an emulator of it
	S3     Provider = "s3"     // Amazon S3, or a compatible
	Folder Provider = "folder" // a folder of this machine
)

// A Target is one place that can hold data. Its zero value is no target; make
// one with [ParseTarget].
type Target struct {
	Provider  Provider
	Endpoint  string // "https://account.blob.core.windows.net", "http://127.0.0.1:10000/devstoreaccount1", "https://s3.amazonaws.com"; "" for a folder
	Account   string // storage account; "" for S3 and folders
	Container string // container or bucket; "" for a folder
	Prefix    string // only names that begin so; "" for all
	Path      string // absolute path of a folder
	Query     string // a SAS, as the operator gave it; a secret: never printed, never stored in the clear
	// Named reports that the operator wrote the host itself, as with an
	// emulator, so that a loopback address may be reached without a grant.
	Named bool
}

// azureSuffix is where the public Azure cloud serves blobs.
const azureSuffix = ".blob.core.windows.net"

// ParseTarget reads a target as an operator writes it:
//
//	az://account/container[/prefix]
//	s3://bucket[/prefix]
//	file:///folder, or a path
//	https://account.blob.core.windows.net/container[/prefix][?sas]
//	http://host:port/account/container[/prefix]        an Azure emulator
//	az+http://host:port/account/container[/prefix]     the same, said openly
//	s3+http://host:port/bucket[/prefix]                an S3-compatible server
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
	switch scheme {
	case "file":
		return parseFile(s)
	case "az":
		account, path, _ := strings.Cut(rest, "/")
		path, query, _ := strings.Cut(path, "?")
		if err := accountName(account); err != nil {
			return Target{}, fmt.Errorf("target %s: %w", Redact(s), err)
		}
		t := Target{Provider: Azure, Account: account, Query: query, Endpoint: "https://" + account + azureSuffix}
		return t.within(s, path)
	case "s3":
		t := Target{Provider: S3, Endpoint: "https://s3.amazonaws.com"}
		return t.within(s, rest)
	case "http", "https", "az+http", "az+https", "s3+http", "s3+https":
		return parseURL(s, scheme)
	}
	return Target{}, fmt.Errorf("target %s: scheme %q is none of az, s3, file, https, http, az+http, s3+http", Redact(s), scheme)
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

func parseURL(s, scheme string) (Target, error) {
	how, plain, tagged := strings.Cut(scheme, "+")
	if !tagged {
		how, plain = "", scheme
	}
	u, err := url.Parse(plain + strings.TrimPrefix(s, scheme))
	if err != nil || u.Host == "" {
		return Target{}, fmt.Errorf("target %s: not a URL", Redact(s))
	}
	host := strings.ToLower(u.Host)
	path := strings.TrimPrefix(u.Path, "/")
	base := plain + "://" + host
	if how == "s3" {
		return Target{Provider: S3, Endpoint: base, Named: true}.within(s, path)
	}
	if account, ok := strings.CutSuffix(u.Hostname(), azureSuffix); ok && how == "" {
		if err := accountName(account); err != nil {
			return Target{}, fmt.Errorf("target %s: %w", Redact(s), err)
		}
		return Target{Provider: Azure, Account: account, Endpoint: base, Query: u.RawQuery}.within(s, path)
	}
	if bucket, ok := s3Bucket(u.Hostname()); ok && how == "" {
		return Target{Provider: S3, Endpoint: "https://" + strings.TrimPrefix(u.Hostname(), bucket+".")}.within(s, bucket+"/"+path)
	}
	account, path, ok := strings.Cut(path, "/")
	if !ok {
		return Target{}, fmt.Errorf("target %s: an Azure endpoint is written http://host:port/account/container", Redact(s))
	}
	return Target{Provider: Azure, Account: account, Endpoint: base + "/" + account, Query: u.RawQuery, Named: true}.within(s, path)
}

// s3Bucket returns the bucket of a virtual-hosted address of Amazon S3:
// bucket.s3.region.amazonaws.com or bucket.s3.amazonaws.com.
func s3Bucket(host string) (string, bool) {
	front, ok := strings.CutSuffix(host, ".amazonaws.com")
	if !ok {
		return "", false
	}
	i := strings.LastIndex(front, ".s3")
	if i <= 0 {
		return "", false
	}
	return front[:i], true
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

// String returns the target as an operator writes it, without any signature.
func (t Target) String() string {
	var s string
	switch {
	case t.Provider == Folder:
		return (&url.URL{Scheme: "file", Path: filepath.ToSlash(t.Path)}).String()
	case t.Provider == Azure && !t.Named:
		s = "az://" + t.Account + "/" + t.Container
	case t.Provider == Azure:
		s = t.Endpoint + "/" + t.Container
	case t.Provider == S3 && !t.Named:
		s = "s3://" + t.Container
	default:
		s = "s3+" + t.Endpoint + "/" + t.Container
	}
	if t.Prefix != "" {
		s += "/" + t.Prefix
	}
	return s
}

// HostPort returns the host and port that requests to t go to, and "" for a
// folder, to which no packet is sent.
func (t Target) HostPort() string {
	u, err := url.Parse(t.Endpoint)
	if err != nil || t.Endpoint == "" {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// Loopback reports whether the operator named a literal loopback address, or
// localhost, as the host of t.
func (t Target) Loopback() bool {
	host, _, err := net.SplitHostPort(t.HostPort())
	if err != nil || !t.Named {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// Contains reports whether every object of other is one of t too.
func (t Target) Contains(other Target) bool {
	if t.Provider == Folder || other.Provider == Folder {
		return t.Provider == other.Provider &&
			(t.Path == other.Path || strings.HasPrefix(other.Path, strings.TrimSuffix(t.Path, "/")+"/"))
	}
	return t.Provider == other.Provider && t.Endpoint == other.Endpoint && t.Container == other.Container &&
		strings.HasPrefix(other.Prefix, t.Prefix)
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
