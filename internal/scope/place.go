package scope

import "github.com/hemostat/hemostat/exposure"

// A Place is where names may be guessed: a glob in the containers of a service, or in the
// accounts of Azure, of a grant with discover.
type Place struct{ p pattern }

// Places returns where names may be guessed.
func (s *Scope) Places() (list []Place) {
	for i := range s.Grants {
		if !s.Grants[i].Discover {
			continue
		}
		for _, p := range s.Grants[i].patterns {
			if p.account != nil || p.container != nil {
				list = append(list, Place{p})
			}
		}
	}
	return list
}

// Accounts reports whether names there are accounts, which have containers.
func (p Place) Accounts() bool { return p.p.account != nil }

// At returns the target of a name there, of an account also of a container of it. ok is
// false where the grant's glob does not cover it.
func (p Place) At(name, container string) (t exposure.Target, ok bool) {
	if !p.Accounts() {
		t = p.p.target
		t.Container = name
		return t, p.p.covers(t)
	}
	t, err := exposure.ParseTarget("az://" + name + "/" + container)
	return t, err == nil && p.p.covers(t)
}
