package exposure

import (
	"net"
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
	GCS    Provider = "gcs"    // Google Cloud Storage
	Web    Provider = "web"    // files behind a web server, by its directory listings or by known names
	Server Provider = "server" // a database, queue or other service: see [Services]
	Folder Provider = "folder" // a folder of this machine
)

// A Target is one place that can hold data. Its zero value is no target; make
// one with [ParseTarget].
type Target struct {
	Provider  Provider
	Endpoint  string // "https://account.blob.core.windows.net", "http://127.0.0.1:10000/devstoreaccount1", "https://s3.amazonaws.com", "redis://host:6379"; "" for a folder
	Account   string // storage account of Azure
	Service   string // of a server: one of [Services], or [AnyService]
	Container string // container or bucket; the database of a server, "" for all of them
	Prefix    string // only names that begin so; "" for all. Of a web server the path, which ends in "/" where it is a directory
	Path      string // absolute path of a folder
	Query     string // of a signed link, as it was given: a SAS, or the query of a pre-signed request; a secret: never printed, never stored in the clear
	Virtual   bool   // requests to a bucket have it in front of the endpoint's host; of a pre-signed one, the host was signed so
	// Named reports that the operator wrote the host itself, as with an
	// emulator, so that a loopback address may be reached without a grant.
	Named bool
}

// String returns the target as an operator writes it, without any signature.
func (t Target) String() string {
	var s string
	switch t.Provider {
	case Folder:
		return (&url.URL{Scheme: "file", Path: filepath.ToSlash(t.Path)}).String()
	case Web:
		s = t.Endpoint + "/" + inURL.Replace(t.Prefix)
		if again, err := ParseTarget(s); err != nil || again.Provider != Web {
			s = "web+" + s
		}
		return s
	case Server:
		s = t.Endpoint
		for _, part := range []string{t.Container, t.Prefix} {
			if part != "" {
				s += "/" + inURL.Replace(part)
			}
		}
		return s
	case Azure:
		s = "az://" + t.Account + "/" + t.Container
		if t.Named {
			s = t.address()
		}
	case GCS:
		s = "gs://" + t.Container
		if t.Named {
			s = t.address()
		}
	default:
		s = "s3://" + t.Container
		if t.Named {
			s = t.address()
		}
	}
	if t.Prefix != "" {
		s += "/" + t.Prefix
	}
	return s
}

// inURL writes a path so that it stays one when it is read as part of a URL.
var inURL = strings.NewReplacer("%", "%25", "?", "%3F", "#", "%23", " ", "%20", "\t", "%09", "\n", "%0A", "\r", "%0D")

// address returns the address of a container at a host that the operator named,
// with what stands there in front where the host does not tell.
func (t Target) address() string {
	s := t.Endpoint + "/" + t.Container
	u, err := url.Parse(t.Endpoint)
	if err != nil {
		return s
	}
	if t.Provider == GCS {
		return "gs+" + s
	}
	if t.Provider == Azure {
		if _, _, _, known := azureHost(u.Hostname()); !known && !loopbackName(u.Hostname()) && t.Account != emulated {
			return "az+" + s
		}
		return s
	}
	for _, c := range compatibles {
		if _, _, known := c.split(u.Hostname()); known {
			return s
		}
	}
	return "s3+" + s
}

// Link returns the address of a signed link as whoever holds it asks, which [ParseTarget] reads
// again; a secret. It is "" where t has no signature.
func (t Target) Link() string {
	scheme, host, ok := strings.Cut(t.Endpoint, "://")
	if t.Query == "" || !ok {
		return ""
	}
	path := "/" + url.PathEscape(t.Container)
	if t.Virtual {
		host, path = t.Container+"."+host, ""
	}
	if t.Prefix != "" || t.Virtual {
		path += "/" + (&url.URL{Path: t.Prefix}).EscapedPath()
	}
	if how, _, tagged := strings.Cut(t.address(), "+http"); tagged && t.Named {
		scheme = how + "+" + scheme
	}
	return scheme + "://" + host + path + "?" + t.Query
}

// HostPort returns the host and port that requests to t go to, and "" for a
// folder, to which no packet is sent. A bucket may stand in front of the host.
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
	return err == nil && t.Named && loopbackName(host)
}

// Contains reports whether every object of other is one of t too.
func (t Target) Contains(other Target) bool {
	if t.Provider != other.Provider {
		return false
	}
	switch t.Provider {
	case Folder:
		return t.Path == other.Path || strings.HasPrefix(other.Path, strings.TrimSuffix(t.Path, "/")+"/")
	case Server:
		if t.Endpoint == other.Endpoint && t.Container == "" {
			return true
		}
	case Web: // a path that does not end in a slash is one file
		within := t.Prefix == "" || strings.HasSuffix(t.Prefix, "/")
		return t.Endpoint == other.Endpoint && (t.Prefix == other.Prefix || within && strings.HasPrefix(other.Prefix, t.Prefix))
	}
	return t.Endpoint == other.Endpoint && t.Container == other.Container && strings.HasPrefix(other.Prefix, t.Prefix)
}
