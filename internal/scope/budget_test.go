package scope

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

func TestCeiling(t *testing.T) {
	r := record(t, func(w http.ResponseWriter, _ *http.Request) { w.Write(bytes.Repeat([]byte("x"), 600)) })
	g := onLoopback(t, r.URL, ownerRead+"max_bytes = 1200\n", exposure.Read)
	read := func() (int, error) {
		resp, err := get(t, Transport(g, "0"), r.URL+"/dev/c/x") // transports share the budget
		if err != nil {
			return 0, err
		}
		b, err := io.ReadAll(resp.Body)
		return len(b), err
	}
	for range 2 {
		if n, err := read(); n != 600 || err != nil {
			t.Fatalf("within the ceiling: %d, %v", n, err)
		}
	}
	if _, err := read(); !errors.Is(err, ErrCeiling) || errors.Is(err, ErrOutOfScope) {
		t.Errorf("at the ceiling: %v", err)
	}
	if len(r.requests()) != 2 {
		t.Error("a request was sent beyond the ceiling")
	}
	g = onLoopback(t, r.URL, ownerRead+"max_bytes = 599\n", exposure.Read)
	if n, err := read(); n != 599 || !errors.Is(err, ErrCeiling) {
		t.Errorf("a body that goes beyond the ceiling: %d, %v", n, err)
	}
}

func TestSample(t *testing.T) {
	r := record(t, func(w http.ResponseWriter, req *http.Request) {
		if strings.HasSuffix(req.URL.Path, "absent") {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Write(bytes.Repeat([]byte("x"), 100))
	})
	g := onLoopback(t, r.URL, "depth = \"read\"\nsample_objects = 2\nsample_bytes = 350\nrequests_per_second = 100000\n", exposure.Read)
	rt := Transport(g, "0")
	for _, c := range []struct {
		path string
		n    int
		want error
	}{
		{"/x1", 100, nil},
		{"/absent", 0, nil},
		{"?restype=container&comp=list", 100, nil}, // names are no sample
		{"/x2", 100, nil},
		{"/x3", 0, ErrSample}, // a third object
		{"/x1", 100, nil},     // again
		{"/x1", 50, ErrSample},
		{"/x1", 0, ErrSample},
		{"?restype=container&comp=list", 100, nil},
	} {
		n := 0
		resp, err := get(t, rt, r.URL+"/dev/c"+c.path)
		if err == nil {
			var b []byte
			b, err = io.ReadAll(resp.Body)
			n = len(b)
		}
		if n != c.n || !errors.Is(err, c.want) {
			t.Errorf("%s: %d bytes, %v; want %d, %v", c.path, n, err, c.n, c.want)
		}
	}
}

// A grant that ends while it is used allows no further request.
func TestEndsMidway(t *testing.T) {
	r := record(t, nil)
	at := r.URL + "/dev/c"
	s := parseGrant(t, fmt.Sprintf("%q", at), ownerRead, "")
	now := time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC)
	s.Now = func() time.Time { return now }
	rt := Transport(bound(t, s, at, exposure.Read), "0")
	if _, err := get(t, rt, at+"/x"); err != nil {
		t.Fatal(err)
	}
	now = s.Grants[0].Until
	if _, err := get(t, rt, at+"/x"); !errors.Is(err, ErrExpired) {
		t.Errorf("after its end: %v", err)
	}
	if len(r.requests()) != 1 {
		t.Error("a request was sent after the grant had ended")
	}
}

func TestRate(t *testing.T) {
	r := record(t, nil)
	g := onLoopback(t, r.URL, "basis = \"owner\"\ndepth = \"read\"\nrequests_per_second = 20\n", exposure.Read)
	start := time.Now()
	for range 6 { // a burst of two, and four at 50 ms each
		if _, err := get(t, Transport(g, "0"), r.URL+"/dev/c/x"); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took < 190*time.Millisecond {
		t.Errorf("six requests at 20 a second took %v", took)
	}
}
