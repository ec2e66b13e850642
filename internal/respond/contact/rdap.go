package contact

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"
)

// An Abuse is where a registry says that abuse of a domain or of an address is told.
type Abuse struct {
	Of    string `json:"of"`             // "domain contoso.example", "address 203.0.113.7"
	Who   string `json:"who,omitempty"`  // the registrar, or the network's name
	Mail  string `json:"mail,omitempty"` //
	Phone string `json:"phone,omitempty"`
	From  string `json:"from"` // the address that was asked
}

// Bounds of an answer of RDAP.
const (
	maxRDAP     = 1 << 20 // bytes
	maxEntities = 256
	maxNested   = 6
)

// A Registry asks RDAP servers (RFC 9082) whose a domain or an address is.
type Registry struct {
	// Transport goes to the hosts that are configured for it and to no other.
	Transport http.RoundTripper
	// Bases are addresses of servers, tried in order: "https://rdap.example/".
	Bases []string
	// Bootstrap says which server has what; nil where there is none.
	Bootstrap *Bootstrap
	Agent     string // for User-Agent
}

// Question is what is asked of a host: the path of its domain or address, and what it is of.
func question(host string) (path, of string, err error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		return "ip/" + addr.String(), "address " + addr.String(), nil
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		return "", "", fmt.Errorf("%s has no registrable domain", host)
	}
	return "domain/" + url.PathEscape(domain), "domain " + domain, nil
}

// Public reports whether a registry can know of a host: no loopback, private or reserved
// address, and no name that is only ours.
func Public(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsGlobalUnicast() && !addr.IsPrivate()
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	return strings.Contains(host, ".") && !slices.Contains([]string{"localhost", "local", "internal", "lan", "test", "example", "invalid", "onion"}, last)
}

// OpenYourself returns the address of a page that an operator can open to see the same:
// a public service that sends on to the right registry.
func OpenYourself(host string) string {
	path, _, err := question(host)
	if err != nil {
		return ""
	}
	return "https://rdap.org/" + path
}

// Ask asks the first server that answers.
func (r *Registry) Ask(ctx context.Context, host string) ([]Abuse, error) {
	path, of, err := question(host)
	if err != nil {
		return nil, err
	}
	bases := slices.Clone(r.Bases)
	if r.Bootstrap != nil {
		bases = append(r.Bootstrap.Of(host), bases...)
	}
	if len(bases) == 0 {
		return nil, errors.New("no server of RDAP is known for it")
	}
	var errs []error
	for _, base := range bases {
		address := strings.TrimSuffix(base, "/") + "/" + path
		found, err := r.get(ctx, address)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", address, err))
			continue
		}
		for i := range found {
			found[i].Of, found[i].From = of, address
		}
		return found, nil
	}
	return nil, errors.Join(errs...)
}

func (r *Registry) get(ctx context.Context, address string) ([]Abuse, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("no address of a server")
	}
	req.Header.Set("Accept", "application/rdap+json")
	req.Header.Set("User-Agent", r.Agent)
	client := http.Client{Transport: r.Transport, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if len(via) >= 5 {
			return errors.New("sent on more than five times")
		}
		return nil
	}}
	resp, err := client.Do(req)
	if err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("HTTP %d", resp.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxRDAP+1))
	if err != nil {
		return nil, err
	}
	return ParseRDAP(data)
}

// entity is one object of an answer (RFC 9083, section 5); only what leads to the contact
// for abuse is read of it. Persons' names and addresses stay unread.
type entity struct {
	ObjectClass string            `json:"objectClassName"`
	Handle      string            `json:"handle"`
	Name        string            `json:"name"`
	Roles       []string          `json:"roles"`
	VCard       []json.RawMessage `json:"vcardArray"`
	Entities    []entity          `json:"entities"`
}

