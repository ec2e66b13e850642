package scope

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/hemostat/hemostat/exposure"
)

// A pattern is one target of a grant. Container and prefix may hold globs: "*"
// any run of characters but "/", "**" any run, "?" one but "/". The host never,
// but where names may be guessed: for the account of Azure, and "*." before a domain of the
// operator's own, for the web servers of its names.
type pattern struct {
	target    exposure.Target
	domain    string         // ".contoso.example": any host that ends so; "": the target's
	account   *regexp.Regexp // nil: literally
	container *regexp.Regexp // nil: literally
	prefix    *regexp.Regexp // nil: literally
	servers   exposure.Servers
}

const globs = "*?"

func parsePattern(s string) (pattern, error) {
	if strings.ContainsRune(s, '?') && strings.Contains(s, "=") {
		return pattern{}, errors.New("it carries a query: a signature has no place in a scope file; write the target without it and add signed_links = true")
	}
	if servers, ok, err := exposure.ParseServers(s); ok {
		return pattern{servers: servers, target: exposure.Target{Provider: exposure.Server}}, err
	}
	if rest, ok := strings.CutPrefix(s, "az://"); ok {
		if account, path, _ := strings.Cut(rest, "/"); strings.ContainsAny(account, globs) {
			return parseGuessed(account, path)
		}
	}
	if rest, scheme, ok := anyHost(s); ok {
		return parseDomain(scheme, rest)
	}
	// A "?" would be taken for the beginning of a query.
	t, err := exposure.ParseTarget(strings.ReplaceAll(s, "?", "%3F"))
	if err != nil {
		return pattern{}, err
	}
	t.Container, t.Prefix = strings.ReplaceAll(t.Container, "%3F", "?"), strings.ReplaceAll(t.Prefix, "%3F", "?")
	if t.Provider == exposure.Folder {
		if !filepath.IsAbs(t.Path) {
			return pattern{}, errors.New("a folder is written as file:///folder")
		}
		return pattern{target: t}, nil
	}
	host, _ := hostPort(t)
	if strings.ContainsAny(t.Endpoint, globs) {
		return pattern{}, errors.New("a glob may stand in container and prefix, never in the host or account")
	}
	if err := canonicalHost(host); err != nil {
		return pattern{}, err
	}
	return pattern{target: t}.compile(), nil
}

// parseGuessed reads az://account*/container of a grant by which names may be
// guessed. Four letters at least of the account are the owner's.
func parseGuessed(account, path string) (pattern, error) {
	stem := strings.Trim(account, globs)
	if len(stem) < 4 || strings.Trim(stem, globs+"abcdefghijklmnopqrstuvwxyz0123456789") != "" {
		return pattern{}, errors.New("of an account with a glob at least four small letters or digits in a row are written out")
	}
	t := exposure.Target{Provider: exposure.Azure, Account: account}
	t.Container, t.Prefix, _ = strings.Cut(path, "/")
	p := pattern{target: t, account: compileGlob(account, "$")}
	return p.compile(), nil
}

// anyHost reads the beginning of a pattern "https://*.contoso.example/".
func anyHost(s string) (rest, scheme string, ok bool) {
	for _, scheme := range []string{"https", "http"} {
		if rest, ok := strings.CutPrefix(strings.TrimPrefix(s, "web+"), scheme+"://*."); ok {
			return rest, scheme, true
		}
	}
	return "", "", false
}

// parseDomain reads the web servers of all names of a domain. A suffix under which others have
// domains of their own is none.
func parseDomain(scheme, rest string) (pattern, error) {
	t, err := exposure.ParseTarget("web+" + scheme + "://any." + strings.ReplaceAll(rest, "?", "%3F"))
	if err != nil {
		return pattern{}, err
	}
	t.Prefix = strings.ReplaceAll(t.Prefix, "%3F", "?")
	host, _ := hostPort(t)
	domain := strings.TrimPrefix(host, "any.")
	if err := canonicalHost(domain); err != nil || strings.ContainsAny(domain, globs) {
		return pattern{}, errors.New("in a host a glob stands for the first labels alone: https://*.contoso.example/")
	}
	if _, err := publicsuffix.EffectiveTLDPlusOne(domain); err != nil {
		return pattern{}, errors.New("others have domains of their own under this one: write out one of yours, as in https://*.contoso.example/")
	}
	p := pattern{target: t, domain: "." + domain}
	return p.compile(), nil
}

