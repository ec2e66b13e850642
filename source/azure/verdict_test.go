package azure_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/azure"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// TestVerdicts: what the service answers to whoever may not read (facts: it
// does not tell a missing container from a private one).
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
		list   error // the first page
		next   error // a further page, or a blob that was listed
	}{
		{404, "ContainerNotFound", source.ErrNotFoundOrPrivate, source.ErrClosedMidway},
		{404, "ResourceNotFound", source.ErrNotFoundOrPrivate, source.ErrClosedMidway},
		{401, "NoAuthenticationInformation", source.ErrNotFoundOrPrivate, source.ErrClosedMidway},
		{403, "AuthenticationFailed", source.ErrNotFoundOrPrivate, source.ErrClosedMidway},
		{403, "AuthorizationFailure", source.ErrNotFoundOrPrivate, source.ErrClosedMidway},
		{409, "PublicAccessNotPermitted", source.ErrNotFoundOrPrivate, source.ErrClosedMidway},
		{404, "", source.ErrNotFoundOrPrivate, source.ErrClosedMidway},
		{409, "BlobUsesCustomerSpecifiedEncryption", source.ErrDenied, source.ErrDenied},
		{409, "", source.ErrDenied, source.ErrDenied},
		{409, "BlobArchived", source.ErrArchived, source.ErrArchived},
		{409, "BlobBeingRehydrated", source.ErrArchived, source.ErrArchived},
		{503, "ServerBusy", source.ErrThrottled, source.ErrThrottled},
		{429, "", source.ErrThrottled, source.ErrThrottled},
		{500, "InternalError", source.ErrServer, source.ErrServer},
		{500, "OperationTimedOut", source.ErrServer, source.ErrServer},
		{502, "", source.ErrServer, source.ErrServer},
		{400, "InvalidQueryParameterValue", source.ErrRequest, source.ErrRequest},
		{416, "InvalidRange", source.ErrLength, source.ErrLength},
		{302, "", source.ErrGarbled, source.ErrGarbled},
		{403, "<script>\x1b[31m", source.ErrNotFoundOrPrivate, source.ErrClosedMidway},
	} {
		s := newSpeaker(t)
		var elsewhere atomic.Int32
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/elsewhere" {
				elsewhere.Add(1)
			}
			w.Header().Set("Location", s.URL+"/elsewhere")
			w.Header().Set("Retry-After", "7")
			if strings.ContainsAny(c.code, "<") {
				w.WriteHeader(c.status)
				fmt.Fprintf(w, "<Error><Code>%s</Code></Error>", c.code)
				return true
			}
			refuse(w, c.status, c.code)
			return true
		}
		src := s.source(t, sourcetest.Options{})
		_, first := src.List(t.Context(), "")
		_, next := src.List(t.Context(), "6162")
		_, opened := src.Open(t.Context(), source.Object{Name: "hidden-name", ETag: `"x"`, Current: true}, 0)
		for i, err := range []error{first, next, opened} {
			want := []error{c.list, c.next, c.next}[i]
			var e *source.Error
			if !errors.Is(err, want) || !errors.As(err, &e) || e.Status != c.status || e.RetryAfter != 7*time.Second {
				t.Errorf("HTTP %d %s: %v, want %v", c.status, c.code, err, want)
				continue
			}
			if text := err.Error(); strings.ContainsAny(text, "\x1b<\n") || strings.Contains(text, "secret") || strings.Contains(text, "hidden-name") {
				t.Errorf("the error quotes the answer or the name: %q", text)
			}
		}
		if elsewhere.Load() != 0 {
			t.Error("a redirect was followed")
		}
	}
}

