package scope

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// onLoopback returns a grant for container c at a server on loopback.
func onLoopback(t testing.TB, server, extra string, d exposure.Depth) *Grant {
	t.Helper()
	at := server + "/dev/c"
	return bound(t, parseGrant(t, fmt.Sprintf("%q", at), extra, ""), at, d)
}

func TestTransportReaches(t *testing.T) {
	r := record(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })
	rt := Transport(onLoopback(t, r.URL, ownerRead, exposure.Read), "1.2 x")
	resp, err := get(t, rt, r.URL+"/dev/c/a/b?restype=x")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(resp.Body); err != nil || string(b) != "hello" {
		t.Errorf("body %q, %v", b, err)
	}
	want := "GET " + strings.TrimPrefix(r.URL, "http://") + "/dev/c/a/b?restype=x hemostat/1.2-x (+soc@contoso.example)"
	if got := r.requests(); len(got) != 1 || got[0] != want {
		t.Errorf("the server saw %q, want %q", got, want)
	}
}

func TestTransportWithoutScopeFile(t *testing.T) {
	r := record(t, nil)
	g, err := Loopback(target(t, r.URL+"/dev/c?sv=1&sig=x"), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := get(t, Transport(g, "0"), r.URL+"/dev/c?sv=1&sig=x&restype=container&comp=list"); err != nil {
		t.Error(err)
	}
}

// Each way around a grant is refused before anything is sent.
func TestTransportRefuses(t *testing.T) {
	other := record(t, nil)
	r := record(t, nil)
	host := strings.TrimPrefix(r.URL, "http://")
	port := host[strings.LastIndexByte(host, ':'):]
	rt := Transport(onLoopback(t, r.URL, ownerRead, exposure.Read), "0")
	for name, c := range map[string]struct {
		url    string
		change func(*http.Request)
		want   error
	}{
		"other host":           {url: other.URL + "/dev/c/x", want: ErrOutOfScope},
		"other container":      {url: r.URL + "/dev/d/x", want: ErrOutOfScope},
		"other account":        {url: r.URL + "/prod/c/x", want: ErrOutOfScope},
		"account itself":       {url: r.URL + "/dev?comp=list", want: ErrOutOfScope},
		"out by dots":          {url: r.URL + "/dev/c/../d/x", want: ErrOutOfScope},
		"out by escaped dots":  {url: r.URL + "/dev/c/a/%2e%2e/%2E%2E/d", want: ErrOutOfScope},
		"user information":     {url: "http://user:pw@" + host + "/dev/c/x", want: ErrOutOfScope},
		"look-alike user":      {url: "http://" + host + "@" + strings.TrimPrefix(other.URL, "http://") + "/dev/c/x", want: ErrOutOfScope},
		"decimal":              {url: "http://2130706433" + port + "/dev/c/x", want: ErrOutOfScope},
		"octal":                {url: "http://0177.0.0.1" + port + "/dev/c/x", want: ErrOutOfScope},
		"hexadecimal":          {url: "http://0x7f.0.0.1" + port + "/dev/c/x", want: ErrOutOfScope},
		"short":                {url: "http://127.1" + port + "/dev/c/x", want: ErrOutOfScope},
		"IPv4 in IPv6":         {url: "http://[::ffff:127.0.0.1]" + port + "/dev/c/x", want: ErrOutOfScope},
		"trailing dot":         {url: "http://localhost." + port + "/dev/c/x", want: ErrOutOfScope},
		"localhost":            {url: "http://localhost" + port + "/dev/c/x", want: ErrOutOfScope},
		"full-width digits":    {url: "http://１２７.0.0.1" + port + "/dev/c/x", want: ErrOutOfScope},
		"https":                {url: "https://" + host + "/dev/c/x", want: ErrOutOfScope},
		"metadata":             {url: "http://169.254.169.254/dev/c/x", want: ErrOutOfScope},
		"signature":            {url: r.URL + "/dev/c/x?sv=1&SIG=x", want: ErrOutOfScope},
		"other Host":           {url: r.URL + "/dev/c/x", change: func(q *http.Request) { q.Host = "contoso.example" }, want: ErrOutOfScope},
		"opaque":               {url: r.URL + "/dev/c/x", change: func(q *http.Request) { q.URL.Opaque = "//" + other.URL[7:] + "/x" }, want: ErrOutOfScope},
		"PUT":                  {url: r.URL + "/dev/c/x", change: func(q *http.Request) { q.Method = "PUT" }, want: ErrWrites},
		"DELETE":               {url: r.URL + "/dev/c/x", change: func(q *http.Request) { q.Method = "DELETE" }, want: ErrWrites},
		"OPTIONS":              {url: r.URL + "/dev/c/x", change: func(q *http.Request) { q.Method = "OPTIONS" }, want: ErrWrites},
		"GET with a body":      {url: r.URL + "/dev/c/x", change: func(q *http.Request) { q.Body = io.NopCloser(strings.NewReader("x")) }, want: ErrWrites},
		"requester pays":       {url: r.URL + "/dev/c/x", change: func(q *http.Request) { q.Header.Set("x-amz-request-payer", "requester") }, want: ErrPayer},
		"method override":      {url: r.URL + "/dev/c/x", change: func(q *http.Request) { q.Header.Set("X-HTTP-Method-Override", "DELETE") }, want: ErrWrites},
		"upgrade":              {url: r.URL + "/dev/c/x", change: func(q *http.Request) { q.Header.Set("Upgrade", "websocket") }, want: ErrWrites},
		"key twice":            {url: r.URL + "/dev/c?comp=metadata&comp=list", want: ErrOutOfScope},
		"key twice by case":    {url: r.URL + "/dev/c?comp=metadata&Comp=list", want: ErrOutOfScope},
		"malformed query":      {url: r.URL + "/dev/c?comp=list;x=1", want: ErrOutOfScope},
		"requester pays query": {url: r.URL + "/dev/c/x?x-amz-request-payer=requester", want: ErrPayer},
	} {
		req, err := http.NewRequest(http.MethodGet, c.url, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c.change != nil {
			c.change(req)
		}
		_, err = rt.RoundTrip(req)
		if !errors.Is(err, c.want) || !errors.Is(err, ErrOutOfScope) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if err != nil && (strings.Contains(err.Error(), "pw") || strings.Contains(err.Error(), "SIG=x") || strings.Contains(err.Error(), "/x")) {
			t.Errorf("%s: the error quotes a secret or an object's name: %v", name, err)
		}
	}
	if got := append(r.requests(), other.requests()...); len(got) != 0 {
		t.Errorf("something was sent: %q", got)
	}
}

func TestTransportOwnSignature(t *testing.T) {
	r := record(t, nil)
	g, err := onLoopback(t, r.URL, ownerRead, exposure.Read).WithSignature("sv=1&sig=own%2B")
	if err != nil {
		t.Fatal(err)
	}
	rt := Transport(g, "0")
	if _, err := get(t, rt, r.URL+"/dev/c/x?sv=1&sig=own%2B"); err != nil {
		t.Error(err)
	}
	for _, q := range []string{"sig=found", "sig=own%2B&sig=found", "sig=own%2B&SIG=found", "Signature=own%2B"} {
		if _, err := get(t, rt, r.URL+"/dev/c/x?"+q); !errors.Is(err, ErrOutOfScope) {
			t.Errorf("%s: %v", q, err)
		}
	}
	if _, err := g.WithSignature("sv=1"); err == nil {
		t.Error("a query without a signature is taken")
	}
}

func TestTransportPrefix(t *testing.T) {
	r := record(t, nil)
	at := r.URL + "/dev/c/mail/"
	rt := Transport(bound(t, parseGrant(t, fmt.Sprintf("%q", at), ownerRead, ""), at, exposure.Read), "0")
	for path, want := range map[string]bool{
		"/dev/c/mail/x": true, "/dev/c/mail%2Fx": true, "/dev/c?restype=container&comp=list&prefix=mail/2": true, "/dev/c?restype=container": true,
		"/dev/c/crm/x": false, "/dev/c?restype=container&comp=list": false, "/dev/c?restype=container&comp=list&prefix=mail": false,
	} {
		if _, err := get(t, rt, r.URL+path); (err == nil) != want {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestTransportDepth(t *testing.T) {
	r := record(t, nil)
	for _, c := range []struct {
		path, header string
		least        exposure.Depth
	}{
		{"/dev/c?restype=container", "", exposure.Probe},
		{"/dev/c?restype=container&comp=acl", "", exposure.Probe},
		{"/dev/c?restype=container&comp=list&maxresults=1", "", exposure.Probe},
		{"/dev/c?restype=container&comp=list", "", exposure.List},
		{"/dev/c?restype=container&COMP=list", "", exposure.List},
		{"/dev/c?restype=container&comp=list&maxresults=5000", "", exposure.List},
		{"/dev/c/object", "bytes=0-0", exposure.Probe},
		{"/dev/c/object?comp=metadata", "", exposure.Probe},
		{"/dev/c/object", "", exposure.Read},
		{"/dev/c/object?acl", "", exposure.Read}, // a question of S3, which Azure answers with the contents
		{"/dev/c/object", "bytes=0-1", exposure.Read},
	} {
		for d := exposure.Probe; d <= exposure.Read; d++ {
			rt := Transport(onLoopback(t, r.URL, ownerRead, d), "0")
			req, _ := http.NewRequest(http.MethodGet, r.URL+c.path, nil)
			if c.header != "" {
				req.Header.Set("Range", c.header)
			}
			resp, err := rt.RoundTrip(req)
			if err == nil {
				resp.Body.Close()
			}
			if (err == nil) != (d >= c.least) || err != nil && !errors.Is(err, ErrTooDeep) {
				t.Errorf("%s %s at depth %s: %v", c.path, c.header, d, err)
			}
		}
	}
}

func TestRedirects(t *testing.T) {
	other := record(t, nil)
	to := ""
	r := record(t, func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path == "/dev/c/start" {
			http.Redirect(w, req, to, http.StatusFound)
		}
	})
	rt := Transport(onLoopback(t, r.URL, ownerRead, exposure.Read), "0")
	for _, to = range []string{
		other.URL + "/dev/c/x", "http://169.254.169.254/latest/meta-data/", "http://localhost/dev/c/x", "https://contosobackup.blob.core.windows.net/c/x",
		"/dev/other/x", "//" + other.URL[7:] + "/dev/c/x", "http://[::ffff:169.254.169.254]/dev/c", "file:///etc/passwd", "http://2852039166/dev/c/x",
	} {
		if _, err := get(t, rt, r.URL+"/dev/c/start"); err == nil {
			t.Errorf("followed to %s", to)
		}
	}
	if got := other.requests(); len(got) != 0 {
		t.Errorf("the other server saw %q", got)
	}
	to = "/dev/c/end"
	if _, err := get(t, rt, r.URL+"/dev/c/start"); err != nil {
		t.Errorf("within the container: %v", err)
	}
}

func TestS3Transport(t *testing.T) {
	s := parseGrant(t, `"s3://crm"`, ownerRead, "")
	g := bound(t, s, "s3://crm", exposure.Read)
	for raw, want := range map[string]bool{
		"https://s3.amazonaws.com/crm?list-type=2": true, "https://crm.s3.eu-west-1.amazonaws.com/x": true, "https://s3.eu-west-1.amazonaws.com/crm/x": true,
		"https://s3.amazonaws.com/other/x": false, "https://other.s3.amazonaws.com/crm/x": false, "https://crm.s3.amazonaws.com.evil.test/x": false, "http://s3.amazonaws.com/crm": false, "https://s3.amazonaws.com/": false,
	} {
		u, _ := url.Parse(raw)
		if _, err := g.check(newGet(u)); (err == nil) != want {
			t.Errorf("%s: %v", raw, err)
		}
	}
	pays := bound(t, parseGrant(t, `"s3://crm"`, ownerRead+"requester_pays = true\n", ""), "s3://crm", exposure.Read)
	u, _ := url.Parse("https://s3.amazonaws.com/crm/x")
	req := newGet(u)
	req.Header.Set("X-Amz-Request-Payer", "requester")
	if _, err := pays.check(req); err != nil {
		t.Errorf("requester pays, as granted: %v", err)
	}
}

func TestInfrastructure(t *testing.T) {
	r := record(t, nil)
	host := r.URL[7:]
	s := parseGrant(t, `"az://contosobackup/q3"`, "", fmt.Sprintf("sign_in = [%q]\nmail = [\"169.254.169.254:25\"]", host))
	resp, err := (&http.Client{Transport: s.InfrastructureTransport(SignIn)}).Post(r.URL+"/token", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	other := record(t, nil)
	for name, c := range map[string]struct {
		p   Purpose
		url string
	}{
		"not configured": {SignIn, other.URL}, "for another purpose": {Queue, r.URL}, "metadata": {Mail, "http://169.254.169.254:25/"}, "examined": {SignIn, "https://contosobackup.blob.core.windows.net/q3"},
		"user information": {SignIn, "http://u:p@" + host},
	} {
		if _, err := get(t, s.InfrastructureTransport(c.p), c.url); !errors.Is(err, ErrOutOfScope) {
			t.Errorf("%s: %v", name, err)
		}
	}
	conn, err := s.InfrastructureDialer(SignIn)(t.Context(), "tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if _, err := s.InfrastructureDialer(Mail)(t.Context(), "tcp", "169.254.169.254:25"); !errors.Is(err, ErrAddress) {
		t.Errorf("metadata as a mail server: %v", err)
	}
	if _, err := get(t, new(Scope).InfrastructureTransport(SignIn), r.URL); !errors.Is(err, ErrOutOfScope) {
		t.Errorf("of a scope without any: %v", err)
	}
}
