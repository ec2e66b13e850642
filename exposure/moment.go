package exposure

import "time"

// The moments from which formats count, which stand where a program had no time to
// write: of FILETIME ([MS-DTYP] 2.3.3), of OLE dates ([MS-OAUT] 2.2.25), of Excel, of
// the Macintosh and QuickTime, of Unix, and of MS-DOS, with which archives begin (APPNOTE.TXT 4.4.6).
var emptyMoments = [...]time.Time{
	time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC),
	time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC),
	time.Date(1979, 11, 30, 0, 0, 0, 0, time.UTC), // MS-DOS: month 0 and day 0, as libraries take them
	time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
}

// Told returns a time that a file or its container tells, and the zero time where it is
// one of the moments from which formats count: nobody wrote a time there. Clocks of all zones
// are allowed for, by their quarters of an hour.
func Told(t time.Time) time.Time {
	for _, empty := range emptyMoments {
		// Far moments do not fit into a Duration; Sub gives the longest one then.
		if off := t.Sub(empty); off.Abs() <= 14*time.Hour && off%(15*time.Minute) == 0 {
			return time.Time{}
		}
	}
	return t
}
