package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/statement"
)

// verified is what is printed of a target.
type verified struct {
	register.Closure
	Verdict string           `json:"verdict"` // "open", "denied from here", "inconclusive", "ended", "retired", "closed"
	Window  statement.Window `json:"window"`
}

func (v *verification) conclude(ctx context.Context) error {
	open, unsure := false, false
	var closed []verified
	for _, t := range v.targets {
		if v.o.config != "" {
			if err := v.register.OwnerSays(ctx, t.String(), register.Word{At: v.a.now(), By: v.o.by, Word: v.o.config}); err != nil {
				return err
			}
		}
		if _, err := v.register.MarkClosed(ctx, t.String(), v.a.now()); err != nil && !errors.Is(err, register.ErrNotClosed) {
			return err
		}
		c, err := v.register.Closure(ctx, t.String())
		if err != nil {
			return err
		}
		one := verified{c, closureVerdict(c), v.window(c)}
		switch one.Verdict {
		case "open":
			open = true
		case "closed":
			closed = append(closed, one)
		default:
			unsure = true
		}
		if err := v.print(one); err != nil {
			return err
		}
	}
	if v.o.statement != "" {
		if err := v.state(ctx, closed); err != nil {
			return err
		}
	}
	switch {
	case open:
		return status(exitFindings)
	case unsure:
		return status(exitIncomplete)
	}
	return nil
}

func closureVerdict(c register.Closure) string {
	switch {
	case c.State == register.StateClosed && c.Lacks == "": // an older version may have asked for less
		return "closed"
	case c.State == register.StateOpen && !c.Doubt.IsZero():
		return "inconclusive"
	case c.State == register.StateOpen:
		return "open"
	case slices.ContainsFunc(c.Rights, func(f exposure.Finding) bool { return f.Suspected }):
		return "inconclusive"
	case c.Ended():
		return "ended"
	case c.State == register.StateRetired:
		return "retired"
	case len(c.Denials) > 0:
		return "denied from here"
	}
	return "inconclusive"
}

// window bounds the time in which a target was open.
func (v *verification) window(c register.Closure) (w statement.Window) {
	if c.Found.IsZero() {
		return w
	}
	if first := v.first[c.Target]; !first.IsZero() && first.Before(c.Found) {
		w.From = append(w.From, statement.Bound{At: first, Bound: "at most", Source: "earliest date of an object that was there: it was not open before"})
	}
	if since, err := time.Parse(time.DateOnly, v.o.since); err == nil {
		w.From = append(w.From, statement.Bound{At: since, Bound: "at least", Source: "the owner's own records, by " + v.o.by})
	}
	w.From = append(w.From, statement.Bound{At: c.Found, Bound: "at least", Source: "first seen open from here"})
	w.To = append(w.To, statement.Bound{At: c.Opened, Bound: "at least", Source: "last seen open from here"})
	switch {
	case c.Gone() && len(c.Owner) > 0: // until then others may have been read
		w.To = append(w.To, statement.Bound{At: c.Owner[0].At, Bound: "at most", Source: "the owner's word of its configuration, by " + c.Owner[0].By})
	case !c.Denied.IsZero():
		w.To = append(w.To, statement.Bound{At: c.Denied, Bound: "at most", Source: "first denied from here"})
	}
	return w
}

func (v *verification) print(one verified) error {
	if v.a.json {
		return writeLine(v.a.stdout, one)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", one.Target, strings.ToUpper(one.Verdict))
	for _, f := range one.Rights {
		by := ""
		if f.Access != "anonymous" {
			by = "by " + f.Access + ": "
		}
		fmt.Fprintf(&b, "  %-14s %-13s %s%s%s\n", f.Right, f.Verdict, by, f.Why, v.earlier(f))
	}
	for _, d := range one.Denials {
		fmt.Fprintf(&b, "  denied         from %s, %s: %s to %s\n", d.From(), amount(d.Rounds, "round", ""), clock(d.First), clock(d.Last))
		if gone := d.Gone(); len(gone) > 0 {
			fmt.Fprintf(&b, "  gone           %s: what had been read there\n", strings.Join(gone, ", "))
		}
	}
	for _, w := range one.Owner {
		fmt.Fprintf(&b, "  owner          %s, by %s, %s\n", w.Word, w.By, clock(w.At))
	}
	for _, x := range one.Retired {
		fmt.Fprintf(&b, "  retired        %s, %s\n", x, clock(x.At))
	}
	for _, edge := range []struct {
		word   string
		bounds []statement.Bound
	}{{"open from", one.Window.From}, {"open until", one.Window.To}} {
		for _, bound := range edge.bounds {
			fmt.Fprintf(&b, "  %-14s %s %s (%s)\n", edge.word, bound.Bound, clock(bound.At), bound.Source)
		}
	}
	if one.Verdict != "closed" && one.Lacks != "" {
		fmt.Fprintf(&b, "  not closed     %s\n", one.Lacks)
	}
	if one.Verdict == "inconclusive" && v.nameless(one) {
		fmt.Fprintf(&b, "                 reading is shown by an object that was open: --object names one\n")
	}
	_, err := io.WriteString(v.a.stdout, b.String())
	return err
}

// earlier says of a verdict that is not of this run when it was seen.
func (v *verification) earlier(f exposure.Finding) string {
	if !f.At.Before(v.began) {
		return ""
	}
	return " (that was at " + clock(f.At) + "; the answers of now show neither)"
}

// nameless reports whether reading was asked of no object, for want of a name.
func (v *verification) nameless(one verified) bool {
	return len(v.o.known) == 0 && one.Object == "" && len(v.objects[one.Target]) == 0
}

func clock(t time.Time) string { return t.Format("2006-01-02 15:04:05 UTC") }

// state writes the signed statement of closure. It is for one target, so that each party
// gets its own.
func (v *verification) state(ctx context.Context, closed []verified) error {
	if len(closed) == 0 {
		v.a.note("no statement was written: closure is not verified")
		return nil
	}
	c := closed[0]
	signer, err := statement.LoadSigner(v.a.keyDir)
	if err != nil {
		return err
	}
	_, head, err := v.register.Export(ctx, io.Discard)
	if err != nil {
		return err
	}
	s := statement.Closure{
		Target: c.Target, Vendor: c.Vendor, Issued: v.a.now().UTC(), IssuedBy: v.o.by, Tool: "hemostat " + version(), Window: c.Window, ChainHead: head,
	}
	for _, d := range c.Denials {
		if !d.Counts() {
			continue // it adds nothing to what is stated
		}
		from := d.From()
		if d.Vantage == "" {
			from = "the operator's machine"
		}
		s.Denials = append(s.Denials, statement.Denial{From: from, Rounds: d.Rounds, First: d.First, Last: d.Last, Evidence: d.Evidence(), Gone: d.Gone()})
	}
	for _, w := range c.Owner {
		s.Owner = append(s.Owner, statement.Word(w))
	}
	for _, x := range c.Retired {
		s.Retired = append(s.Retired, statement.Retired{Right: string(x.Right), Access: x.Access, At: x.At, By: x.By, Reason: x.Reason})
	}
	text, err := signer.Sign(s)
	if err != nil {
		return err
	}
	if v.o.statement == "-" {
		_, err = v.a.stdout.Write(text)
		return err
	}
	write := func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
	if err := writeFile(v.o.statement, write, nil); err != nil {
		return err
	}
	v.a.note("the signed statement stands in %s; the key's fingerprint is %s", v.o.statement, signer.KeyID())
	return nil
}
