package discover

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// webroot is a web server of which a test says what is there: a path and its page, or its status.
type webroot struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]string
}

func newWebroot(t *testing.T, pages map[string]string) *webroot {
	w := &webroot{pages: pages}
	w.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		page, ok := w.pages[r.URL.Path]
		w.mu.Unlock()
		switch {
		case !ok:
			rw.WriteHeader(http.StatusNotFound)
		case page == "403":
			rw.WriteHeader(http.StatusForbidden)
		default:
			if !strings.HasPrefix(page, "<") {
				rw.Header().Set("Content-Type", "application/octet-stream")
			}
			io.WriteString(rw, page)
		}
	}))
	t.Cleanup(w.Close)
	return w
}

func (w *webroot) become(pages map[string]string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages = pages
}

const (
	welcome = "<h1>Welcome</h1>"
	listing = "<html><head><title>Index of /</title></head><body><h1>Index of /</h1><pre><a href=\"../\">../</a>\n<a href=\"q3.csv\">q3.csv</a>  22-Nov-2026 10:00  100\n</pre></body></html>"
)

// What the owner deleted is denied, where what was read there is all that is known to have been
// open; of a directory that once listed its files others may still be read.
func TestDeleted(t *testing.T) {
	for name, c := range map[string]struct {
		before, after map[string]string
		objects       []string // that the operator names in the end
		read          exposure.Verdict
		state         register.State
	}{
		"what does not belong there":      {map[string]string{"/": welcome, "/.env": "A=b"}, map[string]string{"/": welcome}, nil, exposure.Closed, register.StateDenied},
		"one of two such":                 {map[string]string{"/": welcome, "/.env": "A=b", "/dump.sql": "x"}, map[string]string{"/": welcome, "/dump.sql": "x"}, nil, exposure.Open, register.StateOpen},
		"a listing, and the directory":    {map[string]string{"/": listing, "/q3.csv": "a"}, map[string]string{}, []string{"q3.csv"}, exposure.Closed, register.StateDenied},
		"a listing, and its one file":     {map[string]string{"/": listing, "/q3.csv": "a"}, map[string]string{"/": welcome}, []string{"q3.csv"}, exposure.Inconclusive, register.StateOpen},
		"a listing, and the file is shut": {map[string]string{"/": listing, "/q3.csv": "a"}, map[string]string{"/": welcome, "/q3.csv": "403"}, []string{"q3.csv"}, exposure.Closed, register.StateDenied},
	} {
		server, r, clock := newWebroot(t, c.before), openRegister(t), newClock()
		target := parse(t, server.URL+"/")
		ask := func(objects ...string) (verdict exposure.Verdict, why string) {
			t.Helper()
			p := &Prober{Register: r, Version: "0", Now: clock.Now, Patience: 5 * time.Second, Objects: func(exposure.Target) []string { return objects },
				Grant: func(t exposure.Target, _ exposure.Depth) (*scope.Grant, error) {
					return scope.Loopback(t, exposure.Finder)
				}}
			err := p.Each(t.Context(), slices.Values([]exposure.Target{target}), func(o Outcome) error {
				for _, f := range o.Result.Rights {
					if f.Right == exposure.RightRead {
						verdict, why = f.Verdict, f.Why
					}
				}
				return o.Err
			})
			if err != nil {
				t.Fatal(err)
			}
			clock.Pass(time.Hour)
			return verdict, why
		}
		if verdict, why := ask(); verdict != exposure.Open {
			t.Fatalf("%s: at first %s: %s", name, verdict, why)
		}
		server.become(c.after)
		verdict, why := ask(c.objects...)
		e, err := r.Exposure(t.Context(), target.String())
		if err != nil || verdict != c.read || e.State != c.state {
			t.Errorf("%s: read is %s (%s), state %s, %v; want %s, %s", name, verdict, why, e.State, err, c.read, c.state)
		}
		if c.state != register.StateDenied || name == "a listing, and the file is shut" {
			continue
		}
		if !strings.Contains(why, "closed by deletion") {
			t.Errorf("%s: %s", name, why)
		}
		ask(c.objects...)
		if err := r.OwnerSays(t.Context(), target.String(), register.Word{At: clock.Now(), By: "J. Doe", Word: "it was removed"}); err != nil {
			t.Fatal(err)
		}
		if got, err := r.Closure(t.Context(), target.String()); err != nil || got.Lacks != "" {
			t.Errorf("%s: lacks %q, %v", name, got.Lacks, err)
		}
	}
}
