package source

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
)

// A WebService is a server that is asked over HTTP and of which is not said whether it
// speaks TLS. It is asked without first, and with it where it hangs up on that or
// answers that it wants it. Its methods may be called from several goroutines.
type WebService struct {
	HostPort string
	scheme   atomic.Pointer[string] // of the last question that was answered
}

// Get asks for a path, with its query, once. The error is the transport's.
func (w *WebService) Get(ctx context.Context, by http.RoundTripper, path string) (*http.Response, error) {
	if known := w.scheme.Load(); known != nil {
		return w.get(ctx, by, *known, path)
	}
	plain, secured := "http", "https"
	resp, err := w.get(ctx, by, plain, path)
	if err == nil && !wantsTLS(resp) {
		w.scheme.Store(&plain)
		return resp, nil
	}
	if err != nil && !Retryable(FailTransport(ctx, "", "", "", err)) {
		return nil, err
	}
	again, err2 := w.get(ctx, by, secured, path)
	if err2 != nil {
		return resp, err
	}
	if resp != nil {
		resp.Body.Close()
	}
	w.scheme.Store(&secured)
	return again, nil
}

func (w *WebService) get(ctx context.Context, by http.RoundTripper, scheme, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+w.HostPort+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json, */*;q=0.1")
	return by.RoundTrip(req)
}

// wantsTLS reports whether an answer is how servers with TLS take a question without.
func wantsTLS(resp *http.Response) bool {
	moved := resp.StatusCode >= 300 && resp.StatusCode < 400 && strings.HasPrefix(resp.Header.Get("Location"), "https://")
	return moved || resp.StatusCode == http.StatusBadRequest || resp.StatusCode == 497 // nginx's own
}
