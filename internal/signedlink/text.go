package signedlink

import (
	"regexp"
	"strings"
)

// Limits of what is read.
const (
	maxText   = 32 << 10 // bytes of a link; browsers and servers take less
	maxParams = 256
	maxCoding = 4 // times that something was percent-encoded
	maxNested = 3 // links that stand in a parameter of a link
)

// wrapped is a line's end within a link: mail programs wrap, shells continue
// lines after '\', answers in mails quote with '>'.
var wrapped = regexp.MustCompile(`[ \t]*\\?[\r\n]+[ \t>|]*`)

// ampersands are what '&' and '=' become in HTML, XML and JSON.
var (
	ampersands = regexp.MustCompile(`(?i)&(?:amp;)+|&#38;|&#x26;|\\u0026`)
	equals     = regexp.MustCompile(`(?i)&#61;|&#x3d;|&equals;|\\u003d`)
)

// invisible are characters that copying brings along.
var invisible = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u00ad", "", `\/`, "/")

// plain undoes what happens to links on their way through mails, pages,
// scripts and logs. It does not decode a link's own percent-encoding, unless
// the whole link was encoded.
func plain(s string) string {
	s = invisible.Replace(strings.TrimSpace(s))
	s = wrapped.ReplaceAllString(s, "")
	for range maxCoding {
		s = equals.ReplaceAllString(ampersands.ReplaceAllString(s, "&"), "=")
		if strings.Contains(s, "=") || !strings.Contains(strings.ToLower(s), "%3d") && !strings.Contains(strings.ToLower(s), "%253d") {
			break
		}
		s = unescape(s)
	}
	s = strings.TrimLeft(s, " \t\"'`<(")
	s, _, _ = strings.Cut(s, "#")
	return strings.TrimRight(s, " \t\"'`>)]},;:!.")
}

// parts are a link that was taken apart, still encoded.
type parts struct{ scheme, host, path, query string }

// connectionString is the form in which a SAS stands in settings:
// "BlobEndpoint=https://…;SharedAccessSignature=sv=…".
var (
	connectionString = regexp.MustCompile(`(?i)SharedAccessSignature=\??([^;"'\s]*)`)
	endpointString   = regexp.MustCompile(`(?i)(?:Blob|File|Queue|Table)Endpoint=(https?://[^;/?#"'\s]+(?:/[^;?#"'\s]*)?)`)
)

// split takes a link apart: with or without scheme, a bare query, or a
// connection string.
func split(s string) (p parts, err error) {
	if m := connectionString.FindStringSubmatch(s); m != nil {
		p.query = m[1]
		if m := endpointString.FindStringSubmatch(s); m != nil {
			err = p.locate(m[1])
		}
		return p, err
	}
	left, query, found := strings.Cut(s, "?")
	hasScheme := strings.Contains(left, "://")
	equal, slash := strings.IndexByte(left, '='), strings.IndexByte(left, '/')
	if !hasScheme && (!found || equal >= 0 && (slash < 0 || equal < slash)) {
		return parts{query: strings.TrimLeft(s, "?&")}, nil
	}
	p.query = strings.TrimLeft(query, "?&")
	if p.query == "" { // redis://host, or a folder
		return p, ErrNone
	}
	if left == "" {
		return p, nil
	}
	return p, p.locate(left)
}

// locate reads scheme, host and path.
func (p *parts) locate(s string) error {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		scheme, rest = "", strings.TrimPrefix(s, "//")
	}
	suffix := ""
	scheme = strings.ToLower(scheme)
	for _, service := range []string{"az+", "s3+", "gs+"} { // as a target is written
		scheme = strings.TrimPrefix(scheme, service)
	}
	switch p.scheme = scheme; p.scheme {
	case "", "https", "http":
	case "az": // as a target is written: az://account/container
		p.scheme, suffix = "https", ".blob.core.windows.net"
	case "abfss", "wasbs":
		return fail("scheme abfss and wasbs: give the https link that the query belongs to")
	default:
		return fail("scheme: want https or http")
	}
	host, path, ok := strings.Cut(rest, "/")
	if ok {
		p.path = "/" + path
	}
	if strings.Contains(host, "@") {
		return fail("user information before the host is refused: it makes one host look like another")
	}
	p.host = strings.TrimSuffix(strings.ToLower(host), ".") + suffix
	return validHost(p.host)
}

var hostForm = regexp.MustCompile(`^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?$`)

func validHost(host string) error {
	if len(host) > 300 || !hostForm.MatchString(host) {
		return fail("host: want a name or an address, and a port at most")
	}
	return nil
}

// unescape decodes percent-encoding once; what is no encoding stays as it is,
// and so does '+', which base64 uses.
func unescape(s string) string {
	i := strings.IndexByte(s, '%')
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i = 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := hexDigit(s[i+1]), hexDigit(s[i+2])
			if hi >= 0 && lo >= 0 {
				b.WriteByte(byte(hi<<4 | lo))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// encoded reports whether something in s is still percent-encoded.
func encoded(s string) bool { return unescape(s) != s }

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// escape encodes all but the unreserved characters of RFC 3986, section 2.3,
// and those of also.
func escape(s, also string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0 || strings.IndexByte(also, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', digits[c>>4], digits[c&15]})
	}
	return b.String()
}
