package sourcetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

func missing(t *testing.T, p Provider) {
	src, err := p.Missing(t, Options{Transport: transport(t)})
	notReadable(t, src, err)
}

func private(t *testing.T, p Provider) {
	if p.Private == nil {
		t.Skip("this provider knows no private target")
	}
	src, err := p.Private(t, Options{Transport: transport(t)})
	notReadable(t, src, err)
}

// notReadable holds an error to what a reader needs: which target, and what to
// check, on one line.
func notReadable(t *testing.T, src source.Source, err error) {
	t.Helper()
	if err == nil {
		err = quick.Walk(t.Context(), src, "", func(source.Page) error { return nil })
	}
	if !errors.Is(err, source.ErrNotFoundOrPrivate) && !errors.Is(err, source.ErrDenied) {
		t.Fatalf("listing what may not be read: %v", err)
	}
	text := err.Error()
	if strings.Contains(text, "\n") || !strings.Contains(text, "check") || !strings.Contains(text, "://") || strings.Contains(text, "sig=") {
		t.Errorf("the error does not tell what to check, on one line, without a signature: %q", text)
	}
	if source.ReasonOf(err) != exposure.NotReadDenied {
		t.Errorf("reason %q", source.ReasonOf(err))
	}
}

func cancelled(t *testing.T, p Provider) {
	s := p.Store(t)
	src := open(t, s, 0)
	o := one(t, s, src, "long.bin", make([]byte, 8<<20))
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := src.List(done, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("List: %v, want context.Canceled", err)
	}
	if _, err := src.Open(done, o, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("Open: %v, want context.Canceled", err)
	}
	if err := source.Walk(done, src, "", func(source.Page) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Walk: %v, want context.Canceled", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	body, err := source.Stream(ctx, src, o, source.RetryPolicy{})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if _, err := io.ReadFull(body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	begun := time.Now()
	_, err = io.Copy(io.Discard, body)
	if !errors.Is(err, context.Canceled) || time.Since(begun) > time.Second {
		t.Errorf("reading on after the end of the context: %v after %v", err, time.Since(begun))
	}
}

func shut(t *testing.T, p Provider) {
	s := p.Store(t)
	put(t, s, Numbered(10), content)
	src := open(t, s, 3)
	var page source.Page
	for first := true; first || len(page.Objects) == 0; first = false {
		var err error
		if page, err = src.List(t.Context(), page.Next); err != nil || page.Next == "" {
			t.Fatalf("a page of ten objects: %+v, %v", page, err)
		}
	}
	s.Shut(t)
	// Another source: one that holds a folder open may go on reading it.
	src = open(t, s, 3)
	if src == nil {
		return // refused when it was opened
	}
	err := quick.Walk(t.Context(), src, page.Next, func(source.Page) error { return nil })
	if !errors.Is(err, source.ErrClosedMidway) && !errors.Is(err, source.ErrDenied) {
		t.Errorf("listing on after it was closed: %v", err)
	}
	_, err = source.Stream(t.Context(), src, page.Objects[0], quick)
	if !errors.Is(err, source.ErrClosedMidway) && !errors.Is(err, source.ErrDenied) || source.ReasonOf(err) != exposure.NotReadDenied {
		t.Errorf("reading on after it was closed: %v", err)
	}
}

// onlyReads sets out bait for everything that a provider must not use, and
// looks at each request that it sends.
func onlyReads(t *testing.T, p Provider) {
	s := p.Store(t)
	put(t, s, Numbered(5), content)
	bait := setBait(t)
	seen := &recorder{transport: transport(t)}
	src := s.Open(t, Options{PageSize: 2, Transport: seen})
	for _, page := range listed(t, src, "") {
		for _, o := range page.Objects {
			body, err := source.Stream(t.Context(), src, o, quick)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(body)
			body.Close()
			if err != nil || !bytes.Equal(got, content(o.Name)) {
				t.Errorf("%s: %v", o.Name, err)
			}
		}
	}
	seen.check(t)
	if n := bait(); n > 0 {
		t.Errorf("%d requests went past the transport that was handed in", n)
	}
}

// setBait points every variable and file from which an SDK takes credentials,
// proxies or addresses at a server that counts, and puts the same server in the
// place of the default transport. It returns the count.
func setBait(t *testing.T) func() int {
	var mu sync.Mutex
	var n int
	trap := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		n++
		http.Error(w, "caught", http.StatusTeapot)
	}))
	t.Cleanup(trap.Close)
	home := t.TempDir()
	program := filepath.Join(home, "program")
	os.WriteFile(program, []byte("#!/bin/sh\ntouch "+home+"/ran\n"), 0o700)
	os.Mkdir(filepath.Join(home, ".aws"), 0o700)
	config := "[default]\nregion = eu-bait-1\naws_access_key_id = BAIT\naws_secret_access_key = BAIT\ncredential_process = " + program + "\nendpoint_url = " + trap.URL + "\n"
	os.WriteFile(filepath.Join(home, ".aws/config"), []byte(config), 0o600)
	os.WriteFile(filepath.Join(home, ".aws/credentials"), []byte(config), 0o600)
	host, port, _ := net.SplitHostPort(trap.Listener.Addr().String())
	os.WriteFile(filepath.Join(home, ".pgpass"), []byte("*:*:*:*:BAIT\n"), 0o600)
	os.WriteFile(filepath.Join(home, ".my.cnf"), []byte("[client]\nuser=BAIT\npassword=BAIT\n"), 0o600)
	for key, value := range map[string]string{
		"HOME": home, "PATH": home,
		"HTTP_PROXY": trap.URL, "HTTPS_PROXY": trap.URL, "ALL_PROXY": trap.URL, "NO_PROXY": "", "http_proxy": trap.URL, "https_proxy": trap.URL,
		"AWS_ENDPOINT_URL": trap.URL, "AWS_ENDPOINT_URL_S3": trap.URL, "AWS_REGION": "eu-bait-1", "AWS_PROFILE": "default",
		"AWS_ACCESS_KEY_ID": "BAIT", "AWS_SECRET_ACCESS_KEY": "BAIT", "AWS_SESSION_TOKEN": "BAIT",
		"AWS_EC2_METADATA_SERVICE_ENDPOINT": trap.URL, "AWS_CONTAINER_CREDENTIALS_FULL_URI": trap.URL, "AWS_MAX_ATTEMPTS": "9",
		"AZURE_CLIENT_ID": "BAIT", "AZURE_TENANT_ID": "BAIT", "AZURE_CLIENT_SECRET": "BAIT", "AZURE_AUTHORITY_HOST": trap.URL,
		"IDENTITY_ENDPOINT": trap.URL, "IDENTITY_HEADER": "BAIT", "MSI_ENDPOINT": trap.URL,
		"PGHOST": host, "PGPORT": port, "PGUSER": "BAIT", "PGPASSWORD": "BAIT", "PGDATABASE": "BAIT", "PGAPPNAME": "BAIT", "PGOPTIONS": "-c application_name=BAIT",
		"MYSQL_HOST": host, "MYSQL_TCP_PORT": port, "MYSQL_PWD": "BAIT", "REDIS_URL": "redis://BAIT:BAIT@" + host + ":" + port, "MONGODB_URI": "mongodb://BAIT:BAIT@" + host + ":" + port,
		"AZURE_STORAGE_CONNECTION_STRING": "BlobEndpoint=" + trap.URL, "AZURE_STORAGE_KEY": "QkFJVA==",
	} {
		t.Setenv(key, value)
	}
	before := http.DefaultTransport
	http.DefaultTransport = roundTrip(func(*http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		n++
		return nil, errors.New("the default transport was used")
	})
	t.Cleanup(func() { http.DefaultTransport = before })
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		if _, err := os.Stat(filepath.Join(home, "ran")); err == nil {
			n++
		}
		return n
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// recorder notes what is sent.
type recorder struct {
	transport http.RoundTripper
	mu        sync.Mutex
	requests  []*http.Request
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	r.requests = append(r.requests, req.Clone(context.WithoutCancel(req.Context())))
	r.mu.Unlock()
	return r.transport.RoundTrip(req)
}

func (r *recorder) check(t *testing.T) {
	hosts := map[string]bool{}
	for _, req := range r.requests {
		if req.Method != http.MethodGet && req.Method != http.MethodHead || req.Body != nil && req.Body != http.NoBody {
			t.Errorf("%s %s was sent", req.Method, req.URL.Path)
		}
		for _, values := range req.Header {
			if strings.Contains(strings.Join(values, " "), "BAIT") {
				t.Errorf("a credential of the environment was sent to %s", req.URL.Host)
			}
		}
		hosts[req.URL.Host] = true
	}
	if len(hosts) > 1 {
		t.Errorf("requests went to several hosts: %v", hosts)
	}
}
