package source_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

func page(next string, names ...string) source.Page {
	p := source.Page{Next: next}
	for _, n := range names {
		p.Objects = append(p.Objects, source.Object{Name: n})
	}
	return p
}

func walked(t *testing.T, src source.Source, marker string) (names string, nexts []string, err error) {
	err = source.Walk(t.Context(), src, marker, func(p source.Page) error {
		for _, o := range p.Objects {
			names += o.Name
		}
		nexts = append(nexts, p.Next)
		return nil
	})
	return names, nexts, err
}

func TestWalk(t *testing.T) {
	m := &memory{pages: map[string]source.Page{"": page("m1", "a", "b"), "m1": page("m2"), "m2": page("", "c")}}
	if names, nexts, err := walked(t, m, ""); names != "abc" || strings.Join(nexts, ",") != "m1,m2," || err != nil {
		t.Errorf("%s, %q, %v", names, nexts, err)
	}
	if names, _, err := walked(t, m, "m2"); names != "c" || err != nil {
		t.Errorf("from a marker: %s, %v", names, err)
	}
	stop := errors.New("enough")
	if err := source.Walk(t.Context(), m, "", func(source.Page) error { return stop }); err != stop {
		t.Errorf("%v, want what visit returned", err)
	}
}

// TestWalkRepeats: whichever marker comes again, the walk ends, with an error
// and never as if the listing were whole.
func TestWalkRepeats(t *testing.T) {
	for name, pages := range map[string]map[string]source.Page{
		"itself": {"": page("m", "a"), "m": page("m", "b")},
		"cycle":  {"": page("m1", "a"), "m1": page("m2", "b"), "m2": page("m3", "c"), "m3": page("m1", "d")},
	} {
		m := &memory{pages: pages}
		names, nexts, err := walked(t, m, "")
		if !errors.Is(err, source.ErrMarkerRepeats) || len(names) != len(pages) || nexts[len(nexts)-1] == "" {
			t.Errorf("%s: %s, %q, %v", name, names, nexts, err)
		}
		if !strings.Contains(err.Error(), "az://contoso/backups") {
			t.Errorf("the error does not name the target: %v", err)
		}
	}
}

func TestWalkHugeMarker(t *testing.T) {
	m := &memory{pages: map[string]source.Page{"": page(strings.Repeat("m", 1<<20), "a")}}
	if names, _, err := walked(t, m, ""); !errors.Is(err, source.ErrGarbled) || names != "" {
		t.Errorf("%s, %v", names, err)
	}
}

func TestWalkRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		m := &memory{pages: map[string]source.Page{"": page("m", "a"), "m": page("", "b")}}
		m.fail = func(call int) error {
			switch {
			case call == 1:
				return source.Fail(source.Error{Op: "list", Kind: source.ErrServer, Status: 500})
			case call == 2:
				return source.Fail(source.Error{Op: "list", Kind: source.ErrNetwork})
			case time.Since(begun) < 90*time.Second:
				return throttled(0) // without a word on how long
			}
			return nil
		}
		if names, _, err := walked(t, m, ""); names != "ab" || err != nil {
			t.Errorf("%s, %v", names, err)
		}
		if len(m.calls) > 40 {
			t.Errorf("%d calls in 90 seconds", len(m.calls))
		}
	})
}

func TestWalkTimesAPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		err := source.RetryPolicy{Attempts: 2, Answer: time.Minute}.Walk(t.Context(), deaf{}, "", func(source.Page) error { return nil })
		if !errors.Is(err, source.ErrTimeout) || time.Since(begun) > 4*time.Minute {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		value, date string
		want        time.Duration
	}{
		{"", "", 0},
		{"7", "", 7 * time.Second},
		{" 7 ", "", 7 * time.Second},
		{"0", "", 0},
		{"-5", "", 0},
		{"1.5", "", 0},
		{"soon", "", 0},
		{"86400", "", 5 * time.Minute},
		{"99999999999999999999999", "", 5 * time.Minute},
		{"18446744073709551615", "", 5 * time.Minute},
		{"Sun, 01 Mar 2026 12:00:30 GMT", "", 30 * time.Second},
		{"Sun, 01 Mar 2026 11:00:00 GMT", "", 0},
		{"Sun, 01 Mar 2099 12:00:30 GMT", "", 5 * time.Minute},
		// The server's clock is a year off; its own Date says so.
		{"Mon, 01 Mar 2027 12:00:20 GMT", "Mon, 01 Mar 2027 12:00:00 GMT", 20 * time.Second},
		{"Sat, 01 Mar 2025 12:00:20 GMT", "Sat, 01 Mar 2025 12:00:00 GMT", 20 * time.Second},
	} {
		h := http.Header{}
		h.Set("Retry-After", c.value)
		h.Set("Date", c.date)
		if got := source.RetryAfter(h, now); got != c.want {
			t.Errorf("Retry-After %q, Date %q: %v, want %v", c.value, c.date, got, c.want)
		}
	}
	h := http.Header{"X-Ms-Retry-After-Ms": {"1500"}, "Retry-After": {"2"}}
	if got := source.RetryAfter(h, now); got != 1500*time.Millisecond {
		t.Errorf("in milliseconds: %v", got)
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("7", "", "")
	f.Add("Sun, 01 Mar 2026 12:00:30 GMT", "Sun, 01 Mar 2026 12:00:00 GMT", "20")
	f.Fuzz(func(t *testing.T, value, date, ms string) {
		h := http.Header{"Retry-After": {value}, "Date": {date}, "X-Ms-Retry-After-Ms": {ms}}
		if d := source.RetryAfter(h, time.Now()); d < 0 || d > 5*time.Minute {
			t.Errorf("%v", d)
		}
	})
}

