package scope

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/time/rate"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/strict"
)

// What a grant that does not say otherwise gets.
const (
	defaultRequestsPerSecond = 100
	defaultProbesPerSecond   = 5
	defaultSampleObjects     = 100
	defaultSampleBytes       = 64 << 20
	maxScopeFile             = 4 << 20 // bytes
)

type scopeFile struct {
	Version        int                 `toml:"version"`
	Contact        string              `toml:"contact"`
	Own            []string            `toml:"own"`
	Words          []string            `toml:"words"`
	PerSecond      float64             `toml:"requests_per_second"`
	Grants         []grantTable        `toml:"grant"`
	Infrastructure infrastructureTable `toml:"infrastructure"`
}

type grantTable struct {
	Targets           []string `toml:"targets"`
	Basis             string   `toml:"basis"`
	SignedOffBy       string   `toml:"signed_off_by"`
	Until             any      `toml:"until"` // as any, a date stays one
	Depth             string   `toml:"depth"`
	Discover          bool     `toml:"discover"`
	SignedLinks       bool     `toml:"signed_links"`
	Accounts          []string `toml:"accounts"`
	RequesterPays     bool     `toml:"requester_pays"`
	Vendor            string   `toml:"vendor"`
	PrivateAddresses  bool     `toml:"private_addresses"`
	RequestsPerSecond *float64 `toml:"requests_per_second"`
	MaxBytes          int64    `toml:"max_bytes"`
	SampleObjects     *int     `toml:"sample_objects"`
	SampleBytes       *int64   `toml:"sample_bytes"`
}

type infrastructureTable struct {
	Resolver []string `toml:"resolver"`
	SignIn   []string `toml:"sign_in"`
	Mail     []string `toml:"mail"`
	Queue    []string `toml:"queue"`
	RDAP     []string `toml:"rdap"`
	Proxy    []string `toml:"proxy"`
}

// Load reads a scope file.
func Load(path string) (*Scope, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no scope file %s: `hemostat scope init` writes one", path)
	case err != nil:
		return nil, fmt.Errorf("read scope: %w", err)
	}
	if info.Size() > maxScopeFile {
		return nil, fmt.Errorf("read scope %s: longer than %d bytes", path, maxScopeFile)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read scope: %w", err)
	}
	return Parse(data, path)
}

// Parse reads a scope; name stands for it in errors, which are "name:line: …".
// What is not known is an error: a restriction that is misspelt must not be
// taken for one that is absent.
func Parse(data []byte, name string) (*Scope, error) {
	var f scopeFile
	lines, err := strict.Decode(data, name, &f)
	if err != nil {
		return nil, fmt.Errorf("%w; see `hemostat scope init` for what belongs there", err)
	}
	at := func(table string, n int, key string) string {
		return fmt.Sprintf("%s:%d", name, lines.Of(table, n, key))
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("%s: want `version = 1`, found %d", at("", 0, "version"), f.Version)
	}
	s := &Scope{Name: name, Contact: f.Contact, Infrastructure: Infrastructure(f.Infrastructure), RequestsPerSecond: f.PerSecond, Words: f.Words}
	if !(f.PerSecond >= 0 && f.PerSecond <= 1e6) {
		return nil, fmt.Errorf("%s: requests_per_second is from 0, which sets no ceiling, to 1000000", at("", 0, "requests_per_second"))
	}
	var together *rate.Limiter
	if f.PerSecond > 0 {
		together = rate.NewLimiter(rate.Limit(f.PerSecond), max(1, int(f.PerSecond/10)))
	}
	if strings.ContainsFunc(f.Contact, func(r rune) bool { return r < ' ' || r > '~' || r == '(' || r == ')' }) {
		return nil, fmt.Errorf("%s: contact stands in a header: write it in printable ASCII without parentheses", at("", 0, "contact"))
	}
	for _, own := range f.Own {
		own = strings.ToLower(own)
		if err := canonicalHost(own); err != nil {
			return nil, fmt.Errorf("%s: own %q: %w", at("", 0, "own"), own, err)
		}
		s.Own = append(s.Own, own)
	}
	if err := checkInfrastructure(s.Infrastructure); err != nil {
		return nil, fmt.Errorf("%s: %w", at("infrastructure", 0, ""), err)
	}
	s.net = newNetwork(s.Infrastructure)
	for i := range f.Grants {
		g, key, err := f.Grants[i].grant()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", at("grant", i, key), err)
		}
		if err := g.ownDomains(s.Own); err != nil {
			return nil, fmt.Errorf("%s: %w", at("grant", i, "targets"), err)
		}
		g.state.together = together
		g.line, g.contact, g.net = lines.Of("grant", i, ""), s.Contact, s.net
		s.Grants = append(s.Grants, *g)
	}
	return s, nil
}

