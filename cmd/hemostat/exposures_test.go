package main

import (
	"io"
	"testing"
	"time"

	"github.com/hemostat/hemostat/internal/register"
)

// A name that leads to what does not exist is a finding of exposures and of the time line; one
// that leads to somebody else is told with all.
func TestLeadsAreTold(t *testing.T) {
	f := newFolders(t)
	a := newApp(nil, io.Discard, io.Discard)
	a.dataDir, a.keyDir = f.data, f.keys
	r, err := a.openRegister(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2030, 6, 1, 12, 0, 0, 0, time.UTC)
	for _, l := range []register.Lead{
		{Name: "old.contoso.example", To: []string{"contoso-old.sites.test"}, State: register.LeadDangling, Asked: at},
		{Name: "www.contoso.example", To: []string{"contoso.cdn.test"}, State: register.LeadElsewhere, Asked: at},
		{Name: "mail.contoso.example", Asked: at},
	} {
		if _, err := r.SetLead(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	f.expect(t, exitNothing, `^DANGLING +old.contoso.example\n +leads to contoso-old.sites.test, which does not exist[^\n]*\n$`, "exposures")
	f.expect(t, exitNothing, `^{"name":"old.contoso.example","leadsTo":\["contoso-old.sites.test"\],"state":"dangling"[^\n]*}\n$`, "exposures", "--json")
	f.expect(t, exitNothing, `(?s)DANGLING.*elsewhere +www.contoso.example\n[^\n]*is not a name of yours\n$`, "exposures", "--all")
	f.expect(t, exitNothing, `^$`, "exposures", "--closed")
	f.expect(t, exitNothing, `dangling +old.contoso.example  it leads to contoso-old.sites.test`, "timeline")
}
