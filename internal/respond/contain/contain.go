// Package contain says what the owner of an open target does, in order: keep the logs,
// close, revoke what was signed, check. It prints commands of the vendors' own tools and
// runs none of them.
//
// The knowledge is data: one TOML file a family of targets, each step with the reason,
// what it breaks, and the page that it is from. A step's commands have slots, {account},
// {bucket}, {host}, …, which are filled with the target's names as single words of a POSIX
// shell, whatever they hold.
package contain

import (
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/respond/vendor"
	"github.com/hemostat/hemostat/internal/signedlink"
)

// A Phase is a part of containment. Evidence is kept before anything is changed.
type Phase string

// The phases, in order.
const (
	Keep   Phase = "keep"
	Close  Phase = "close"
	Revoke Phase = "revoke"
	Check  Phase = "check"
)

// Phases returns the phases in their order.
func Phases() []Phase { return []Phase{Keep, Close, Revoke, Check} }

// A Step is one thing that the owner does.
type Step struct {
	Phase    Phase    `json:"phase"`
	Title    string   `json:"title"`
	Why      string   `json:"why,omitempty"`
	File     string   `json:"file,omitempty"`   // that Config is written to
	Config   string   `json:"config,omitempty"` // directives
	Commands []string `json:"commands,omitempty"`
	Breaks   string   `json:"breaks"`            // what stops working
	Tried    string   `json:"tried,omitempty"`   // the real tool that took the words of the commands
	Source   string   `json:"source"`            // for people: a page with the day it was read, or "unsourced"
	Missing  string   `json:"missing,omitempty"` // why there is no command here: the vendor has no such call
}

// A Variable is something that the target does not tell and its owner knows.
type Variable struct {
	Name string `json:"name"` // "RESOURCE_GROUP", as a shell writes it
	What string `json:"what"`
}

// A Plan is what is done about one target.
type Plan struct {
	Target string     `json:"target"`
	Vendor string     `json:"vendor,omitempty"` // by its host
	Notes  []string   `json:"notes,omitempty"`
	Set    []Variable `json:"set,omitempty"`
	Steps  []Step     `json:"steps"`
}

// A Case is what is known of a target.
type Case struct {
	Target   exposure.Target
	Service  string // of a server whose scheme is [exposure.AnyService], where a probe told; else ""
	Software string // what answers, in its own words; "" where not known
	Links    []*signedlink.Link
	Ends     []signedlink.RevokeBy // how each of Links is ended
	Write    bool                  // somebody else may write to it, by its policy or a link
}

// For makes the plan for a case. An error says that a name of the target cannot stand in a
// command line.
func For(c Case) (*Plan, error) {
	lib, err := library()
	if err != nil {
		return nil, err
	}
	m := maker{lib: lib, c: c, values: slots(c), set: map[string]bool{}}
	if host := hostOf(c.Target); host != "" {
		m.vendor, m.known = vendor.Of(host)
	}
	for name, value := range m.values {
		if err := fits(name, value); err != nil {
			return nil, err
		}
	}
	m.plan = &Plan{Target: c.Target.String(), Vendor: m.vendor.Name}
	m.notes()
	for _, phase := range Phases() {
		for _, s := range lib.steps {
			if s.Phase == phase && m.applies(s) {
				m.add(s)
			}
		}
	}
	m.variables()
	return m.plan, nil
}

// maker makes one plan.
type maker struct {
	lib    *steps
	c      Case
	vendor vendor.Vendor
	known  bool // whose host it is
	values map[string]string
	plan   *Plan
	set    map[string]bool // variables that commands name
}

// family returns the words by which steps name the target, the wide ones too.
func (m *maker) family() []string {
	t := m.c.Target
	if t.Provider != exposure.Server {
		return []string{string(t.Provider), "any"}
	}
	service := t.Service
	if service == exposure.AnyService && m.c.Service != "" {
		service = m.c.Service
	}
	return []string{service, "server", "any"}
}

func (m *maker) applies(s step) bool {
	words := m.family()
	meant := slices.ContainsFunc(s.Of, func(of string) bool { return slices.Contains(words, of) })
	switch {
	case !meant, slices.ContainsFunc(s.Not, func(not string) bool { return slices.Contains(words, not) }):
		return false
	case len(s.Vendors) > 0 && !slices.Contains(s.Vendors, m.vendor.ID):
		return false
	case slices.Contains(s.NotVendors, m.vendor.ID):
		return false
	case s.Container != "" && s.Container != m.c.Target.Container:
		return false
	case s.Revokes != "" && len(m.c.Ends) > 0 && !slices.Contains(m.c.Ends, signedlink.RevokeBy(s.Revokes)):
		return false
	}
	return s.Software == "" || m.software(s.Software)
}

