package signedlink

import (
	"strconv"
	"strings"
	"time"
)

// sasLayouts are the forms of ISO 8601 that Azure takes, and the same without a
// zone. Fractions of a second are read behind each that has seconds.
// https://learn.microsoft.com/rest/api/storageservices/formatting-datetime-values
var sasLayouts = []struct {
	layout string
	zoned  bool
}{
	{"2006-01-02", true},
	{"2006-01-02T15:04Z07:00", true},
	{"2006-01-02T15:04:05Z07:00", true},
	{"2006-01-02T15:04", false},
	{"2006-01-02T15:04:05", false},
}

// sasTime reads a time of a SAS. A date alone is its first moment. Zoned is
// false where the zone was left out, and UTC is taken.
func sasTime(s string) (t time.Time, zoned, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) > 10 && s[10] == ' ' {
		s = s[:10] + "T" + s[11:]
	}
	if i := strings.LastIndexByte(s, ' '); i > 10 { // a '+' that was decoded as in a form
		s = s[:i] + "+" + s[i+1:]
	}
	for _, l := range sasLayouts {
		if t, err := time.Parse(l.layout, s); err == nil && writable(t.UTC()) {
			return t.UTC(), l.zoned, true
		}
	}
	return time.Time{}, false, false
}

// writable reports whether RFC 3339 has a form for t.
func writable(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

// lastMoment is the latest time that can be written.
var lastMoment = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)

// readSASTimes reads the times of a parameter that may be given more than
// once, and returns the latest, or the earliest.
func (l *Link) readSASTime(name string, latest bool) (best time.Time, err error) {
	for _, v := range l.params.all(name) {
		t, zoned, ok := sasTime(v)
		if !ok {
			return best, fail("%s: want a time as 2006-01-02, 2006-01-02T15:04Z or 2006-01-02T15:04:05Z", name)
		}
		if !zoned {
			l.note("%s has no time zone: UTC is taken", name)
		}
		if best.IsZero() || t.After(best) == latest {
			best = t
		}
	}
	return best, nil
}

// basicTime reads the time of a signature of version 4: 20060102T150405Z.
func (l *Link) basicTime(name string) (time.Time, error) {
	t, err := time.Parse("20060102T150405Z", strings.ToUpper(l.params.get(name)))
	if err != nil || !writable(t) {
		return time.Time{}, fail("%s: want a time as 20060102T150405Z", name)
	}
	return t, nil
}

// seconds reads a whole number of seconds, 0 to some 300,000 years.
func (l *Link) seconds(name string) (best int64, err error) {
	for _, v := range l.params.all(name) {
		if len(v) > 13 {
			return 0, fail("%s: want a number of seconds", name)
		}
		n, err := strconv.ParseUint(v, 10, 63)
		if err != nil {
			return 0, fail("%s: want a number of seconds", name)
		}
		best = max(best, int64(n))
	}
	return best, nil
}

// epoch returns the moment so many seconds after the start of 1970. One that
// nobody can write is the last that can be.
func (l *Link) epoch(name string, n int64) time.Time {
	t := time.Unix(n, 0).UTC()
	if !writable(t) {
		l.note("%s lies beyond the year 9999; it may have been meant as milliseconds", name)
		return lastMoment
	}
	return t
}