// ParseRDAP reads the contacts for abuse from an answer of RDAP.
func ParseRDAP(data []byte) ([]Abuse, error) {
	if len(data) > maxRDAP {
		return nil, fmt.Errorf("the answer is longer than %d bytes", maxRDAP)
	}
	var top entity
	if err := json.Unmarshal(data, &top); err != nil {
		return nil, errors.New("the answer is no RDAP")
	}
	if top.ObjectClass == "" {
		return nil, errors.New("the answer is no RDAP: it names no object class")
	}
	w := rdapWalk{}
	w.visit(top, oneWord(top.Name), 0)
	return w.found, nil
}

type rdapWalk struct {
	found []Abuse
	seen  int
}

func (w *rdapWalk) visit(e entity, who string, depth int) {
	if w.seen++; w.seen > maxEntities || depth > maxNested {
		return
	}
	mail, phone, name := card(e.VCard)
	if slices.Contains(e.Roles, "registrar") && name != "" {
		who = name
	}
	if slices.Contains(e.Roles, "abuse") && (mail != "" || phone != "") {
		a := Abuse{Who: who, Mail: mail, Phone: phone}
		if !slices.Contains(w.found, a) {
			w.found = append(w.found, a)
		}
	}
	for _, child := range e.Entities {
		w.visit(child, who, depth+1)
	}
}

// card reads a jCard (RFC 7095): ["vcard", [[name, parameters, type, value], …]].
func card(v []json.RawMessage) (mail, phone, name string) {
	var properties [][]json.RawMessage
	if len(v) < 2 || json.Unmarshal(v[1], &properties) != nil {
		return "", "", ""
	}
	for _, p := range properties {
		var key, value string
		if len(p) < 4 || json.Unmarshal(p[0], &key) != nil || json.Unmarshal(p[3], &value) != nil {
			continue
		}
		value = oneWord(value)
		switch {
		case key == "email" && mail == "" && uri("mailto:"+value, "mailto"):
			mail = value
		case key == "tel" && phone == "":
			phone = strings.TrimPrefix(value, "tel:")
		case key == "fn" && name == "":
			name = value
		}
	}
	return mail, phone, name
}

// oneWord returns a foreign value where it can be shown on a line, else "".
func oneWord(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 200 || strings.ContainsFunc(s, unseen) {
		return ""
	}
	return s
}

// A Bootstrap says which server of RDAP has which domains and addresses (RFC 9224). Its
// files are the operator's own copies of IANA's.
type Bootstrap struct {
	domains   map[string][]string
	addresses map[netip.Prefix][]string
}

// ParseBootstrap adds one of IANA's files, dns.json, ipv4.json or ipv6.json, to b.
func (b *Bootstrap) ParseBootstrap(data []byte) error {
	var f struct {
		Services [][][]string `json:"services"`
	}
	if err := json.Unmarshal(data, &f); err != nil || len(f.Services) == 0 {
		return errors.New("it is no bootstrap file of RDAP (RFC 9224)")
	}
	if b.domains == nil {
		b.domains, b.addresses = map[string][]string{}, map[netip.Prefix][]string{}
	}
	for _, service := range f.Services {
		if len(service) < 2 {
			continue
		}
		var bases []string
		for _, base := range service[len(service)-1] {
			if u, err := url.Parse(base); err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
				bases = append(bases, base)
			}
		}
		for _, of := range service[len(service)-2] {
			if p, err := netip.ParsePrefix(of); err == nil {
				b.addresses[p.Masked()] = bases
			} else {
				b.domains[strings.ToLower(strings.TrimSuffix(of, "."))] = bases
			}
		}
	}
	return nil
}

// Of returns the servers for a host, the longest match.
func (b *Bootstrap) Of(host string) []string {
	if addr, err := netip.ParseAddr(host); err == nil {
		for bits := addr.BitLen(); bits >= 0; bits-- {
			if p, err := addr.Prefix(bits); err == nil && len(b.addresses[p]) > 0 {
				return b.addresses[p]
			}
		}
		return nil
	}
	for domain := strings.ToLower(host); domain != ""; {
		if bases := b.domains[domain]; len(bases) > 0 {
			return bases
		}
		_, rest, ok := strings.Cut(domain, ".")
		if !ok {
			break
		}
		domain = rest
	}
	return nil
}