// software reports whether a step for one program is for this target: it answers so, or
// it answers as none that is known.
func (m *maker) software(name string) bool {
	answer := strings.ToLower(m.c.Software)
	if strings.Contains(answer, name) {
		return true
	}
	return !slices.ContainsFunc(m.lib.software, func(other string) bool { return strings.Contains(answer, other) })
}

func (m *maker) add(s step) {
	out := Step{Phase: s.Phase, Title: s.Title, Why: s.Why, File: s.File, Config: s.Config, Breaks: s.Breaks, Tried: s.Tried, Source: s.source.String()}
	if s.ours() {
		out.Source = "`hemostat verify --help`"
	}
	if s.API != "" && slices.Contains(m.vendor.Lacks, s.API) {
		out.Missing = m.vendor.Name + " has no such call (" + m.vendor.S3.String() + "): another step stands in for it, or its console does"
		out.Config, out.Tried = "", ""
	} else {
		for _, command := range s.Commands {
			out.Commands = append(out.Commands, m.fill(command))
		}
		if s.API != "" && !slices.Contains(m.vendor.Has, s.API) {
			out.Why = strings.TrimSpace(out.Why + " Whether this service has the call is not known: an answer NotImplemented changes nothing.")
		}
	}
	m.plan.Steps = append(m.plan.Steps, out)
}

func (m *maker) notes() {
	note := func(s string) { m.plan.Notes = append(m.plan.Notes, s) }
	t := m.c.Target
	host := hostOf(t)
	switch {
	case t.Provider == exposure.Azure && strings.HasSuffix(host, ".core.chinacloudapi.cn"):
		note("It lies in Azure operated by 21Vianet: `az cloud set --name AzureChinaCloud` first.")
	case t.Provider == exposure.Azure && strings.HasSuffix(host, ".core.usgovcloudapi.net"):
		note("It lies in Azure Government: `az cloud set --name AzureUSGovernment` first.")
	case t.Provider == exposure.Azure && !m.known:
		note("Its host is none of Azure's own: the commands are those of Azure, and an emulator or gateway may lack some.")
	case t.Provider == exposure.S3 && !m.known:
		note("Whose host it is, is not known: the calls are those of S3, and its server may lack some.")
	case t.Provider == exposure.Server && t.Service == exposure.AnyService && m.c.Service == "":
		note("Which service answers there is not known: `hemostat probe` says it, and then there is more to say here.")
	}
	if t.Provider == exposure.Azure && strings.Contains(host, ".file.") {
		note("A file share is never open to everybody without a signature: the steps for links and keys are what counts.")
	}
	if len(m.c.Links) == 0 && m.revokes() {
		note("No signed link is known for it. The steps under \"revoke\" are for links and keys that turn up; `hemostat contain 'LINK'` leaves only those that end that link.")
	}
	for i, l := range m.c.Links {
		note("A signed link is out (" + string(l.Form) + "): " + Ending(m.c.Ends[i]) + ".")
	}
	if m.c.Write {
		note("Somebody else could write: compare the listing with what ought to be there before anything is trusted, and restore from a copy that is older than the exposure.")
	}
}

// revokes reports whether there are steps that end links to the target.
func (m *maker) revokes() bool {
	return slices.ContainsFunc(m.lib.steps, func(s step) bool { return s.Revokes != "" && m.applies(s) })
}

// Ending says in a few words what ends a link.
func Ending(by signedlink.RevokeBy) string {
	switch by {
	case signedlink.ByStoredPolicy:
		return "it ends with the stored access policy that it names"
	case signedlink.ByDelegationKeys:
		return "it ends with the account's user delegation keys"
	case signedlink.ByAccountKey:
		return "it ends with the account key that signed it, key1 or key2, which it does not tell"
	case signedlink.ByAccessKey:
		return "it ends with the access key that signed it"
	case signedlink.BySession:
		return "it ends with the sessions of the role that signed it"
	case signedlink.ByServiceAccount:
		return "it ends with the key of the service account that signed it"
	case signedlink.ByKeyGroup:
		return "it ends with the public key in the distribution's key group"
	}
	return "what ends it is not known"
}

// variables lists what the commands leave to the owner.
func (m *maker) variables() {
	for _, v := range m.lib.variables {
		if m.set[v.Name] {
			m.plan.Set = append(m.plan.Set, v)
		}
	}
}
