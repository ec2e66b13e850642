package leak

import "strings"

// Ranges that the regulators reserve for fiction, and none for countries that
// have none: NANP 555-0100 to 0199; Ofcom's numbers for drama; Bundesnetzagentur,
// notice 148/2021; ARCEP decision 2018-0881; ACMA; ComReg; PTS. The last letter x
// of a shape is a free digit. International form first, then as at home.
var phoneShapes = map[string][][2]string{
	"US": {{"+1 (212) 555-01xx", "(212) 555-01xx"}, {"+1 312-555-01xx", "312-555-01xx"}, {"+1 415 555 01xx", "415.555.01xx"}, {"+1 713-555-01xx", "(713) 555-01xx"}},
	"CA": {{"+1 416-555-01xx", "(416) 555-01xx"}, {"+1 604-555-01xx", "604-555-01xx"}},
	"GB": {{"+44 7700 900xxx", "07700 900xxx"}, {"+44 1632 960xxx", "01632 960xxx"}, {"+44 20 7946 0xxx", "020 7946 0xxx"}},
	"DE": {{"+49 30 23125xxx", "030 23125xxx"}, {"+49 (0)69 90009xxx", "069/90009xxx"}, {"+49 89 99998xxx", "(089) 99998xxx"}},
	"FR": {{"+33 1 99 00 xx xx", "01 99 00 xx xx"}, {"+33 2 61 91 xx xx", "02 61 91 xx xx"}, {"+33 6 39 98 xx xx", "06 39 98 xx xx"}},
	"AU": {{"+61 2 5550 xxxx", "(02) 5550 xxxx"}, {"+61 3 7010 xxxx", "(03) 7010 xxxx"}},
	"IE": {{"+353 20 91x xxxx", "020 91x xxxx"}},
	"SE": {{"+46 31 390 06 xx", "031-390 06 xx"}, {"+46 8 465 004 xx", "08-465 004 xx"}},
}

// A phone is one number as it may be written.
type phone struct {
	e164, international, home string
}

func (p phone) known() bool { return p.e164 != "" }

func phoneOf(r *rng, countryCode string) phone {
	shapes := phoneShapes[countryCode]
	if len(shapes) == 0 {
		return phone{}
	}
	shape := pick(r, shapes)
	free := r.from(digits, 5)
	p := phone{international: fillDigits(shape[0], free), home: fillDigits(shape[1], free)}
	p.e164 = "+" + onlyDigits(strings.ReplaceAll(p.international, "(0)", ""))
	return p
}

func fillDigits(shape, free string) string {
	b := []byte(shape)
	for i := range b {
		if b[i] == 'x' {
			b[i], free = free[0], free[1:]
		}
	}
	return string(b)
}

func onlyDigits(s string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, s)
}
