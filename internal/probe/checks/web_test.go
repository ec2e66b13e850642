package checks

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/internal/scope"
)

func pythonServer(t *testing.T, files map[string]string) string {
	return probetest.Start(t, probetest.Program{
		Name: "python3", Package: "python3",
		Prepare: func(t testing.TB, dir string) {
			for name, text := range files {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		},
		Args: func(port int, dir string) []string {
			return []string{"-m", "http.server", "--bind", "127.0.0.1", "--directory", dir, strconv.Itoa(port)}
		},
	})
}

// handler plays a site: what it says of a path, "" for none.
func handler(t *testing.T, fallback int, pages map[string]string) string {
	return probetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.URL.Path]
		if !ok {
			page = pages["*"]
			w.WriteHeader(fallback)
		}
		io.WriteString(w, page)
	}))
}

func TestWeb(t *testing.T) {
	listed := pythonServer(t, map[string]string{"crm export 2022.csv": "invented", "mail/q3.eml": "invented"})
	site := pythonServer(t, map[string]string{"index.html": "<h1>Contoso</h1>", "about.html": "<p>us</p>", ".git/HEAD": "ref: refs/heads/main\n", "robots.txt": "User-agent: *\nDisallow: /\n"})
	plain := pythonServer(t, map[string]string{"index.html": "<h1>Contoso</h1><a href=about.html>About us</a>", "about.html": "<p>us</p>"})
	both := []exposure.Right{exposure.RightList, exposure.RightRead}
	probetest.Run(t, probetest.Subject{
		Check:   web{},
		Hostile: func(address string) string { return "web+http://" + address + "/dir/" },
		Places: map[string]probetest.Place{
			"a listing":                   {Target: "http://" + listed + "/", Open: both},
			"a directory below":           {Target: "http://" + listed + "/mail/", Open: both},
			"a file":                      {Target: "web+http://" + listed + "/mail/q3.eml", Open: both[1:], Closed: both[:1]},
			"a file that is not there":    {Target: "web+http://" + listed + "/mail/q4.eml", Closed: both},
			"a site":                      {Target: "http://" + plain + "/", Closed: both[:1]},
			"a site with .git":            {Target: "http://" + site + "/", Open: both[1:], Closed: both[:1]},
			"a page for everything":       {Target: handler(t, 200, map[string]string{"*": "<h1>Welcome</h1>"}) + "/", Closed: both[:1]},
			"a sign-in for everything":    {Target: handler(t, 401, map[string]string{"*": "Sign in"}) + "/", Closed: both[:1]},
			"the same text for all names": {Target: handler(t, 200, map[string]string{"*": "ok"}) + "/", Closed: both[:1]},
		},
	})
	kept := pythonServer(t, map[string]string{"robots.txt": "User-agent: hemostat\nDisallow: /\n", "q3.csv": "invented"})
	for _, f := range probetest.Ask(t, web{}, probetest.Place{Target: "http://" + kept + "/"}).Rights {
		if f.Verdict != exposure.Inconclusive || !strings.Contains(f.Why, "keep out") {
			t.Errorf("its owner keeps us out: %+v", f)
		}
	}
	r := probetest.Ask(t, web{}, probetest.Place{Target: "http://" + site + "/"})
	if !slices.Contains(r.Notes, "it hands out .git/HEAD") {
		t.Errorf("notes %q", r.Notes)
	}
	if !strings.Contains(r.Software, "Python") {
		t.Errorf("software %q", r.Software)
	}
}

func TestDisallows(t *testing.T) {
	for robots, want := range map[string]string{
		"":                                  "",
		"User-agent: *\nDisallow: /\n":      "",
		"User-agent: Hemostat\nDisallow: /": "/ /a/ /a/open/ /b/x",
		"User-agent: other\nUser-agent: hemostat # us\nDisallow: /a\nAllow: /a/open/\n\nUser-agent: *\nDisallow: /b": "/a/",
		"user-agent:hemostat\ndisallow:\n":                                                            "",
		"User-agent: hemostat\nDisallow: /b\nUser-agent: x\nDisallow: /":                              "/b/x",
		"<!doctype html><p>User-agent: hemostat</p>":                                                  "",
		"User-agent: hemostat\r\nCrawl-delay: 3\r\nDisallow: /a/\r\nDisallow: /b/\r\nAllow: /b/x\r\n": "/a/ /a/open/",
	} {
		var got []string
		for _, path := range []string{"/", "/a/", "/a/open/", "/b/x"} {
			if disallows(robots, path) {
				got = append(got, path)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q keeps out of %q, want %q", robots, got, want)
		}
	}
}

// A server that says that the listing is the same is taken at its word; one that refuses, or says
// anything else, is asked for the page.
func TestWebListingThatIsTheSame(t *testing.T) {
	const page = "<html><head><title>Index of /</title></head><body><h1>Index of /</h1><pre><a href=\"../\">../</a>\n<a href=\"q3.csv\">q3.csv</a>  22-Nov-2026 10:00  100\n</pre></body></html>"
	for name, c := range map[string]struct {
		head      int // status of the answer to HEAD
		tag       string
		get       int
		unchanged bool
		want      exposure.Verdict
	}{
		"conditions are minded":   {304, "", 200, true, exposure.Open},
		"the same tag":            {200, `"a"`, 200, true, exposure.Open},
		"another tag":             {200, `"b"`, 200, false, exposure.Open},
		"no tag any more":         {200, "", 200, false, exposure.Open},
		"shut":                    {403, `"a"`, 403, false, exposure.Closed},
		"HEAD is not known there": {405, "", 200, false, exposure.Open},
	} {
		at := probetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			status := c.get
			switch {
			case r.URL.Path != "/":
				status = http.StatusNotFound
			case r.Method == http.MethodHead:
				if status = c.head; r.Header.Get("If-None-Match") != `"a"` || r.Header.Get("If-Modified-Since") == "" {
					t.Errorf("%s: asked without conditions", name)
				}
			}
			if c.tag != "" {
				w.Header().Set("ETag", c.tag)
			}
			w.WriteHeader(status)
			if status == http.StatusOK && r.Method == http.MethodGet {
				io.WriteString(w, page)
			}
		}))
		target, err := exposure.ParseTarget(at + "/")
		if err != nil {
			t.Fatal(err)
		}
		grant, err := scope.Loopback(target, exposure.Owner)
		if err != nil {
			t.Fatal(err)
		}
		r, err := probe.Run(t.Context(), web{}, probe.Options{Grant: grant, Version: "0", Listed: probe.Validator{Tag: `"a"`, Date: "Sun, 22 Nov 2026 08:00:00 GMT"}})
		if err != nil || r.Unchanged != c.unchanged || r.Rights[0].Verdict != c.want {
			t.Errorf("%s: unchanged %v, list %s (%s), %v", name, r.Unchanged, r.Rights[0].Verdict, r.Rights[0].Why, err)
		}
	}
}
