package discover

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// counted serves a folder by a real web server behind a counter of what is asked for "/".
type counted struct {
	folder, at string
	mu         sync.Mutex
	answers    []string // of the directory: method and status
	bytes      int64    // of all bodies
}

func newCounted(t testing.TB, name string, files int) *counted {
	t.Helper()
	c := &counted{folder: t.TempDir()}
	for i := range files {
		c.write(t, fmt.Sprintf("q%05d.csv", i))
	}
	c.date(t, -time.Hour)
	for _, w := range sourcetest.WebServers() {
		if w.Name == name {
			c.at = w.Start(t, c.folder).Endpoint
		}
	}
	behind, err := url.Parse(c.at)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(behind) }, ModifyResponse: func(r *http.Response) error {
		r.Body = &countedBody{r.Body, c}
		c.mu.Lock()
		defer c.mu.Unlock()
		if r.Request.URL.Path == "/" {
			c.answers = append(c.answers, fmt.Sprint(r.Request.Method, " ", r.StatusCode))
		}
		return nil
	}}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	c.at = front.URL + "/"
	return c
}

type countedBody struct {
	io.ReadCloser
	c *counted
}

// Read implements [io.Reader].
func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.c.mu.Lock()
	defer b.c.mu.Unlock()
	b.c.bytes += int64(n)
	return n, err
}

func (c *counted) write(t testing.TB, name string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(c.folder, name), []byte("invented"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// date moves the date of the folder, which a server tells by the second.
func (c *counted) date(t testing.TB, by time.Duration) {
	t.Helper()
	at := time.Now().Add(by)
	if err := os.Chtimes(c.folder, at, at); err != nil {
		t.Fatal(err)
	}
}

func (c *counted) asked() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	got := c.answers
	c.answers = nil
	return got
}

// A listing that the server says is the same is not read again, but once a day; one with
// directories in it, or that another process cannot ask a file of, is read each time.
func TestListingThatIsTheSame(t *testing.T) {
	server, clock, r := newCounted(t, "apache-tracked", 500), newClock(), openRegister(t)
	var events []register.Event
	target := parse(t, server.at)
	round := func(want []string, what string, expect ...register.Event) {
		t.Helper()
		events = nil
		m := monitorOf(t, r, clock, target, &events)
		m.Prober.Conditional, m.Prober.Patience = true, 10*time.Second
		if _, err := m.Once(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := server.asked(); !slices.Equal(got, want) || !slices.Equal(events, expect) {
			t.Errorf("%s: the directory answers %v, want %v; events %v, want %v", what, got, want, events, expect)
		}
		clock.Pass(time.Hour)
	}
	whole, same := []string{"GET 200", "GET 200"}, []string{"HEAD 200"}
	changed := append([]string{"HEAD 200"}, whole...)
	round(whole, "at first", register.Found)
	round(same, "the same")
	e, err := r.Exposure(t.Context(), server.at)
	if err != nil || e.State != register.StateOpen || e.Objects != 500 || !e.Listed.Equal(clock.Now().Add(-time.Hour)) || len(e.Rights) != 2 {
		t.Errorf("%+v, %v", e, err)
	}
	for _, f := range e.Rights {
		if f.Verdict != exposure.Open {
			t.Errorf("%s is %s: %s", f.Right, f.Verdict, f.Why)
		}
	}
	server.write(t, "new.csv")
	server.date(t, time.Minute)
	round(changed, "a file more", register.Contents)
	round(same, "the same again")
	clock.Pass(register.Whole)
	round(whole, "a day later")
	if err := os.Mkdir(filepath.Join(server.folder, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	server.date(t, 2*time.Minute)
	round(changed, "a directory in it")
	round(whole, "with a directory in it")
}

// BenchmarkUnchanged reports how many bytes a round of the monitor takes for a listing of 10,000
// files that did not change.
func BenchmarkUnchanged(b *testing.B) {
	for _, name := range []string{"nginx", "nginx-gzip", "apache", "apache-tracked"} {
		b.Run(name, func(b *testing.B) {
			server, clock := newCounted(b, name, 10_000), newClock()
			r := openRegister(b)
			round := func() {
				m := monitorOf(b, r, clock, parse(b, server.at), new([]register.Event))
				m.Prober.Conditional, m.Prober.Patience = true, 10*time.Second
				if _, err := m.Once(context.Background()); err != nil {
					b.Fatal(err)
				}
				clock.Pass(time.Hour)
			}
			round()
			server.bytes = 0
			for b.Loop() {
				round()
			}
			b.ReportMetric(float64(server.bytes)/float64(b.N), "bytes/round")
		})
	}
}
