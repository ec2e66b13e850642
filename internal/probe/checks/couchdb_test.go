package checks

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// A server that speaks as CouchDB does: open to everybody, then with an administrator,
// and a database that has members.
func TestPouchDB(t *testing.T) {
	s := sourcetest.StartPouchDB(t)
	put := func(path, body string) {
		t.Helper()
		req, err := http.NewRequest(http.MethodPut, s.Endpoint+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode >= 300 {
			t.Fatal(path, resp.Status)
		}
	}
	put("/crm", "")
	put("/crm/one", `{"email": "jane.doe@contoso.example"}`)
	target := strings.Replace(s.Endpoint, "http:", "couchdb:", 1)
	run := func(name string, place probetest.Place) {
		t.Run(name, func(t *testing.T) { // with what it runs in parallel
			probetest.Run(t, probetest.Subject{
				Check:   couchdb{},
				Hostile: func(address string) string { return "couchdb://" + address },
				Places:  map[string]probetest.Place{name: place},
			})
		})
	}
	run("open", probetest.Place{Target: target, Open: serverRights(), Holds: "crm"})
	put("/crm/_security", `{"members": {"names": ["owner"], "roles": []}, "admins": {"names": ["owner"], "roles": []}}`)
	put("/_config/admins/owner", `"hemostat-owner-of-nothing"`)
	run("for members", probetest.Place{
		Target: target + "/crm", Open: []exposure.Right{exposure.RightList}, Closed: []exposure.Right{exposure.RightMetadata, exposure.RightRead},
	})
}
