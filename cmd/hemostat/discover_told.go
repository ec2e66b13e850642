package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/signedlink"
)

// discovered prints what a discovery finds.
type discovered struct {
	a *app
	o *discoverFlags

	unasked bool          // a link that may be live, by its words, was not asked
	links   []unaskedLink // such links, which are not kept yet
	keep    func([]unaskedLink) error
}

// discoveredTarget is a line of JSON.
type discoveredTarget struct {
	*probe.Result
	OwnedBy  register.Ownership `json:"ownedBy"`
	From     string             `json:"from"`
	Dangling bool               `json:"dangling,omitempty"`
	Link     *judgedLink        `json:"link,omitempty"`
	Events   []register.Change  `json:"events,omitempty"`
	Evidence []string           `json:"evidence,omitempty"`
}

func (v *discovered) found(c discover.Candidate, o discover.Outcome) error {
	if judged := v.judge(c); judged != nil && !v.a.json {
		judged.Asked = true
		if err := (&probeView{a: v.a}).link(*judged); err != nil {
			return err
		}
	}
	if v.a.json {
		line := discoveredTarget{Result: o.Result, OwnedBy: c.Evidence, From: c.From, Dangling: discover.Dangling(c, o), Link: v.judge(c), Events: o.Events}
		for _, e := range o.Result.Evidence {
			line.Evidence = append(line.Evidence, e.ID)
		}
		return writeLine(v.a.stdout, line)
	}
	var open []string
	for _, f := range o.Result.Rights {
		if f.Verdict == exposure.Open {
			open = append(open, string(f.Right))
		}
	}
	what := verdictWord(o.Result)
	switch {
	case len(open) > 0:
		what = "open: " + strings.Join(open, ", ")
	case discover.Dangling(c, o):
		what = "a name of yours leads to it and it does not exist: anybody can make it"
	}
	link := ""
	if c.Target.Query != "" {
		link = " by a signed link"
	}
	_, err := fmt.Fprintf(v.a.stdout, "%-13s %s%s\n              %s; %s\n", discoveredWord(c, o), o.Result.Target, link, what, ownedText(c))
	return err
}

func discoveredWord(c discover.Candidate, o discover.Outcome) string {
	switch {
	case o.Result.Exposed:
		return "EXPOSED"
	case discover.Dangling(c, o):
		return "DANGLING"
	case undecided(o.Result):
		return "inconclusive"
	}
	return "closed"
}

func ownedText(c discover.Candidate) string {
	switch c.Evidence {
	case register.OwnedByGrant:
		return "a grant names it"
	case register.OwnedByInventory:
		return "it stands in your inventory"
	case register.OwnedByZone:
		return "a name of yours leads to it"
	case register.OwnedByReference:
		return "something of yours names it; whose it is is not shown"
	}
	return c.From + ": whose it is is not shown"
}

// judge reads the words of a candidate's signature.
func (v *discovered) judge(c discover.Candidate) *judgedLink {
	link, err := signedlink.Parse(c.Link)
	if err != nil {
		return nil
	}
	return &judgedLink{Link: link, Judgement: link.Judge(v.a.now())}
}

// leave tells a candidate that is not asked: a signed link always, since its words say what it
// opens, and others where that was asked for.
func (v *discovered) leave(c discover.Candidate, why string) error {
	if judged := v.judge(c); judged != nil {
		if judged.Why = oneLine(why); c.Target.Provider == "" {
			judged.Why = unaskable(judged.Link.Form)
		}
		if judged.live() {
			_, query, _ := strings.Cut(c.Link, "?")
			v.unasked, v.links = true, append(v.links, unaskedLink{*judged, query})
		}
		if err := v.flush(unaskedAtOnce); err != nil {
			return err
		}
		return (&probeView{a: v.a}).link(*judged)
	}
	if !v.o.left || c.Target.Provider == "" || c.Evidence == register.OwnedByNothing {
		return nil
	}
	if v.a.json {
		return writeLine(v.a.stdout, map[string]string{"target": c.Target.String(), "from": c.From, "notAsked": oneLine(why)})
	}
	_, err := fmt.Fprintf(v.a.stdout, "%-13s %s\n              %s\n", "not covered", c.Target, ownedText(c))
	return err
}

// flush keeps links that were not asked, when they are as many as least.
func (v *discovered) flush(least int) error {
	if len(v.links) < least {
		return nil
	}
	defer func() { v.links = nil }()
	return v.keep(v.links)
}

// candidate prints one for --dry-run.
func (v *discovered) candidate(c discover.Candidate, covered bool) error {
	if !covered && !v.o.left {
		return nil
	}
	if v.a.json {
		return writeLine(v.a.stdout, map[string]any{"target": c.Target.String(), "ownedBy": c.Evidence, "from": c.From, "weight": c.Weight, "covered": covered, "signed": c.Target.Query != ""})
	}
	mark := ""
	if !covered {
		mark = "  (no grant covers it)"
	}
	_, err := fmt.Fprintf(v.a.stdout, "%s  %s%s\n", c.Target, c.From, mark)
	return err
}

// ledName is a line of JSON: where a name of the operator's leads.
type ledName struct {
	register.Lead
	Event *register.Change `json:"event,omitempty"`
}

// led tells where a name of the operator's leads.
func (v *discovered) led(l register.Lead, change *register.Change) error {
	if v.a.json {
		return writeLine(v.a.stdout, ledName{l, change})
	}
	return leadText(v.a.stdout, l)
}

// leadText prints where a name of the operator's leads, where that is not to themselves.
func leadText(w io.Writer, l register.Lead) (err error) {
	to := strings.Join(l.To, ", then ")
	switch l.State {
	case register.LeadDangling:
		_, err = fmt.Fprintf(w, "%-13s %s\n              leads to %s, which does not exist: whoever makes that has the name\n", "DANGLING", l.Name, to)
	case register.LeadElsewhere:
		_, err = fmt.Fprintf(w, "%-13s %s\n              leads to %s, which is not a name of yours\n", "elsewhere", l.Name, to)
	}
	return err
}