// TestRefusedSignature: what lists and may not read is not taken for a
// container that was closed.
func TestRefusedSignature(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
		open   error
		reason exposure.Reason
	}{
		{403, "AuthorizationPermissionMismatch", source.ErrDenied, exposure.NotReadDenied},
		{403, "AuthenticationFailed", source.ErrClosedMidway, exposure.NotReadDenied}, // it has ended
		{404, "ContainerNotFound", source.ErrClosedMidway, exposure.NotReadDenied},
		{409, "BlobUsesCustomerSpecifiedEncryption", source.ErrDenied, exposure.NotReadEncrypted},
	} {
		s := newSpeaker(t)
		s.before = func(w http.ResponseWriter, r *http.Request) bool { refuse(w, c.status, c.code); return true }
		target := s.target(t)
		target.Query = "sp=l&sig=x"
		src, err := azure.New(azure.Options{Target: target, Transport: transportFor(t)})
		if err != nil {
			t.Fatal(err)
		}
		_, err = src.Open(t.Context(), source.Object{Name: "a", ETag: `"x"`, Current: true}, 0)
		if !errors.Is(err, c.open) || source.ReasonOf(err) != c.reason {
			t.Errorf("HTTP %d %s: %v (%s)", c.status, c.code, err, source.ReasonOf(err))
		}
	}
}

// TestKinds lists what cannot or should not be read, and says why.
func TestKinds(t *testing.T) {
	s := newSpeaker(t)
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		for _, kind := range []string{"snapshots", "versions", "deleted"} {
			if !strings.Contains(r.URL.Query().Get("include"), kind) {
				t.Errorf("%s were not asked for", kind)
			}
		}
		io.WriteString(w, `<EnumerationResults><Blobs>
<Blob><Name>cold</Name><Properties><Content-Length>1</Content-Length><AccessTier>Archive</AccessTier></Properties></Blob>
<Blob><Name>cool</Name><VersionId>2026-01-02T00:00:00.0000000Z</VersionId><IsCurrentVersion>true</IsCurrentVersion>
  <Properties><Creation-Time>Fri, 02 Jan 2026 00:00:00 GMT</Creation-Time><Content-MD5>XrY7u+Ae7tCTyyK7j1rNww==</Content-MD5>
  <Content-Type>text/csv</Content-Type><Content-Encoding>gzip</Content-Encoding><AccessTier>Cool</AccessTier></Properties></Blob>
<Blob><Name>cool</Name><VersionId>2026-01-01T00:00:00.0000000Z</VersionId><Properties><Content-Length>1</Content-Length></Properties></Blob>
<Blob><Name>cool</Name><Snapshot>2026-01-01T12:00:00.0000000Z</Snapshot><Properties><Content-Length>1</Content-Length></Properties></Blob>
<Blob><Name>deleted</Name><Deleted>true</Deleted><Properties><Content-Length>1</Content-Length></Properties></Blob>
<Blob><Name>folder</Name><Properties><Content-Length>0</Content-Length><ResourceType>directory</ResourceType></Properties></Blob>
<Blob><Name>bare</Name></Blob></Blobs></EnumerationResults>`)
		return true
	}
	src, err := azure.New(azure.Options{Target: s.target(t), Transport: transportFor(t), Snapshots: true, Versions: true, Deleted: true})
	if err != nil {
		t.Fatal(err)
	}
	objects, err := list(t, src)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range objects {
		got = append(got, fmt.Sprintf("%s %v %s %d", o.Name, o.Current, o.Unreadable, o.Size))
	}
	want := []string{
		"cold true archived 1", "cool true  -1", "cool false not-current 1", "cool false not-current 1",
		"deleted false not-current 1", "folder true special 0", "bare true  -1",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if o := objects[1]; o.Created.IsZero() || len(o.MD5) != 16 || o.ContentType != "text/csv" || o.ContentEncoding != "gzip" || o.Tier != "Cool" {
		t.Errorf("%+v", o)
	}
	if objects[2].Version == "" || objects[3].Snapshot == "" {
		t.Error("versions and snapshots are not named")
	}
	if reason := objects[2].Unreadable; reason != exposure.NotReadSnapshot {
		t.Errorf("%s", reason)
	}
}
