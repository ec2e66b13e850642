package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// number writes n with a comma before each group of three digits.
func number(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// span writes a range with an en dash, or one number where both are equal.
func span(low, high uint64) string {
	if low == high {
		return number(low)
	}
	return number(low) + "–" + number(high)
}

// size writes bytes in decimal units, with three digits at least: 2.40 TB.
func size(n uint64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n), 0
	for value >= 999.5 && unit < 6 {
		value /= 1000
		unit++
	}
	digits := 2
	if value >= 99.95 {
		digits = 0
	} else if value >= 9.995 {
		digits = 1
	}
	return strconv.FormatFloat(value, 'f', digits, 64) + " " + string(" kMGTPE"[unit]) + "B"
}

// day writes a date, and "not known" for none.
func day(t time.Time) string {
	if t.IsZero() {
		return "not known"
	}
	return t.UTC().Format("2 January 2006")
}

// moment writes a date and time in UTC, and "not known" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return "not known"
	}
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}

// Fetched is the line of the time line that stands for all that was fetched.
func Fetched(first, last time.Time, objects, shards uint64) Event {
	return Event{At: first, What: "Objects fetched", Detail: fmt.Sprintf("until %s: %s, in %s; the chain of custody names each",
		moment(last), plural(objects, "object", "objects"), plural(shards, "batch", "batches"))}
}

// Seen is what the time line calls a verdict.
func Seen(f exposure.Finding) string {
	verdict := string(f.Verdict)
	if f.Verdict == exposure.Closed {
		verdict = deniedText
	}
	return rightText(f.Right) + ": " + verdict
}

// elapsed writes seconds as people say them.
func elapsed(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < 0:
		return "0 s"
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// share writes part of whole in per cent. Neither "0 %" nor "100 %" is said of
// what is not exactly that.
func share(part, whole uint64) string {
	switch {
	case whole == 0:
		return "–"
	case part >= whole:
		return "100 %"
	case part == 0:
		return "0 %"
	}
	p := int(float64(part)/float64(whole)*100 + 0.5)
	switch p {
	case 0:
		return "< 1 %"
	case 100:
		return "> 99 %"
	}
	return fmt.Sprintf("%d %%", p)
}

// plural writes n and the word that fits it.
func plural(n uint64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// capital returns s with its first letter large.
func capital(s string) string {
	if s == "" {
		return s
	}
	first := []rune(s)[0]
	return strings.ToUpper(string(first)) + s[len(string(first)):]
}

// sentence returns s with a large first letter and a full stop.
func sentence(s string) string {
	s = capital(strings.TrimSpace(s))
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

// listed joins words as a sentence does: "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// repeats says how much of the mentions is repetition, and what of the distinct
// values is an example.
func repeats(c count) string {
	s := "none repeated"
	if c.mentions > c.distinct {
		s = share(c.mentions-c.distinct, c.mentions) + " repeated"
	}
	if c.examples > 0 {
		s += "; " + examplesText(c.examples)
	}
	if c.reserved > 0 {
		s += "; " + ReservedText(c.reserved, c.distinct)
	}
	return s
}

// ReservedText says how many of the distinct values belong to nobody because of where
// they are.
func ReservedText(n, distinct uint64) string {
	if n == distinct {
		return "all of them are reserved for documentation, tests or private networks"
	}
	return plural(n, "is", "are") + " reserved for documentation, tests or private networks"
}

// examplesText says how many values are examples.
func examplesText(n uint64) string {
	return plural(n, "is a published test value or placeholder", "are published test values or placeholders")
}