// compile makes the globs of container and prefix.
func (p pattern) compile() pattern {
	t := p.target
	if strings.ContainsAny(t.Container, globs) {
		p.container = compileGlob(t.Container, "$")
	}
	if strings.ContainsAny(t.Prefix, globs) {
		end := ""
		if t.Provider == exposure.Web && !strings.HasSuffix(t.Prefix, "/") {
			end = "$" // files alone
		}
		p.prefix = compileGlob(t.Prefix, end)
	}
	return p
}

// compileGlob translates a glob; end is "$" where all of a name must match and
// "" where its beginning must. Go's regular expressions take linear time.
func compileGlob(glob, end string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?s)^`)
	for glob != "" {
		switch {
		case strings.HasPrefix(glob, "**"):
			b.WriteString(`.*`)
			glob = glob[1:]
		case glob[0] == '*':
			b.WriteString(`[^/]*`)
		case glob[0] == '?':
			b.WriteString(`[^/]`)
		default:
			next := strings.IndexAny(glob[1:], globs) + 1
			if next == 0 {
				next = len(glob)
			}
			b.WriteString(regexp.QuoteMeta(glob[:next]))
			glob = glob[next-1:]
		}
		glob = glob[1:]
	}
	return regexp.MustCompile(b.String() + end)
}

// one reports whether the pattern is a single target that can be asked, and no glob.
func (p *pattern) one() bool {
	return p.target.Provider != exposure.Folder && p.account == nil && p.domain == "" && p.container == nil && p.prefix == nil
}

// covers reports whether the pattern grants the target.
func (p *pattern) covers(t exposure.Target) bool {
	w := p.target
	switch {
	case p.servers.Service != "":
		return p.servers.Covers(t)
	case w.Provider != t.Provider:
		return false
	case w.Provider == exposure.Server:
		return w.Contains(t)
	case p.account != nil:
		return !t.Named && p.account.MatchString(t.Account) && p.coversContainer(t.Container) && p.coversName(t.Prefix)
	}
	if w.Provider == exposure.Folder {
		rel, err := filepath.Rel(w.Path, t.Path)
		return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
	}
	if w.Named != t.Named || !p.sameHost(t) {
		return false
	}
	if w.Provider == exposure.Web && p.prefix == nil {
		w.Endpoint = t.Endpoint
		return w.Contains(t)
	}
	return p.coversContainer(t.Container) && p.coversName(t.Prefix)
}

// sameHost reports whether the pattern is for the host and account of t.
func (p *pattern) sameHost(t exposure.Target) bool {
	if p.domain == "" {
		return sameService(p.target, t)
	}
	scheme, _, _ := strings.Cut(p.target.Endpoint, "://")
	other, _, _ := strings.Cut(t.Endpoint, "://")
	_, port := hostPort(p.target)
	host, otherPort := hostPort(t)
	return scheme == other && port == otherPort && strings.HasSuffix(host, p.domain)
}

// sameService compares host and account. Amazon S3 is one service at many
// regional addresses.
func sameService(a, b exposure.Target) bool {
	if a.Provider == exposure.S3 && !a.Named {
		return true
	}
	return a.Endpoint == b.Endpoint && a.Account == b.Account
}

func (p *pattern) coversContainer(name string) bool {
	if p.container != nil {
		return p.container.MatchString(name)
	}
	return p.target.Container == name
}

// coversName reports whether an object name, or a prefix of names, lies within.
func (p *pattern) coversName(name string) bool {
	if p.prefix != nil {
		return p.prefix.MatchString(name)
	}
	return strings.HasPrefix(name, p.target.Prefix)
}

// String returns the pattern as written.
func (p *pattern) String() string {
	if p.servers.Service != "" {
		return p.servers.String()
	}
	if p.domain != "" {
		return strings.Replace(p.target.String(), "://any.", "://*.", 1)
	}
	return p.target.String()
}
