package contact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// FetchSecurityTxt asks a web server, "https://host:port", for its security.txt. rt is the
// transport of a grant that covers the server.
func FetchSecurityTxt(ctx context.Context, rt http.RoundTripper, server string, now time.Time) (*SecurityTxt, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	address := strings.TrimSuffix(server, "/") + "/.well-known/security.txt"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("no address of a web server")
	}
	// Another host's file is another host's word, and needs a grant of its own.
	client := http.Client{Transport: rt, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return nil, err
	}
	defer resp.Body.Close()
	switch kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); {
	case resp.StatusCode/100 == 3:
		return nil, errors.New("it sends on to another address, which is not followed")
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("HTTP %d", resp.StatusCode)
	case kind != "text/plain":
		return nil, fmt.Errorf("%w: its media type is not text/plain (section 3)", errNoSecurityTxt)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxSecurityTxt+1))
	if err != nil {
		return nil, err
	}
	t, err := ParseSecurityTxt(data, now)
	if err != nil {
		return nil, err
	}
	t.From = address
	for _, canonical := range t.Canonical {
		if canonical == address {
			return t, nil
		}
	}
	if len(t.Canonical) > 0 {
		t.Problems = append(t.Problems, "its Canonical names another address (section 2.5.2): it may have been copied from there")
	}
	return t, nil
}
