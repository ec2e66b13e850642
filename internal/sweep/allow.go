package sweep

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"sync/atomic"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/internal/strict"
)

// An Allow is a list of what is known and accepted.
type Allow struct {
	rules []*allowRule
}

type allowRule struct {
	used   atomic.Bool // it has matched
	rule   string
	path   string
	values []string
	form   *regexp.Regexp
}

// ParseAllow reads an allow-list in TOML:
//
//	[[allow]]
//	rule = "aws-access-key-id"        # a rule's ID; all rules where it is left out
//	path = "test/*"                   # of the file; * crosses no slash
//	values = ["AKIAIOSFODNN7EXAMPLE"] # as they stand in the text
//	form = "^test-"                   # RE2, of the value
//	reason = "keys of the vendor's documentation"
//
// What every key of an entry agrees with is left out. An entry needs a reason, and
// rule, path, values or form; its rule is one of rules.
func ParseAllow(name string, data []byte, rules []detect.Rule) (*Allow, error) {
	var file struct {
		Allow []struct {
			Rule, Path, Form, Reason string
			Values                   []string
		}
	}
	if _, err := strict.Decode(data, name, &file); err != nil {
		return nil, err
	}
	a := &Allow{}
	for i, e := range file.Allow {
		r := &allowRule{rule: e.Rule, path: e.Path, values: e.Values}
		var err error
		if e.Form != "" {
			r.form, err = regexp.Compile(e.Form)
		}
		if err == nil && e.Path != "" {
			_, err = path.Match(e.Path, "")
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s: entry %d: %w", name, i+1, err)
		case e.Reason == "":
			return nil, fmt.Errorf("%s: entry %d: say the reason", name, i+1)
		case e.Rule != "" && !slices.ContainsFunc(rules, func(r detect.Rule) bool { return r.ID == e.Rule }):
			return nil, fmt.Errorf("%s: entry %d: there is no rule %q", name, i+1, e.Rule)
		case e.Rule == "" && e.Path == "" && e.Form == "" && len(e.Values) == 0:
			return nil, fmt.Errorf("%s: entry %d would leave out everything: name a rule, a path, values or a form", name, i+1)
		}
		a.rules = append(a.rules, r)
	}
	return a, nil
}

func (a *Allow) allows(file string, m *detect.Mention) bool {
	if a == nil {
		return false
	}
	allowed := false
	for _, r := range a.rules {
		if allowed && r.used.Load() {
			continue
		}
		if r.agrees(file, m) {
			allowed = true
			if !r.used.Load() {
				r.used.Store(true)
			}
		}
	}
	return allowed
}

// Unused returns the entries that have matched nothing so far, counted from 1.
func (a *Allow) Unused() (entries []int) {
	if a == nil {
		return nil
	}
	for i, r := range a.rules {
		if !r.used.Load() {
			entries = append(entries, i+1)
		}
	}
	return entries
}

func (r *allowRule) agrees(file string, m *detect.Mention) bool {
	if r.rule != "" && r.rule != m.Rule {
		return false
	}
	if r.path != "" {
		if ok, _ := path.Match(r.path, file); !ok {
			return false
		}
	}
	if len(r.values) > 0 && !slices.Contains(r.values, string(m.Value)) {
		return false
	}
	return r.form == nil || r.form.Match(m.Value)
}
