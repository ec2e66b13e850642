package probe

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source"
)

// Evidence is one question and what came back. It quotes no contents: of an answer
// its size and digest are kept, which whoever has the same bytes can compare.
type Evidence struct {
	ID      string            `json:"id"` // the first 16 hexadecimal digits of the SHA-256 of all that follows, as JSON
	At      time.Time         `json:"at"`
	Request string            `json:"request"`           // "GET https://…" without a signature, or the protocol's own words
	Address string            `json:"address,omitempty"` // to which it went
	Status  int               `json:"status,omitempty"`
	Code    string            `json:"code,omitempty"` // the provider's own
	Headers map[string]string `json:"headers,omitempty"`
	Answer  string            `json:"answer,omitempty"` // of a protocol without status: what sort of answer
	Bytes   int64             `json:"bytes"`            // of the answer that were read
	SHA256  string            `json:"sha256,omitempty"` // of these
	TLS     *TLS              `json:"tls,omitempty"`
	Failed  Failure           `json:"failed,omitempty"` // why no answer came
	TookMS  int64             `json:"tookMs"`
}

// seal gives e its identifier.
func (e *Evidence) seal() {
	e.ID = ""
	line, err := json.Marshal(e)
	if err != nil { // of strings and numbers: never
		panic(err)
	}
	sum := sha256.Sum256(line)
	e.ID = hex.EncodeToString(sum[:8])
}

// Intact reports whether e has the identifier of what it says.
func (e Evidence) Intact() bool {
	id := e.ID
	e.seal()
	return e.ID == id
}

// TLS is what is known of a server's certificate.
type TLS struct {
	Version  string    `json:"version"`
	Issuer   string    `json:"issuer,omitempty"`
	Names    []string  `json:"names,omitempty"` // at most eight
	NotAfter time.Time `json:"notAfter,omitzero"`
	SHA256   string    `json:"sha256,omitempty"`  // of the certificate
	Problem  string    `json:"problem,omitempty"` // "expired", "for another name", "not from a known authority"
}

const maxNames = 8

// describeTLS holds a certificate to the name and the time of the question.
func describeTLS(state *tls.ConnectionState, host string, now time.Time) *TLS {
	if state == nil {
		return nil
	}
	t := &TLS{Version: tls.VersionName(state.Version)}
	if len(state.PeerCertificates) == 0 {
		return t
	}
	leaf := state.PeerCertificates[0]
	sum := sha256.Sum256(leaf.Raw)
	t.Issuer, t.NotAfter, t.SHA256 = oneLine(leaf.Issuer.String()), leaf.NotAfter.UTC(), hex.EncodeToString(sum[:])
	for _, name := range leaf.DNSNames[:min(len(leaf.DNSNames), maxNames)] {
		t.Names = append(t.Names, oneLine(name))
	}
	between := x509.NewCertPool()
	for _, c := range state.PeerCertificates[1:] {
		between.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{Intermediates: between, CurrentTime: now})
	switch {
	case leaf.VerifyHostname(host) != nil: // first: whose it is matters more than how old it is
		t.Problem = "for another name"
	case now.After(leaf.NotAfter):
		t.Problem = "expired"
	case now.Before(leaf.NotBefore):
		t.Problem = "not valid yet"
	case err != nil:
		t.Problem = "not from a known authority"
	}
	return t
}

// A Failure says why no answer came.
type Failure string

// The failures.
const (
	FailedUnknownHost      Failure = "no such host"       // the name does not exist
	FailedResolve          Failure = "name not resolved"  // its servers fail
	FailedRefused          Failure = "connection refused" // nothing listens, or a firewall says so
	FailedUnreachable      Failure = "unreachable"
	FailedTimeout          Failure = "timed out"
	FailedReset            Failure = "connection lost"
	FailedProtocol         Failure = "not its protocol" // something else answers
	FailedTLS              Failure = "no TLS"
	FailedTooMuch          Failure = "answer without end"
	FailedWantsCertificate Failure = "wants a certificate" // of whoever connects (RFC 8446, 6.2)
	FailedProxy            Failure = "the proxy failed"
)

// failure tells why a question had no answer.
func failure(err error) Failure {
	var dns *net.DNSError
	var record tls.RecordHeaderError
	var timeout net.Error
	switch {
	case errors.Is(err, scope.ErrProxy):
		return FailedProxy
	case errors.As(err, &dns) && dns.IsNotFound:
		return FailedUnknownHost
	case errors.As(err, &dns):
		return FailedResolve
	case errors.Is(err, syscall.ECONNREFUSED):
		return FailedRefused
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EADDRNOTAVAIL):
		return FailedUnreachable
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return FailedTimeout
	case errors.As(err, &record):
		return FailedTLS
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return FailedReset
	case errors.Is(err, ErrTooMuch):
		return FailedTooMuch
	}
	switch text := err.Error(); {
	case strings.Contains(text, "remote error: tls: certificate required"), strings.Contains(text, "remote error: tls: bad certificate"):
		return FailedWantsCertificate
	case strings.Contains(text, "tls:"):
		return FailedTLS
	}
	return FailedProtocol
}

// telling are the headers that show who answered and why, and quote no contents.
var telling = [...]string{
	"Content-Type", "Content-Length", "Content-Range", "Date", "Server", "Www-Authenticate", "Retry-After", "Last-Modified", "Via",
	"X-Ms-Error-Code", "X-Ms-Request-Id", "X-Ms-Version", "X-Ms-Blob-Public-Access", "X-Ms-Blob-Type",
	"X-Amz-Bucket-Region", "X-Amz-Request-Id", "X-Amz-Id-2", "X-Goog-Stored-Content-Length", "X-Guploader-Uploadid", "X-Elastic-Product",
}

func tellingHeaders(h http.Header) map[string]string {
	kept := map[string]string{}
	for _, name := range telling {
		if v := h.Get(name); v != "" {
			kept[name] = cut(oneLine(v), 200)
		}
	}
	if where := h.Get("Location"); where != "" { // its host alone: a path may be anything
		kept["Location"] = redirectsTo(where)
	}
	return kept
}

// oneLine makes what a foreign server wrote fit for a line.
func oneLine(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufffd' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " ")))
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

// cleanCode keeps a provider's code to what may stand in a line.
func cleanCode(code string) string { return source.CleanCode(code) }
