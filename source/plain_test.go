package source_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/source"
)

// TestPlain asks a server for TLS that speaks none: one clear line, and no other try.
func TestPlain(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	address := strings.Replace(server.URL, "http:", "https:", 1)
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	for name, do := range map[string]func(*http.Request) (*http.Response, error){
		"client": (&http.Client{Transport: transport}).Do, "transport": transport.RoundTrip,
	} {
		_, err := do(request)
		failed := source.FailTransport(context.Background(), "list", "s3+"+address+"/b", "", err)
		if !errors.Is(failed, source.ErrPlain) || source.Retryable(failed) || !strings.Contains(failed.Error(), "http://") {
			t.Errorf("%s: %v", name, failed)
		}
	}
}

func TestNotFoundIsOneOfTwo(t *testing.T) {
	err := source.Fail(source.Error{Op: "list", Kind: source.ErrNotFound})
	if !errors.Is(err, source.ErrNotFoundOrPrivate) || !errors.Is(err, source.ErrNotFound) || errors.Is(source.ErrNotFoundOrPrivate, source.ErrNotFound) {
		t.Error("what is not found is one of what is not found or private, and not the other way round")
	}
	if strings.Contains(err.Error(), "tell which") {
		t.Error(err)
	}
}
