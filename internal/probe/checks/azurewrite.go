package checks

import (
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// sasChanges are the letters of `sp` by which something is changed: add, create, write, delete,
// delete a version, delete for good, permissions, owner, move, tags, immutability (Microsoft
// Learn, "Create a service SAS" and "Create a user delegation SAS"). The others, r, l, e and f,
// read, list, execute and find by tags.
const sasChanges = "acwdxypomti"

// write is never tried. Anonymous access never includes it; a signature says so itself.
func (a azureContainer) write() {
	values, err := url.ParseQuery(a.s.Target.Query)
	power := values.Get("sp")
	switch {
	case a.s.Target.Query == "":
		a.s.Told(exposure.RightWrite, probe.Closed("anonymous access to Azure storage never includes writing"))
	case err != nil || power == "":
		a.s.Told(exposure.RightWrite, probe.Doubt("what the signature allows stands in a policy of the container"))
	case !strings.ContainsAny(power, sasChanges):
		a.s.Told(exposure.RightWrite, probe.Closed("the signature allows %q, none of which changes anything", power))
	case a.s.Verdict(exposure.RightList) == exposure.Open || a.s.Verdict(exposure.RightRead) == exposure.Open:
		a.s.Told(exposure.RightWrite, probe.Open("the signature is accepted, and says that it allows %q (not tried)", power))
	default:
		a.s.Told(exposure.RightWrite, probe.Doubt("the signature says that it allows %q, and none of it was seen to be accepted", power))
	}
}
