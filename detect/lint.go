package detect

import (
	"fmt"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// BuiltinRules is what the File of every built-in rule begins with.
const BuiltinRules = "rules/"

// A Problem is what is wrong with a rule.
type Problem struct {
	Rule string
	File string
	What string // one line; quotes examples of the rule, whose random parts are made up
	Note bool   // of a built-in rule, whose source and speed have been weighed: it may stay so
}

// negativeScore is from which score on a negative example counts as found: what is
// below is a hint, kept for those who ask for everything.
const negativeScore = 30

// Test runs the examples of every rule and returns those that do not come out. The
// engine must have been made with neither Kinds nor MinScore.
func (e *Engine) Test() (problems []Problem) {
	for _, r := range e.rules {
		tell := func(format string, args ...any) {
			problems = append(problems, Problem{r.ID, r.File, fmt.Sprintf(format, args...), false})
		}
		positive, negative := r.Examples()
		for _, x := range positive {
			found, other := false, ""
			e.run(x, func(m *Mention) {
				switch {
				case m.Rule == r.ID && string(m.Value) == x.Want:
					found = true
					if m.Length > r.Longest {
						tell("%q takes %d bytes, and longest is %d", x.Want, m.Length, r.Longest)
					}
				case other == "":
					other = fmt.Sprintf("; %s finds %q", m.Rule, m.Value)
				}
			})
			if !found {
				tell("%q is not found in %q%s", x.Want, x.Text, other)
			}
		}
		for _, x := range negative {
			e.run(x, func(m *Mention) {
				if m.Rule == r.ID && m.Score >= negativeScore {
					tell("%q is found in %q, with score %d: %s", m.Value, x.Text, m.Score, m.Why())
				}
			})
		}
	}
	return problems
}

// run shows what stands in an example.
func (e *Engine) run(x Example, see func(*Mention)) {
	st := e.streams.Get().(*Stream)
	defer e.release(st)
	st.Reset(Segment{}, func(m Mention) error {
		see(&m)
		return nil
	})
	var marks []exposure.Mark
	if x.Field != "" {
		marks = []exposure.Mark{{Field: x.Field, Record: 1}}
	}
	if st.Write([]byte(x.Text), marks) == nil {
		st.Close()
	}
}

// Lint returns what makes rules slow, doubtful or hard to act on: anchors that
// stand in every text, windows that are wide, rules that find the same, sources and
// advice that are missing.
func (e *Engine) Lint() (problems []Problem) {
	for _, r := range e.rules {
		tell := func(format string, args ...any) {
			problems = append(problems, Problem{r.ID, r.File, fmt.Sprintf(format, args...), false})
		}
		note := func(format string, args ...any) {
			tell(format, args...)
			problems[len(problems)-1].Note = strings.HasPrefix(r.File, BuiltinRules)
		}
		r.lintAnchors(note)
		r.lintPlaceholders(tell)
		switch {
		case r.Source == "unsourced":
			note("no source: name the page that publishes the form")
		case !strings.ContainsAny(r.Source, "0123456789/"):
			note("the source %q is no page, standard or number of one", r.Source)
		}
		if r.Kind == exposure.Secret && r.Advice == "" {
			tell("no advice: say what to do about a hit")
		}
		e.lintOverlap(r, tell)
	}
	return problems
}

// Placeholder stands in a rule file to begin with where its author is to write.
const Placeholder = "CHANGE-ME"

func (r *Rule) lintPlaceholders(tell func(string, ...any)) {
	for _, key := range []struct{ name, text string }{{"title", r.Title}, {"source", r.Source}, {"advice", r.Advice}} {
		if strings.Contains(key.text, Placeholder) {
			tell("%s still has a placeholder: %s", key.name, key.text)
		}
	}
}

const (
	// wideWindow is from which length on a match is called wide, unless a verifier
	// in code bounds what it reads of it.
	wideWindow = 4 << 10
	// oftenAnchor is from which share of places on an anchor is called frequent: one
	// in so many bytes of business text.
	oftenAnchor = 2_000
)

func (r *Rule) lintAnchors(tell func(string, ...any)) {
	if r.token != nil && r.Longest > wideWindow {
		tell("longest is %d bytes: more than %d is slow where the anchor stands often", r.Longest, wideWindow)
	}
	for _, lit := range r.folded {
		if n := rarity(lit); n < oftenAnchor {
			tell("anchor %q is to be expected once in %d bytes of business text: a longer one is faster", lit, n)
		}
	}
}

// rarity is in about how many bytes of mixed business text a literal stands once,
// by the frequency of its characters.
func rarity(lit []byte) int {
	n := 1.0
	for _, c := range lit {
		n /= max(0.001, classShare[classOf(c)])
	}
	return int(min(n, 1<<40))
}

// lintOverlap tells which other rules take the place of r in its own examples, or
// find something of its kind beside it at the same place.
func (e *Engine) lintOverlap(r *Rule, tell func(string, ...any)) {
	positive, _ := r.Examples()
	told := map[string]bool{r.ID: true}
	for _, x := range positive {
		at := strings.Index(x.Text, x.Want)
		if at < 0 {
			continue
		}
		e.run(x, func(m *Mention) {
			if m.Kind != r.Kind || told[m.Rule] || int(m.Offset) >= at+len(x.Want) || int(m.Offset)+m.Length <= at {
				return
			}
			told[m.Rule] = true
			tell("overlaps with rule %s, which finds %q in %q", m.Rule, m.Value, x.Text)
		})
	}
}