func FuzzContentRange(f *testing.F) {
	for _, s := range []string{"bytes 0-9/10", "bytes 5-9/*", "bytes */10", "bytes 9-5/10", "bytes 0-9/5", "", "bytes -1-2/3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		begin, size, err := source.ContentRange(s)
		if err == nil && (begin < 0 || size < -1 || size >= 0 && begin >= size) {
			t.Errorf("%q: %d of %d", s, begin, size)
		}
	})
}

func FuzzCleanCode(f *testing.F) {
	f.Add("ContainerNotFound")
	f.Add("a\x1b[31m\nb")
	f.Fuzz(func(t *testing.T, s string) {
		got := source.CleanCode(s)
		if len(got) > 64 || strings.ContainsFunc(got, func(r rune) bool { return r <= ' ' || r > '~' }) || source.CleanCode(got) != got {
			t.Errorf("%q", got)
		}
	})
}

func TestErrorText(t *testing.T) {
	err := source.Fail(source.Error{
		Op: "open", Target: "az://contoso/backups", Object: "Payroll Jane Doe.xlsx", Kind: source.ErrNotFoundOrPrivate, Status: 404, Code: "ContainerNotFound",
	})
	want := "open az://contoso/backups: not found or private (HTTP 404 ContainerNotFound); the provider does not tell which: " +
		"check the spelling; if it is yours, sign in; if it was open before, it may have been closed"
	if err.Error() != want {
		t.Errorf("%s\nwant\n%s", err, want)
	}
}

type refusal struct{}

func (refusal) Error() string            { return "no grant covers metadata.test" }
func (refusal) Refused() bool            { return true }
func (refusal) NotRead() exposure.Reason { return exposure.NotReadCeiling }

// TestReadOnly: what is not a GET or HEAD never leaves.
func TestReadOnly(t *testing.T) {
	sent := 0
	rt := source.ReadOnly(roundTrip(func(r *http.Request) (*http.Response, error) {
		sent++
		if r.Header.Get("Accept-Encoding") != "identity" {
			t.Errorf("asked for %q", r.Header.Get("Accept-Encoding"))
		}
		return &http.Response{StatusCode: 200, Body: http.NoBody}, nil
	}), 0)
	for _, method := range []string{"PUT", "POST", "DELETE", "PATCH", "OPTIONS", "CONNECT", "get"} {
		r, _ := http.NewRequest("GET", "http://127.0.0.1/", nil)
		r.Method = method
		_, err := rt.RoundTrip(r)
		err = source.FailTransport(context.Background(), "list", "az://a/b", "", err)
		if !errors.Is(err, source.ErrRefused) || source.Retryable(err) {
			t.Errorf("%s: %v", method, err)
		}
	}
	r, _ := http.NewRequest("GET", "http://127.0.0.1/", strings.NewReader("body"))
	if _, err := rt.RoundTrip(r); err == nil {
		t.Error("a GET with a body was sent")
	}
	if sent != 0 {
		t.Errorf("%d requests were sent", sent)
	}
	for _, method := range []string{"GET", "HEAD"} {
		r, _ := http.NewRequest(method, "http://127.0.0.1/", nil)
		if _, err := rt.RoundTrip(r); err != nil {
			t.Error(err)
		}
	}
}

// TestReadOnlyBounds: of an error 64 KiB are handed on, of a listing its limit.
func TestReadOnlyBounds(t *testing.T) {
	for _, c := range []struct {
		status, want int
		limit        int64
		err          error
	}{
		{200, 10 << 20, 0, nil}, {200, 1 << 20, 1 << 20, source.ErrGarbled}, {500, 64 << 10, 0, nil}, {404, 64 << 10, 1 << 20, nil}, {301, 64 << 10, 0, nil},
	} {
		rt := source.ReadOnly(roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: c.status, Body: io.NopCloser(strings.NewReader(strings.Repeat("x", 10<<20)))}, nil
		}), c.limit)
		r, _ := http.NewRequest("GET", "http://127.0.0.1/", nil)
		resp, err := rt.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if len(got) != c.want || !errors.Is(err, c.err) {
			t.Errorf("HTTP %d, limit %d: %d bytes, %v; want %d, %v", c.status, c.limit, len(got), err, c.want, c.err)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestFailTransport(t *testing.T) {
	ctx := context.Background()
	err := source.FailTransport(ctx, "list", "az://a/b", "", fmt.Errorf("dial: %w", refusal{}))
	var r refusal
	if !errors.Is(err, source.ErrRefused) || !errors.As(err, &r) || !strings.Contains(err.Error(), "no grant covers") || source.ReasonOf(err) != exposure.NotReadCeiling {
		t.Errorf("%v", err)
	}
	if err := source.FailTransport(ctx, "open", "az://a/b", "Payroll.xlsx", refusal{}); strings.Contains(err.Error(), "metadata.test") {
		t.Errorf("a refusal names what was asked for, here an object: %v", err)
	}
	if err := source.FailTransport(ctx, "list", "az://a/b", "", errors.New("malformed: reset of Jane Doe")); !errors.Is(err, source.ErrNetwork) || !source.Retryable(err) || strings.Contains(err.Error(), "reset") {
		t.Errorf("%v", err)
	}
}
