package discover

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
)

// A container of which the blobs may be open, by its answer for a name that nothing has, is
// inconclusive in the register, of which a round is told, though its listing is refused.
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
	r := openRegister(t)
	m := Monitor{
		Prober: &Prober{Grant: loopbackGrant, Register: r, Version: "0", Now: newClock().Now, Patience: time.Second},
		Named:  slices.Values([]exposure.Target{parse(t, server.URL+"/devstoreaccount1/kunde-files")}),
		Every:  time.Hour, Visit: func(Outcome) error { return nil }, Told: func(_ context.Context, r Round) error { told = r; return nil },
	}
	if _, err := m.Once(t.Context()); err != nil || told.Asked != 1 {
		t.Errorf("%+v, %v", told, err)
	}
	e, err := r.Exposure(t.Context(), server.URL+"/devstoreaccount1/kunde-files")
	if err != nil || e.State != register.StateDoubt {
		t.Errorf("%+v, %v", e, err)
	}
}
