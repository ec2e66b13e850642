package detect

import (
	"errors"
	"fmt"
)

// tokenRule is a rule that needs no code: an anchor, characters, a length.
type tokenRule struct {
	set      *charset // unless forms
	min, max int
	forms    []form    // the token is the first that fits
	lead     *piece    // stands before the anchor and belongs to the token; nil: none
	left     *charset  // the byte before the token must not be in it
	assigned bool      // the token stands after the anchor and "=", ":" or the like
	named    bool      // and the name may go on after the anchor
	nearby   bool      // the token stands somewhere within near bytes after the anchor
	unless   *wordList // words before the anchor that say that it is no secret; nil: none
	operator *wordList // names and operators up to the value that say so: sha256=; nil: none
	random   bool      // the check asks for a random value
	loose    bool      // anything may follow
	bare     bool      // the value is the last run of the form alone
	check    checkFunc
	checked  why // what it says that check holds
	entropy  int // least entropy in hundredths of a bit a byte
	context  *wordList
	near     int
	tail     []byte
}

func (r *Rule) compileToken() error {
	s := &r.src
	t := &tokenRule{loose: s.Loose, bare: s.Bare, entropy: s.Entropy, tail: []byte(s.Tail), near: s.Near}
	if err := t.compileForms(s); err != nil {
		return err
	}
	switch s.After {
	case "", "prefix":
	case "assign":
		t.assigned = true
	case "named":
		t.assigned, t.named = true, true
	case "near":
		if t.nearby = true; s.Lead != "" || s.Left != "none" || s.Bare {
			return errors.New("after \"near\": lead and bare are not for it, and left is \"none\"")
		}
	default:
		return fmt.Errorf("after %q: want prefix, assign, named or near", s.After)
	}
	if t.left = wordChars; s.Left != "" {
		if t.left = charsets[s.Left]; t.left == nil && s.Left != "none" {
			return fmt.Errorf("left %q is not a known charset", s.Left)
		}
	}
	if s.Check != "" {
		if t.check = checks[s.Check]; t.check == nil {
			return fmt.Errorf("check %q is not known", s.Check)
		}
		t.checked = whyChecked(s.Check)
	}
	if len(s.Context) > 0 {
		t.context = foldWords(s.Context...)
	}
	if len(s.Unless) > 0 {
		t.unless, t.operator = unlessWords(s.Unless)
	}
	t.random = s.Check == "token"
	if t.near == 0 {
		t.near = 96
	}
	r.token = t
	if r.Longest == 0 {
		r.Longest = t.longest(r)
	}
	if r.Longest > maxMatch {
		return fmt.Errorf("the longest form takes %d bytes, want at most %d", r.Longest, maxMatch)
	}
	return nil
}

// longest returns how many bytes a form takes at most with what belongs to it.
func (t *tokenRule) longest(r *Rule) (n int) {
	for _, f := range t.forms {
		n = max(n, f.longest())
	}
	if t.lead != nil {
		n += t.lead.max
	}
	if !t.assigned && !t.nearby {
		most := 0
		for _, a := range r.folded {
			most = max(most, len(a))
		}
		n += most
	}
	return n
}

// compileForms reads either charset and length or forms, and the lead.
func (t *tokenRule) compileForms(s *ruleSource) error {
	for _, written := range s.Form {
		f, err := parseForm(written)
		if err != nil {
			return err
		}
		t.forms = append(t.forms, f)
	}
	if s.Lead != "" {
		p, err := parsePiece(s.Lead)
		if err != nil {
			return fmt.Errorf("lead: %w", err)
		}
		t.lead = &p
	}
	if t.forms != nil {
		if s.Charset != "" || s.Length != nil {
			return errors.New("form and charset or length: want one of them")
		}
		return nil
	}
	if t.set = charsets[s.Charset]; t.set == nil {
		return fmt.Errorf("charset %q is not known", s.Charset)
	}
	if len(s.Length) == 2 {
		t.min, t.max = s.Length[0], s.Length[1]
	}
	if t.min < 1 || t.max < t.min || t.max > maxMatch {
		return fmt.Errorf("length %v: want two, 1 ≤ least ≤ most ≤ %d", s.Length, maxMatch)
	}
	return nil
}
