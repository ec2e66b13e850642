package report

import (
	"fmt"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
)

// quotable returns the sentences that somebody without the report at hand may
// repeat: what was found, how often, and under what condition.
func quotable(r *Report) []string {
	if none := unexamined(r); none != "" {
		return []string{none}
	}
	f := r.Figures
	out := quotes(r)
	if len(out) == 0 {
		out = append(out, "Nothing of the kinds that were looked for was found in what was examined.")
	}
	if n := unreadSum(f.NotRead); n.Parts > 0 {
		out = append(out, UnreadText(n)+" "+was(n.Parts)+" not read, or not wholly, and may hold more: “Not read” says why.")
	}
	if !r.Run.Complete {
		out = append(out, fmt.Sprintf("These figures stand on %d %% of the bytes and can only grow.", r.Run.PerCent()))
	}
	return out
}

// quotes are the sentences about what was found.
func quotes(r *Report) (out []string) {
	f := r.Figures
	if s := organisationsSentence(f); s != "" {
		out = append(out, s)
	}
	if p := f.Persons.Resolved; p.High > 0 {
		out = append(out, peopleSentence(f.Persons))
	}
	for _, c := range countsOf(f) {
		if c.key == "email" && c.mentions > 0 {
			out = append(out, emailSentence(c))
		}
	}
	if s := r.rotateSentence(); s != "" {
		out = append(out, s)
	}
	return out
}

// unexamined says why there is nothing of which this report could speak, and "" where
// there is something. What was not looked at must not read as if it were clear.
func unexamined(r *Report) string {
	switch {
	case r.Run.ObjectsRead > 0, len(quotes(r)) > 0:
		return ""
	case r.Run.ObjectsListed > 0:
		return "No object was read, and nothing was found in their names."
	case r.Run.Complete:
		return "There was nothing to examine: what was listed holds no object."
	case r.Run.State == Running:
		return "Nothing has been examined yet: no object is listed so far."
	}
	var why []string
	for _, e := range r.Exposures {
		if s := refusal(e); s != "" {
			why = append(why, s)
		}
	}
	if len(why) > topRefusals {
		why = append(why[:topRefusals:topRefusals], plural(uint64(len(why)-topRefusals), "further target", "further targets"))
	}
	if len(why) == 0 {
		return "Nothing was examined: no listing came to its end."
	}
	return "Nothing could be examined: " + listed(why) + "."
}

// topRefusals is how many targets are named that could not be listed.
const topRefusals = 3

// refusal says how the newest listing of a target went wrong, "" where none was tried.
func refusal(e exposure.Exposure) string {
	var last *exposure.Finding
	for i, f := range e.Rights {
		if f.Right == exposure.RightList && (last == nil || !f.At.Before(last.At)) {
			last = &e.Rights[i]
		}
	}
	if last == nil {
		return ""
	}
	s := "listing " + e.Target + " failed"
	if last.Verdict == exposure.Closed {
		s = "listing " + e.Target + " was refused"
	}
	detail := last.Why
	if last.Status > 0 {
		detail += fmt.Sprintf(", HTTP %d", last.Status)
	}
	if last.Code != "" {
		detail += " " + last.Code
	}
	return s + " (" + detail + ")"
}

func organisationsSentence(f *attribute.Figures) string {
	e := f.Entities.Resolved
	if e.High == 0 {
		return ""
	}
	is := "are"
	if e.High == 1 {
		is = "is"
	}
	s := spoken(e, "organisation", "organisations") + " "
	if n := countriesKnown(f); n > 0 {
		s += "in " + plural(n, "country", "countries") + " "
	}
	return capital(s) + is + " named in what was examined."
}

func emailSentence(c count) string {
	s := fmt.Sprintf("%s %s mentioned %s; ", capital(plural(c.distinct, "e-mail address", "e-mail addresses")),
		be(c.distinct), times(c.mentions))
	s += fmt.Sprintf("%s to %s", comes(c.distinct), spoken(attribute.Range{Low: c.low, High: c.high}, "mailbox", "mailboxes"))
	if c.mentions > c.distinct {
		s += fmt.Sprintf(", and %s of these mentions repeat one already counted", share(c.mentions-c.distinct, c.mentions))
	}
	s += "."
	if c.reserved == c.distinct {
		s += " All of these addresses are in domains that are reserved for documentation and tests: no mail reaches anybody there."
	}
	return s
}

// peopleSentence says how many human beings it concerns, as far as records tell.
func peopleSentence(p attribute.PersonFigure) string {
	is := "are"
	if p.Resolved.High == 1 {
		is = "is"
	}
	return capital(spoken(p.Resolved, "person", "people")) + " " + is + " named, by " + plural(p.Distinct, "record", "different records") + "."
}

// spoken says a range: "between 12 and 14 mailboxes", "12 mailboxes".
func spoken(r attribute.Range, one, many string) string {
	if r.Low == r.High {
		return plural(r.High, one, many)
	}
	return fmt.Sprintf("between %s and %s", number(r.Low), plural(r.High, one, many))
}

func be(n uint64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func comes(n uint64) string {
	if n == 1 {
		return "it comes"
	}
	return "they come"
}

func times(n uint64) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return number(n) + " times"
}

// countriesKnown counts the countries that have an entity.
func countriesKnown(f *attribute.Figures) uint64 {
	var n uint64
	for _, c := range f.Countries {
		if c.Country != "" && c.Entities > 0 {
			n++
		}
	}
	return n
}

// notFound returns what has no mention at all.
func notFound(f *attribute.Figures) []string {
	var none []string
	for _, c := range countsOf(f) {
		if c.mentions == 0 && c.key != "country" {
			none = append(none, c.many)
		}
	}
	return none
}
