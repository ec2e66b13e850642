package scope

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A pattern is one target of a grant. Container and prefix may hold globs: "*"
// any run of characters but "/", "**" any run, "?" one but "/". The host never.
type pattern struct {
	target    exposure.Target
	container *regexp.Regexp // nil: literally
	prefix    *regexp.Regexp // nil: literally
}

const globs = "*?"

func parsePattern(s string) (pattern, error) {
	if strings.ContainsRune(s, '?') && strings.Contains(s, "=") {
		return pattern{}, errors.New("it carries a query: a signature has no place in a scope file; write the target without it and add signed_links = true")
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
	p := pattern{target: t}
	if strings.ContainsAny(t.Container, globs) {
		p.container = compileGlob(t.Container, "$")
	}
	if strings.ContainsAny(t.Prefix, globs) {
		p.prefix = compileGlob(t.Prefix, "")
	}
	return p, nil
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

// covers reports whether the pattern grants the target.
func (p *pattern) covers(t exposure.Target) bool {
	w := p.target
	if w.Provider != t.Provider {
		return false
	}
	if w.Provider == exposure.Folder {
		rel, err := filepath.Rel(w.Path, t.Path)
		return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
	}
	if w.Named != t.Named || !sameService(w, t) {
		return false
	}
	return p.coversContainer(t.Container) && p.coversName(t.Prefix)
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
func (p *pattern) String() string { return fmt.Sprint(p.target) }
