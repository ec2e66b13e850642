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

// A Glob is a target of a grant that covers places without naming one: it has a glob, or is a folder,
// which nobody reaches from elsewhere.
type Glob struct {
	Written string // in the scope file
	p       pattern
}

// Globs returns the targets of grants that [Scope.Targets] leaves out.
func (s *Scope) Globs() (list []Glob) {
	for i := range s.Grants {
		for j, p := range s.Grants[i].patterns {
			if !p.one() && p.servers.Service == "" {
				list = append(list, Glob{s.Grants[i].Targets[j], p})
			}
		}
	}
	return list
}

// Folder reports whether it is a folder of this machine.
func (g Glob) Folder() bool { return g.p.target.Provider == exposure.Folder }

// Covers reports whether a target is one of these places.
func (g Glob) Covers(t exposure.Target) bool { return g.p.covers(t) }
