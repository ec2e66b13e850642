package discover

import (
	"net"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
)

// host reads an address of text as the web server of a name of the operator's own: its root, since
// every path that is named there would be a target of its own. A host without a scheme is taken for one
// that speaks HTTPS.
func (in Input) host(address string) (Candidate, bool) {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok || scheme != "https" && scheme != "http" {
		return Candidate{}, false
	}
	authority, _, _ := strings.Cut(rest, "/")
	authority, _, _ = strings.Cut(authority, "?")
	authority, _, _ = strings.Cut(authority, "#")
	name := strings.ToLower(authority)
	if h, port, err := net.SplitHostPort(name); err == nil {
		name = h
		if port == map[string]string{"https": "443", "http": "80"}[scheme] { // as proxies write it
			authority = h
		}
	}
	name = strings.TrimSuffix(name, ".")
	if !hostName(name) || !scope.Under(in.Own, name) {
		return Candidate{}, false
	}
	t, err := exposure.ParseTarget(scheme + "://" + strings.TrimSuffix(authority, ".") + "/")
	if err != nil || t.Provider != exposure.Web {
		return Candidate{}, false
	}
	return Candidate{Target: t, Evidence: register.OwnedByZone, From: in.from(), Name: name}, true
}

// record reads a record of a zone: the web server of the name, by both schemes, and the places of a
// storage service that the name leads to.
func (in Input) record(r record, yield func(Candidate) error) error {
	if in.Strange != nil && !scope.Under(in.Own, r.name) {
		in.Strange(r.name)
	}
	for _, scheme := range []string{"https://", "http://"} {
		if c, ok := in.host(scheme + r.name); ok {
			if err := yield(c); err != nil {
				return err
			}
		}
	}
	for _, c := range in.leadsTo(r.name, r.to) {
		if err := yield(c); err != nil {
			return err
		}
	}
	return nil
}

// leadsTo returns the places of storage services that a name leads to by its CNAME, none where that
// is "".
func (in Input) leadsTo(name, to string) (list []Candidate) {
	if to == "" {
		return nil
	}
	if t, ok := nameBucket(name, to); ok {
		list = append(list, Candidate{Target: t, Evidence: in.Evidence, From: in.from(), Name: name})
	}
	if c, ok := in.candidate(to); ok && c.Target.Provider != exposure.Web {
		c.Name = name
		list = append(list, c)
	}
	return list
}
