package sourcetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// FakeGCSVersion is the version that `make tools` installs.
const FakeGCSVersion = "v1.56.1"

// The bearer tokens that a [GCS] knows: its owner's, and one of somebody who has no
// rights there.
const (
	GCSOwner = "token-of-the-owner"
	GCSGuest = "token-of-a-guest"
)

// A GCS is fake-gcs-server, which lets everybody do everything, behind a front that
// refuses as Google's documentation says that the service does: by status and body of
// "HTTP status and error codes for JSON", and the conditions that the emulator does
// not know. No answer of the service itself was seen when it was written.
type GCS struct {
	Endpoint string
	backend  string
	owner    *http.Client

	mu     sync.Mutex
	rights map[string]string // of everybody, by bucket: "" or words of list, get
}

// StartGCS starts one that keeps everything in memory. It skips and fails as
// [StartAzurite] does.
func StartGCS(t testing.TB) *GCS {
	t.Helper()
	program := tool(t, ".tools/bin/fake-gcs-server", "GOBIN=$PWD/.tools/bin go install github.com/fsouza/fake-gcs-server@"+FakeGCSVersion)
	address := freePort(t)
	host, port, _ := net.SplitHostPort(address)
	s := start(t, exec.Command(program, "-backend", "memory", "-scheme", "http", "-host", host, "-port", port, "-log-level", "error"))
	s.listens(t, "fake-gcs-server", address)
	to := &url.URL{Scheme: "http", Host: address}
	tr := &http.Transport{MaxIdleConnsPerHost: 16, DisableCompression: true}
	t.Cleanup(tr.CloseIdleConnections)
	g := &GCS{backend: to.String(), owner: &http.Client{Transport: tr}, rights: map[string]string{}}
	proxy := &httputil.ReverseProxy{Transport: tr, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status, reason := g.refusal(r); status != 0 {
			refuse(w, r, status, reason)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	g.Endpoint = front.URL
	return g
}

// refusal returns how the service refuses a request, 0 where it does not.
func (g *GCS) refusal(r *http.Request) (status int, reason string) {
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), "/storage/v1/b/")
	bucket, rest, _ := strings.Cut(rest, "/")
	name, isObject := strings.CutPrefix(rest, "o/")
	if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead || rest != "o" && !isObject || strings.Contains(name, "/") {
		return http.StatusMethodNotAllowed, "methodNotAllowed"
	}
	g.mu.Lock()
	rights, exists := g.rights[bucket]
	g.mu.Unlock()
	token, signed := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	right := "list"
	if isObject {
		right = "get"
	}
	switch {
	case signed && token != GCSOwner && token != GCSGuest:
		return http.StatusUnauthorized, "authError"
	case !exists:
		return http.StatusNotFound, "notFound"
	case token == GCSOwner, strings.Contains(rights, right):
	case signed:
		return http.StatusForbidden, "forbidden"
	default:
		return http.StatusUnauthorized, "required"
	}
	if want := r.URL.Query().Get("ifGenerationMatch"); want != "" {
		if have := g.generation(bucket, name); have != "" && have != want {
			return http.StatusPreconditionFailed, "conditionNotMet"
		}
	}
	return 0, ""
}

// generation asks the emulator for an object's, "" where there is none.
func (g *GCS) generation(bucket, name string) string {
	resp, err := g.owner.Get(g.backend + "/storage/v1/b/" + bucket + "/o/" + name)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	var o struct{ Generation string }
	if json.NewDecoder(resp.Body).Decode(&o) != nil {
		return ""
	}
	return o.Generation
}

// refuse answers as the JSON API does: with JSON, and to downloads with plain text.
func refuse(w http.ResponseWriter, r *http.Request, status int, reason string) {
	if r.URL.Query().Get("alt") == "media" {
		http.Error(w, "Anonymous caller does not have storage.objects.get access to the Google Cloud Storage object.", status)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error": {"code": %d, "message": "refused", "errors": [{"message": "refused", "domain": "global", "reason": %q}]}}`, status, reason)
}

// Allow makes a bucket where there is none and sets what everybody may do there: ""
// or words of list, get.
func (g *GCS) Allow(t testing.TB, bucket, rights string) {
	t.Helper()
	g.mu.Lock()
	_, there := g.rights[bucket]
	g.rights[bucket] = rights
	g.mu.Unlock()
	if !there {
		g.do(t, http.MethodPost, "/storage/v1/b?project=contoso", "application/json", fmt.Appendf(nil, `{"name": %q, "versioning": {"enabled": true}}`, bucket))
	}
}

// Put writes an object as its owner does.
func (g *GCS) Put(t testing.TB, bucket, name string, data []byte) {
	t.Helper()
	g.do(t, http.MethodPost, "/upload/storage/v1/b/"+bucket+"/o?uploadType=media&name="+url.QueryEscape(name), "text/plain", data)
}

// Remove deletes an object as its owner does.
func (g *GCS) Remove(t testing.TB, bucket, name string) {
	t.Helper()
	g.do(t, http.MethodDelete, "/storage/v1/b/"+bucket+"/o/"+url.PathEscape(name), "", nil)
}

func (g *GCS) do(t testing.TB, method, path, media string, body []byte) {
	t.Helper()
	req, err := http.NewRequest(method, g.backend+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", media)
	resp, err := g.owner.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if text, _ := io.ReadAll(resp.Body); resp.StatusCode >= 300 {
		t.Errorf("%s %s: %s: %.200s", method, path, resp.Status, text)
	}
}
