package main

import (
	"net/url"
	"regexp"
	"strings"
)

// A finding is what a program reports: values are the readings of it that may hold
// the credential.
type finding struct {
	file   string // below the folder of the corpus
	rule   string
	line   int64
	values []string
}

// A verdict is how a program's findings compare to what was planted.
type verdict struct {
	found  []bool                    // of each planted credential
	kinds  map[string]int            // planted credentials that were found, by kind
	total  int                       // of them
	rules  map[string]map[string]int // which rule found what kind
	native int                       // findings of the corpus's own tokens
	beside int                       // findings of other things in what was planted: the id of a pair, a host
	other  []finding                 // findings of anything else
}

// native are the tokens that the corpus has of its own, in its source code.
var native = regexp.MustCompile(`ghp_[A-Za-z0-9]{36}`)

// judge compares findings to the truth. Each finding counts once.
func judge(truth []planted, findings []finding) *verdict {
	v := &verdict{found: make([]bool, len(truth)), kinds: map[string]int{}, rules: map[string]map[string]int{}}
	byFile := map[string][]int{}
	for i, p := range truth {
		byFile[p.File] = append(byFile[p.File], i)
	}
	for _, f := range findings {
		hit, near := false, false
		for _, i := range byFile[f.file] {
			switch p := &truth[i]; {
			case f.holds(p):
				hit = true
				v.count(f.rule, p.Kind)
				if !v.found[i] {
					v.found[i] = true
					v.kinds[p.Kind]++
					v.total++
				}
			case f.within(p.text):
				near = true
			}
		}
		switch {
		case hit:
		case f.native():
			v.native++
		case near:
			v.beside++
		default:
			v.other = append(v.other, f)
		}
	}
	return v
}

func (v *verdict) count(rule, kind string) {
	if v.rules[kind] == nil {
		v.rules[kind] = map[string]int{}
	}
	v.rules[kind][rule]++
}

// holds reports whether a finding is what was planted, or the secret in it, or a
// text no longer than what was planted in which the secret stands: some programs
// tell the password alone, some write the URL anew.
func (f *finding) holds(p *planted) bool {
	whole, secret := squash(p.Value), squash(p.Secret)
	for _, value := range f.values {
		got := squash(value)
		if got == "" {
			continue
		}
		if alike(got, whole) || secret != "" && (alike(got, secret) || strings.Contains(got, secret) && len(got) <= len(whole)) {
			return true
		}
	}
	return false
}

func (f *finding) within(text string) bool {
	text = squash(text)
	for _, value := range f.values {
		if got := squash(value); got != "" && strings.Contains(text, got) {
			return true
		}
	}
	return false
}

func (f *finding) native() bool {
	for _, value := range f.values {
		if native.MatchString(value) {
			return true
		}
	}
	return false
}

// alike reports whether one text contains the other and is at most a quarter longer.
func alike(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return 5*len(a) >= 4*len(b) && strings.Contains(b, a)
}

// squash takes out what programs make different things of: white space, escaped line
// ends, and the escapes of URLs.
func squash(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		s = plain
	}
	return squasher.Replace(s)
}

var squasher = strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "", `\n`, "", `\r`, "")