// grant checks one table. key is the entry that an error is about.
func (t *grantTable) grant() (g *Grant, key string, err error) {
	g = &Grant{
		Targets: t.Targets, Basis: exposure.Finder, SignedOffBy: t.SignedOffBy, Depth: exposure.Probe, Discover: t.Discover,
		SignedLinks: t.SignedLinks, Accounts: t.Accounts, RequesterPays: t.RequesterPays, Vendor: t.Vendor, PrivateAddresses: t.PrivateAddresses,
		RequestsPerSecond: defaultRequestsPerSecond, MaxBytes: t.MaxBytes, state: newState(t.MaxBytes),
	}
	if t.Basis != "" {
		if g.Basis, err = exposure.ParseBasis(t.Basis); err != nil {
			return nil, "basis", err
		}
	}
	if t.Depth != "" {
		if g.Depth, err = exposure.ParseDepth(t.Depth); err != nil {
			return nil, "depth", err
		}
	}
	if len(t.Targets) == 0 {
		return nil, "targets", fmt.Errorf("a grant names at least one target: targets = [%q]", "az://account/container")
	}
	for _, s := range t.Targets {
		p, err := parsePattern(s)
		if err != nil {
			return nil, "targets", fmt.Errorf("target %s: %w", exposure.Redact(s), err)
		}
		if (p.account != nil || p.domain != "") && !t.Discover {
			return nil, "targets", fmt.Errorf("target %s: a glob stands in the account or host only where names may be guessed: have it signed off and add discover = true", s)
		}
		g.patterns = append(g.patterns, p)
	}
	if strings.TrimSpace(t.SignedOffBy) == "" {
		return nil, "signed_off_by", fmt.Errorf("a grant says who answers for it: signed_off_by = %q", "J. Doe, CISO, ticket 4711")
	}
	if g.Until = endOf(t.Until); g.Until.Year() < 2000 {
		return nil, "until", fmt.Errorf("a grant ends, by a date without quotes: until = 2027-01-31")
	}
	if t.RequestsPerSecond != nil {
		g.RequestsPerSecond, g.rated = *t.RequestsPerSecond, true
	}
	if !(g.RequestsPerSecond > 0 && g.RequestsPerSecond <= 1e6) {
		return nil, "requests_per_second", fmt.Errorf("requests_per_second is above 0 and at most 1000000")
	}
	if g.MaxBytes < 0 {
		return nil, "max_bytes", fmt.Errorf("max_bytes is 0, for no ceiling, or more")
	}
	key, err = t.sample(g)
	return g, key, err
}

// ownDomains holds globs in hosts to the operator's own domains.
func (g *Grant) ownDomains(own []string) error {
	for i, p := range g.patterns {
		if p.domain != "" && !Under(own, p.domain[1:]) {
			return fmt.Errorf("target %s: a glob stands in a host only before a domain of your own: add own = [%q] if it is", g.Targets[i], p.domain[1:])
		}
	}
	return nil
}

// Under reports whether a host is one of domains, or lies under one.
func Under(domains []string, host string) bool {
	return slices.ContainsFunc(domains, func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) })
}

// sample bounds what a finder reads. There is no way to write "unbounded".
func (t *grantTable) sample(g *Grant) (key string, err error) {
	if g.Basis.MayRead() {
		if t.SampleObjects != nil || t.SampleBytes != nil {
			return "sample_objects", fmt.Errorf("a sample bounds the basis finder; basis %s reads all, and max_bytes bounds it", g.Basis)
		}
		return "", nil
	}
	g.SampleObjects, g.SampleBytes = defaultSampleObjects, defaultSampleBytes
	if t.SampleObjects != nil {
		g.SampleObjects = *t.SampleObjects
	}
	if t.SampleBytes != nil {
		g.SampleBytes = *t.SampleBytes
	}
	if g.SampleObjects < 1 || g.SampleObjects > 10_000 {
		return "sample_objects", fmt.Errorf("sample_objects is from 1 to 10000")
	}
	if g.SampleBytes < 1 || g.SampleBytes > 1<<30 {
		return "sample_bytes", fmt.Errorf("sample_bytes is from 1 to %d, which is 1 GiB", 1<<30)
	}
	return "", nil
}

// endOf returns the first instant after until: a bare date holds to its end,
// in UTC; an instant is taken as it is; what is neither gives the zero time.
func endOf(until any) time.Time {
	switch until := until.(type) {
	case toml.LocalDate:
		return until.AsTime(time.UTC).AddDate(0, 0, 1)
	case toml.LocalDateTime:
		return until.AsTime(time.UTC)
	case time.Time:
		return until.UTC()
	}
	return time.Time{}
}

func checkInfrastructure(i Infrastructure) error {
	for _, p := range Purposes() {
		for _, hp := range i.Hosts(p) {
			host, port, err := net.SplitHostPort(hp)
			if err != nil || port == "" {
				return fmt.Errorf("%s = %q: want host:port", p, hp)
			}
			if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
				return fmt.Errorf("%s = %q: the port is no number from 1 to 65535", p, hp)
			}
			if err := canonicalHost(host); err != nil {
				return fmt.Errorf("%s = %q: %w", p, hp, err)
			}
			if _, err := netip.ParseAddr(host); p == Resolver && err != nil {
				return fmt.Errorf("%s = %q: a resolver is named by its address", p, hp)
			}
		}
	}
	if len(i.Proxy) > 1 {
		return fmt.Errorf("proxy names at most one host")
	}
	return nil
}
