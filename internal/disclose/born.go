package disclose

import (
	"strings"
	"time"
)

// A layout says where the birth date stands in a number that an authority gives.
type layout struct {
	country string // ISO 3166-1 alpha-2
	// picture has a sign for each letter or digit: Y, M and D of the date, N the month as a letter, J a count of days
	// since epoch, C what says the century, and '.' the rest.
	picture string
	epoch   string // of J
	// centuries says for what stands at C which the century is, as "19:12 20:34"; C itself stays out of the date. "" is
	// the century in which somebody would be youngest, and born.
	centuries string
	// added are what a month or a day may be greater by, for women, those who have no fixed home, or a century:
	// "20=20" says that a month greater by 20 is of the year 2000 and later.
	months, days string
}

// layouts are after the articles on each number in https://en.wikipedia.org/wiki/National_identification_number and those
// of the rules that find them (detect/rules/identity-*.toml, by source).
var layouts = []layout{
	{country: "PL", picture: "YYMMDD.....", months: "0=19 20=20 40=21 60=22 80=18"},
	{country: "BG", picture: "YYMMDD....", months: "0=19 20=18 40=20"},
	{country: "CZ", picture: "YYMMDD....", months: "0 20 50 70"},
	{country: "RO", picture: "CYYMMDD......", centuries: "19:12 18:34 20:56"},
	{country: "EE", picture: "CYYMMDD....", centuries: "18:12 19:34 20:56 21:78"},
	{country: "SE", picture: "YYYYMMDD....", days: "0 60"},
	{country: "SE", picture: "YYMMDD....", days: "0 60"},
	{country: "FI", picture: "DDMMYYC....", centuries: "20:ABCDEF 19:YXWVU"},
	{country: "FI", picture: "DDMMYY....", centuries: "19"}, // the sign between is not kept where it is no letter
	{country: "IS", picture: "DDMMYY...C", centuries: "20:0 19:9 18:8"},
	{country: "LV", picture: "DDMMYYC....", centuries: "18:0 19:1 20:2"},
	{country: "IT", picture: "......YYNDD.....", days: "0 40"},
	{country: "GR", picture: "DDMMYY....."},
	{country: "AT", picture: "....DDMMYY"},
	{country: "DE", picture: "..DDMMYY....", days: "0 50"},
	{country: "FR", picture: ".YYMM.........."},
	{country: "CN", picture: "......YYYYMMDD...."},
	{country: "KR", picture: "YYMMDDC......", centuries: "19:1256 20:3478 18:90"},
	{country: "ID", picture: "......DDMMYY....", days: "0 40"},
	{country: "MX", picture: "....YYMMDD......C.", centuries: "19:0123456789 20:ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	{country: "MX", picture: "....YYMMDD..."},
	{country: "ZA", picture: "YYMMDD......."},
	{country: "MY", picture: "YYMMDD......"},
	{country: "EG", picture: "CYYMMDD.......", centuries: "19:2 20:3"},
	{country: "VN", picture: "...CYY......", centuries: "19:01 20:23"},
	{country: "AE", picture: "...YYYY........"},
	{country: "HU", picture: ".JJJJJ....", epoch: "1867-01-01"},
	{country: "UA", picture: "JJJJJ.....", epoch: "1899-12-31"},
}

// bornByNumber returns the birth date within a number that an authority of a country gave, where its layout is one that
// has it; at is a time at which its holder was born already. Where a number says no day, or no month, the first is meant,
// so that who is a minor by it is one.
func bornByNumber(country, number string, at time.Time) (time.Time, bool) {
	number = strings.ToUpper(letterDigits(number))
	switch country {
	case "DK":
		return bornDenmark(number)
	case "NO":
		return bornNorway(number)
	case "BE":
		return bornBelgium(number)
	case "SI":
		return bornSlovenia(number)
	}
	for i := range layouts {
		if l := &layouts[i]; l.country == country && len(l.picture) == len(number) {
			if born, ok := l.read(number, at); ok {
				return born, true
			}
		}
	}
	return time.Time{}, false
}

func letterDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}

// read reads the date in a number that is as long as the picture.
func (l *layout) read(number string, at time.Time) (time.Time, bool) {
	part := map[byte]string{}
	for i := range len(number) {
		part[l.picture[i]] += number[i : i+1]
	}
	if l.epoch != "" {
		first, err := time.Parse(time.DateOnly, l.epoch)
		days, ok := whole(part['J'])
		return first.AddDate(0, 0, days), err == nil && ok
	}
	year, ok := whole(part['Y'])
	if !ok {
		return time.Time{}, false
	}
	month, century, ok := l.month(part)
	day, _, dayOK := 1, 0, true
	if part['D'] != "" {
		day, _, dayOK = lessAdded(part['D'], l.days, 31)
	}
	if century == 0 {
		century = centuryOf(l.centuries, part['C'])
	}
	switch {
	case !ok || !dayOK || century < 0:
		return time.Time{}, false
	case len(part['Y']) == 4:
		return date(year, month, day)
	case century > 0:
		return date(100*century+year, month, day)
	}
	return youngest(year, month, day, at)
}

// month returns the month of a number, and the century where the month says it, else 0.
func (l *layout) month(part map[byte]string) (month, century int, ok bool) {
	switch {
	case part['N'] != "":
		month = strings.Index("ABCDEHLMPRST", part['N']) + 1
		return month, 0, month > 0
	case part['M'] == "":
		return 1, 0, true
	}
	return lessAdded(part['M'], l.months, 12)
}

// centuryOf returns the century that a sign says, 0 where no sign does, and less where it is none of those there are.
func centuryOf(centuries, sign string) int {
	if sign == "" {
		century, _ := whole(centuries)
		return century
	}
	for _, one := range strings.Fields(centuries) {
		if century, signs, _ := strings.Cut(one, ":"); strings.Contains(signs, sign) {
			n, _ := whole(century)
			return n
		}
	}
	return -1
}

// lessAdded takes off what is added to a month or day, which is most at most, and returns the century that this says.
func lessAdded(text, added string, most int) (n, century int, ok bool) {
	n, ok = whole(text)
	if added == "" {
		return n, 0, ok && n > 0 && n <= most
	}
	for _, one := range strings.Fields(added) {
		more, says, _ := strings.Cut(one, "=")
		less, _ := whole(more)
		if n > less && n <= less+most && ok {
			century, _ = whole(says)
			return n - less, century, true
		}
	}
	return 0, 0, false
}

// youngest returns the date in the century in which somebody is youngest, and born.
func youngest(year, month, day int, at time.Time) (time.Time, bool) {
	for century := at.Year() / 100; century >= at.Year()/100-1; century-- {
		if born, ok := date(100*century+year, month, day); ok && !born.After(at) {
			return born, true
		}
	}
	return time.Time{}, false
}

// date returns a day that there is.
func date(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Year() == year && t.Month() == time.Month(month) && t.Day() == day
}

// whole reads a short number of digits alone.
func whole(text string) (n int, ok bool) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
		n = 10*n + int(text[i]-'0')
	}
	return n, text != "" && len(text) < 9
}
