package discover

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A container of which the blobs may be open, by its answer for a name that nothing has, is
// inconclusive in a round, though its listing is refused.
func TestSuspectedIsInconclusive(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		code := "ResourceNotFound" // of the listing
		if strings.Count(strings.Trim(r.URL.Path, "/"), "/") > 1 {
			code = "BlobNotFound"
		}
		w.Header().Set("X-Ms-Error-Code", code)
		w.Header().Set("X-Ms-Request-Id", "1")
		w.WriteHeader(http.StatusNotFound)
	}))
	defer server.Close()
	var told Round
	m := Monitor{
		Prober: &Prober{Grant: loopbackGrant, Register: openRegister(t), Version: "0", Now: newClock().Now, Patience: time.Second},
		Named:  slices.Values([]exposure.Target{parse(t, server.URL+"/devstoreaccount1/kunde-files")}),
		Every:  time.Hour, Visit: func(Outcome) error { return nil }, Told: func(r Round) { told = r },
	}
	if _, err := m.Once(t.Context()); err != nil || told.Asked != 1 || told.Unsure != 1 || told.Open != 0 {
		t.Errorf("%+v, %v", told, err)
	}
}
