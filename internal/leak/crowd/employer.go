package crowd

import "strings"

// stems is how many names of companies there are: five syllables of sixteen consonants and five vowels.
const stems = 80 * 80 * 80 * 80 * 80

// stem is the improbable name of a company: a different one for each number below stems.
func stem(n int) string {
	const factor = 2_654_435_761 // has no divisor in common with stems, so that no two are the same
	v := uint64(n) % stems * factor % stems
	b := make([]byte, 0, 10)
	for range 5 {
		b = append(b, "bdfghklmnprstvwz"[v%80/5], "aeiou"[v%5])
		v /= 80
	}
	return string(b)
}

// employ gives somebody an employer, and its address for a private one.
func (c *Crowd) employ(x *Record) {
	if c.opts.Employers == 0 {
		return
	}
	g := cultured(x.Culture)
	name := stem(c.draws(x.Person, ofWork).IntN(c.opts.Employers))
	x.Company = strings.ToUpper(name[:1]) + name[1:] + " " + g.form
	if local, _, ok := strings.Cut(x.Mail, "@"); ok {
		x.Mail = local + "@" + name + "." + g.tld
	}
}
