package probe

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
)

// sessionFor returns a session with a target at a loopback address, at five questions a second.
func sessionFor(t *testing.T, at string, patience time.Duration) *Session {
	t.Helper()
	target, err := exposure.ParseTarget(at)
	if err != nil {
		t.Fatal(err)
	}
	grant, err := scope.Loopback(target, exposure.Owner)
	if err != nil {
		t.Fatal(err)
	}
	grant.RequestsPerSecond = 1 // so that the grant has a rate, the five of a probe
	return newSession(Info{}, Options{Grant: grant, Now: time.Now, Patience: patience})
}

// Waiting for the rate takes nothing of the time that an answer is given. The clock of the bubble
// stands while the server, which is outside of it, answers, and passes where the rate is waited for.
func TestWaitingIsNoSilence(t *testing.T) {
	server := served(t)
	address := server.Listener.Addr().String()
	synctest.Test(t, func(t *testing.T) {
		s := sessionFor(t, "web+http://"+address+"/", 100*time.Millisecond)
		began := time.Now()
		for range 4 {
			a, err := s.Ask(t.Context(), Question{URL: "http://" + address + "/"})
			if err != nil {
				t.Fatal(err)
			}
			if a.TookMS != 0 {
				t.Errorf("the wait is told as the answer's: %d ms", a.TookMS)
			}
		}
		if took := time.Since(began); took < 400*time.Millisecond {
			t.Fatalf("four questions took %s: nothing waited", took)
		}
		s = sessionFor(t, "redis://"+address, 100*time.Millisecond)
		for range 4 {
			c, err := s.Dial(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			c.Close()
		}
	})
}

// Silence ends by the patience, and is told as such.
func TestSilenceTimesOut(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := l.Addr().String()
	s := sessionFor(t, "web+http://"+at+"/", 100*time.Millisecond)
	if _, err := s.Ask(t.Context(), Question{URL: "http://" + at + "/"}); FailureOf(err) != FailedTimeout {
		t.Error(err)
	}
	if _, err := sessionFor(t, "redis://"+at, 100*time.Millisecond).Dial(t.Context(), true); FailureOf(err) != FailedTimeout {
		t.Errorf("TLS with silence: %v", err)
	}
}

// The caller's time that is too short for the rate is told at once, before it is over.
func TestTooShortForTheRate(t *testing.T) {
	server := served(t)
	synctest.Test(t, func(t *testing.T) {
		s := sessionFor(t, "web+"+server.URL+"/", 100*time.Millisecond)
		if _, err := s.Ask(t.Context(), Question{URL: server.URL + "/"}); err != nil {
			t.Fatal(err)
		}
		short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := s.Ask(short, Question{URL: server.URL + "/"}); short.Err() != nil || FailureOf(err) != FailedTimeout {
			t.Errorf("the caller's time is too short: %v", err)
		}
	})
}

// served is a server that answers at once, and each connection once, so that nothing of one is left
// in a bubble.
func served(t *testing.T) *httptest.Server {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.SetKeepAlivesEnabled(false)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// The code of a refusal stands in a header or under the root Error of a body, and in nothing that
// was handed out.
func TestProviderCode(t *testing.T) {
	marked := http.Header{"X-Ms-Error-Code": {"BlobNotFound"}}
	for _, c := range []struct {
		status int
		header http.Header
		body   string
		want   string
	}{
		{403, nil, "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Error><Code>AccessDenied</Code><Message>m</Message></Error>", "AccessDenied"},
		{404, nil, `<Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Code>NoSuchKey</Code></Error>`, "NoSuchKey"},
		{404, marked, "", "BlobNotFound"},
		{200, nil, "<Error><Code>NoSuchKey</Code></Error>", ""},
		{200, marked, "", ""},
		{404, nil, "<html><pre><Code>NoSuchKey</Code></pre></html>", ""},
		{404, nil, "<Code>NoSuchKey</Code>", ""},
		{404, nil, "text with <Error><Code>NoSuchKey</Code>", ""},
		{404, nil, "", ""},
	} {
		if got := providerCode(c.status, c.header, []byte(c.body)); got != c.want {
			t.Errorf("%d %q: %q, want %q", c.status, c.body, got, c.want)
		}
	}
}
