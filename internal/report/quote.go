package report

import (
	"fmt"

	"github.com/hemostat/hemostat/internal/attribute"
)

// quotable returns the sentences that somebody without the report at hand may
// repeat: what was found, how often, and under what condition.
func quotable(r *Report) []string {
	f := r.Figures
	var out []string
	if s := organisationsSentence(f); s != "" {
		out = append(out, s)
	}
	for _, c := range countsOf(f) {
		if c.key == "email" && c.mentions > 0 {
			out = append(out, emailSentence(c))
		}
	}
	if s := liveSecrets(f); s != "" {
		out = append(out, s)
	}
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
	return s + "."
}

// liveSecrets counts the credentials that are neither expired nor published
// examples.
func liveSecrets(f *attribute.Figures) string {
	if f.UsableSecrets == 0 {
		return ""
	}
	return capital(plural(f.UsableSecrets, "credential looks", "credentials look")) + " usable and should be rotated first."
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
