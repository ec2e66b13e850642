package scope

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// A server that minds no ranges shows one byte of an object below depth read, and all of
// a refusal.
func TestFirstByte(t *testing.T) {
	r := record(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/gone") {
			w.WriteHeader(http.StatusNotFound)
		}
		io.WriteString(w, strings.Repeat("invented ", 1000))
	})
	for _, c := range []struct {
		path  string
		depth exposure.Depth
		want  int
	}{
		{"/dev/c/object", exposure.Probe, 1}, {"/dev/c/object", exposure.List, 1}, {"/dev/c/object", exposure.Read, 9000},
		{"/dev/c/gone", exposure.Probe, 9000}, {"/dev/c?restype=container&comp=acl", exposure.Probe, 9000},
	} {
		for _, probes := range []bool{true, false} {
			req, _ := http.NewRequest(http.MethodGet, r.URL+c.path, nil)
			req.Header.Set("Range", "bytes=0-0")
			resp, err := onLoopback(t, r.URL, ownerRead, c.depth).transport("0", probes).RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			if resp.Body.Close(); err != nil || len(body) != c.want {
				t.Errorf("%s at depth %s: %d bytes, %v; want %d", c.path, c.depth, len(body), err, c.want)
			}
		}
	}
}
