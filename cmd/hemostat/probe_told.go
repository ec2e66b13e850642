package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/discover"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/sweep"
)

// probeView prints outcomes as they come and keeps what the exit code is made of.
type probeView struct {
	a     *app
	o     *probeFlags
	many  bool // what is closed is counted, not printed
	asked int
	shut  int
	open  bool
	doubt bool
	// unasked reports that a link may be live, by its words, and was not asked.
	unasked      bool
	unaskedLinks []unaskedLink
	refused      error // of one of several targets
}

func (v *probeView) show(o discover.Outcome) error {
	v.asked++
	if o.Refused() { // the others go on
		v.refused = o.Err
		v.a.note("%s", oneLine(o.Err.Error()))
		return nil
	}
	if o.Err != nil {
		return o.Err
	}
	r := o.Result
	if asked, _ := exposure.ParseDepth(v.o.depth); o.Depth < asked {
		r.Notes = append(r.Notes, "it was asked at depth "+o.Depth.String()+": the grant goes no deeper")
	}
	v.open = v.open || r.Exposed
	unsure := !r.Exposed && undecided(r)
	v.doubt = v.doubt || unsure
	if v.many && unsure && !r.Unreachable() {
		v.unasked = true // somebody is there, and what is not shown
	}
	if v.many && !r.Exposed && len(o.Events) == 0 && (!unsure || r.Unreachable()) {
		v.shut++
		return nil
	}
	if v.a.json {
		return writeLine(v.a.stdout, probeLine(r, o.Events, v.o.evidence))
	}
	return v.text(r, o.Events)
}

// undecided reports whether neither listing nor reading was shown to be open or closed, or one
// of them is suspected to be open.
func undecided(r *probe.Result) bool {
	unshown, asked := notShown(r)
	return r.Suspected() || len(unshown) == asked
}

// notShown returns those of listing and reading that were not shown to be open or closed, and how
// many of the two the target has.
func notShown(r *probe.Result) (rights []string, asked int) {
	for _, f := range r.Rights {
		if f.Right != exposure.RightList && f.Right != exposure.RightRead {
			continue
		}
		if asked++; f.Verdict == exposure.Inconclusive {
			rights = append(rights, string(f.Right))
		}
	}
	return rights, asked
}

// probedTarget is a line of JSON.
type probedTarget struct {
	*probe.Result
	Events   []register.Change `json:"events,omitempty"`
	Evidence []probe.Evidence  `json:"evidence,omitempty"`
}

func probeLine(r *probe.Result, events []register.Change, evidence bool) probedTarget {
	line := probedTarget{Result: r, Events: events}
	if evidence {
		line.Evidence = r.Evidence
	}
	return line
}

func writeLine(w io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(line, '\n'))
	return err
}

func (v *probeView) text(r *probe.Result, events []register.Change) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", r.Target, strings.ToUpper(verdictWord(r)))
	for _, f := range r.Rights {
		fmt.Fprintf(&b, "  %-14s %-13s %s\n", f.Right, f.Verdict, f.Why)
	}
	if r.Software != "" {
		fmt.Fprintf(&b, "  answers        %s\n", sweep.OneLine(r.Software))
	}
	for _, p := range r.Holds {
		fmt.Fprintf(&b, "  holds          %s %s%s\n", p.Kind, sweep.OneLine(p.Name), holdsText(p))
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "  note           %s\n", n)
	}
	for _, c := range events {
		fmt.Fprintf(&b, "  event          %s: %s\n", c.Event, c.Detail)
	}
	if v.o.evidence {
		for _, e := range r.Evidence {
			fmt.Fprintf(&b, "  evidence %s  %s\n    %s\n", e.ID, e.Request, evidenceText(e))
		}
	}
	_, err := io.WriteString(v.a.stdout, b.String())
	return err
}

func verdictWord(r *probe.Result) string {
	switch {
	case r.Exposed:
		return "exposed"
	case undecided(r):
		return "inconclusive"
	}
	if rights, _ := notShown(r); len(rights) > 0 {
		return "nothing open from here; not shown: " + strings.Join(rights, ", ")
	}
	return "nothing open from here"
}

func holdsText(p probe.Part) string {
	text := ""
	if p.Count >= 0 {
		text += fmt.Sprintf(", %s", countText(p.Count))
	}
	if p.Bytes >= 0 {
		text += ", " + bytesText(p.Bytes)
	}
	return text
}

func evidenceText(e probe.Evidence) string {
	var parts []string
	if e.Status > 0 {
		parts = append(parts, fmt.Sprintf("HTTP %d", e.Status))
	}
	for _, s := range []string{e.Code, e.Answer, string(e.Failed)} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	parts = append(parts, fmt.Sprintf("%d bytes in %d ms", e.Bytes, e.TookMS))
	if e.Address != "" {
		parts = append(parts, "from "+e.Address)
	}
	return strings.Join(parts, ", ")
}

func (v *probeView) end() error {
	if v.many {
		v.a.note("%d targets were asked; %d of them are shut, silent or not there and not shown: --all shows them", v.asked, v.shut)
	}
	switch {
	case v.refused != nil && v.asked == 1:
		return v.refused
	case v.open:
		return status(exitFindings)
	case v.refused != nil, v.doubt && !v.many, v.unasked:
		return status(exitIncomplete)
	}
	return nil
}
