package detect

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/strict"
)

// ruleSource is a rule as a file writes it.
type ruleSource struct {
	ID        string
	Kind      string
	Title     string
	Source    string
	Score     int
	Advice    string
	Longest   int // bytes that a match takes at most; may be missing where Form says it
	Class     string
	Anchors   []string // literals, at least two bytes each; found without regard to case
	Fold      bool     // whether case does not matter
	Left      string   // characters that must not stand before the anchor; "word" unless said, "none"
	Lead      string   // "CHARSET N-M": what stands before the anchor and belongs to the token
	After     string   // "prefix": the token goes on from the anchor; "assign": it is the assigned value; "named": and the name may go on after the anchor; "near": it stands within Near bytes
	Form      []string // the token after the anchor, piece by piece: "{digits 10-13}-{alnum 24}"; the first that fits
	Charset   string   // in place of a form, with Length
	Length    []int    // two: least and most bytes of the token after the anchor
	Bare      bool     // the value is the last run of the form, without anchor and literals
	Loose     bool     // anything may follow a form, letters too: its prefix and length are enough
	Tail      string   // lower case, must follow the token
	Check     string
	Entropy   int      // least entropy of the token, in hundredths of a bit a byte
	Context   []string // one of these words must stand within Near bytes before or after
	Near      int      // 96 unless said
	Unless    []string // words that say, in the name before the anchor, that it is hardly a secret: a hit scores 35
	Encrypted bool     // what is found is encrypted
	Verifier  string   // the name of a verifier in code, in place of all of the above; "number" reads those below
	Names     []string // of a number: what people call it, in columns and before it in text
	Shapes    []string // of a number: how it is written, see shape
	Alone     int      // of a number with a check: score where no name says what it is, 0: it is not found then
	Positive  []string
	Negative  []string
}

// parseRules reads one rule file. An unknown key is an error that names its
// line.
func parseRules(name string, data []byte) ([]*Rule, error) {
	var file struct{ Rule []ruleSource }
	if _, err := strict.Decode(data, name, &file); err != nil {
		return nil, err
	}
	rules := make([]*Rule, 0, len(file.Rule))
	for i := range file.Rule {
		r, err := newRule(name, &file.Rule[i])
		if err != nil {
			return nil, fmt.Errorf("%s: rule %d (%s): %w", name, i+1, file.Rule[i].ID, err)
		}
		rules = append(rules, r)
	}
	return rules, nil
}

func newRule(file string, s *ruleSource) (*Rule, error) {
	kind, err := exposure.ParseKind(s.Kind)
	switch {
	case err != nil:
		return nil, err
	case s.ID == "" || strings.Trim(s.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
		return nil, errors.New("an id of lower case letters, digits and '-' is missing")
	case s.Title == "" || s.Source == "":
		return nil, errors.New("title or source is missing (source may be \"unsourced\")")
	case s.Score < 1 || s.Score > 100:
		return nil, fmt.Errorf("score %d: want 1 to 100", s.Score)
	case s.Longest < 1 && s.Form == nil || s.Longest > maxMatch:
		return nil, fmt.Errorf("longest %d: want 1 to %d", s.Longest, maxMatch)
	case len(s.Positive) < 3 || len(s.Negative) < 3:
		return nil, errors.New("want at least three positive and three negative examples")
	}
	for _, a := range s.Anchors {
		if len(a) < 2 {
			return nil, fmt.Errorf("anchor %q: want at least two bytes", a)
		}
	}
	r := &Rule{ID: s.ID, Kind: kind, Title: s.Title, Source: s.Source, Score: s.Score, Advice: s.Advice,
		Longest: s.Longest, Class: exposure.Class(s.Class), File: file, src: *s, group: groupOf(kind)}
	for _, a := range s.Anchors {
		r.folded = append(r.folded, asciiLower(a))
	}
	if s.Verifier == "number" {
		return r, r.compileNumber()
	}
	if len(s.Names)+len(s.Shapes)+s.Alone > 0 {
		return nil, errors.New("names, shapes and alone are for the verifier number")
	}
	if s.Verifier == "" {
		if len(s.Anchors) == 0 {
			return nil, errors.New("neither anchors nor a verifier")
		}
		r.hit = verifyToken
		return r, r.compileToken()
	}
	v, ok := verifiers[s.Verifier]
	if !ok {
		return nil, fmt.Errorf("verifier %q is not known", s.Verifier)
	}
	r.hit = v
	return r, nil
}

// ruleFiles calls fn with every *.toml of fsys in the order of their names.
func ruleFiles(fsys fs.FS, fn func(name string, data []byte) error) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".toml" {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("read rule file: %w", err)
		}
		return fn(name, data)
	})
}
