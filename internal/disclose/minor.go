package disclose

import (
	"strconv"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// The ages, in years, below which somebody is a minor in nearly all countries, and a child by the laws that say less.
const (
	minority  = 18
	childhood = 14
)

// Minor says that somebody was a minor, how that is known, and when; "" where nothing says it. It claims no law.
func (s *Subject) Minor() string {
	how, at := s.youngerThan(minority)
	if how == "" {
		return ""
	}
	return "under " + strconv.Itoa(minority) + " on " + day(at) + ", by " + how
}

// youngerThan says by what it is known that somebody was younger than so many years at the time of the newest file that
// holds something of theirs, "" where it is not: a birth date first, then one within a national number, which speaks only
// where no birth date does. What was not opened tells nothing.
func (s *Subject) youngerThan(years int) (how string, at time.Time) {
	if s.Last.IsZero() {
		return "", s.Last
	}
	dated := false
	for i := range s.Elements {
		e := &s.Elements[i]
		born, err := time.Parse(time.DateOnly, e.Value)
		if e.Kind != exposure.Birth || e.Class.Example() || err != nil {
			continue
		}
		dated = true
		if born.AddDate(years, 0, 0).After(s.Last) {
			return "a birth date", s.Last
		}
	}
	for i := range s.Elements {
		e := &s.Elements[i]
		if dated || e.Given == "" || e.Class.Example() {
			continue
		}
		if born, ok := bornByNumber(e.Given, e.Value, s.Last); ok && born.AddDate(years, 0, 0).After(s.Last) {
			return "the birth date within a national number", s.Last
		}
	}
	return "", s.Last
}
