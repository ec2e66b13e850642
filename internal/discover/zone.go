package discover

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A record is one of a zone that says where a name leads.
type record struct {
	name string // small letters, without the dot at its end
	kind string // "A", "AAAA", "CNAME"
	to   string // of a CNAME
}

// leading are the types that lead a name to a host.
var leading = [...]string{"A", "AAAA", "CNAME"}

// zoneTypes are those beside which a line may stand, so that another's data is not taken for a type.
var zoneTypes = [...]string{"A", "AAAA", "CNAME", "MX", "NS", "SOA", "TXT", "SRV", "PTR", "CAA", "DS", "DNSKEY", "RRSIG", "NSEC", "NSEC3", "TLSA", "HTTPS", "SVCB", "SPF", "NAPTR", "ALIAS", "ANAME"}

// longestZoneLine is in bytes: the data of a record is 64 KiB at most, and a byte of it four letters.
const longestZoneLine = 512 << 10

// readZone calls yield with each record that leads somewhere: of a zone file (RFC 1035, 5.1), and of
// the lines of an export, with commas, semicolons or tabs between what they hold. origin is the domain that
// names without a dot at their end are below, until the file says another; "" leaves those out.
// A line that is longer than a record can be is not read: passed is called with its number, from 1.
func readZone(r io.Reader, origin string, passed func(line int), yield func(record) error) error {
	z := zone{origin: origin}
	lines := bufio.NewReaderSize(r, longestZoneLine)
	for number := 1; ; number++ {
		text, more, err := lines.ReadLine()
		long := more
		for more && err == nil {
			_, more, err = lines.ReadLine()
		}
		switch {
		case long && (err == nil || errors.Is(err, io.EOF)):
			passed(number)
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if one, ok := z.line(string(text)); ok {
			if err := yield(one); err != nil {
				return err
			}
		}
	}
}

// passed keeps that a line of a zone was too long to be read.
func (d *Discovery) passed(path string, line int) {
	if d.long++; d.long == 1 {
		d.firstLong = fmt.Sprintf("line %d of %s", line, path)
	}
}

// Passed returns how many lines of zones were too long to be read as records, and which is the first.
func (d *Discovery) Passed() (n int, first string) { return d.long, d.firstLong }

// zone is what a line leaves for the next one.
type zone struct {
	origin string
	last   string // the name of the last record
	open   int    // parentheses: a record that goes on
}

func (z *zone) line(text string) (record, bool) {
	exported := strings.ContainsRune(text, ',') || strings.Count(text, ";") > 1 || strings.Count(text, `"`) > 2
	if !exported {
		text, _, _ = strings.Cut(text, ";") // a comment
	}
	inside := z.open > 0
	z.open = max(z.open+strings.Count(text, "(")-strings.Count(text, ")"), 0)
	fields := strings.FieldsFunc(text, func(c rune) bool {
		return c == ' ' || c == '\t' || c == '\r' || c == '"' || exported && (c == ',' || c == ';')
	})
	switch {
	case inside, len(fields) == 0:
		return record{}, false
	case strings.EqualFold(fields[0], "$ORIGIN") && len(fields) > 1:
		z.origin = z.absolute(fields[1], exported)
		return record{}, false
	case strings.HasPrefix(fields[0], "$"):
		return record{}, false
	}
	from := 0
	if !strings.ContainsRune(" \t,;", rune(text[0])) {
		from = 1 // a name, which may be called as a type is
	}
	at := slices.IndexFunc(fields[from:], func(f string) bool { return slices.Contains(zoneTypes[:], strings.ToUpper(f)) })
	if at < 0 {
		return record{}, false
	}
	at += from
	if from > 0 {
		z.last = z.absolute(fields[0], exported)
	}
	kind := strings.ToUpper(fields[at])
	if kind == "SOA" && z.origin == "" {
		z.origin = z.last
	}
	one := record{name: z.last, kind: kind}
	if !slices.Contains(leading[:], kind) || one.name == "" || at+1 >= len(fields) {
		return record{}, false
	}
	if kind == "CNAME" {
		if one.to = z.absolute(fields[at+1], exported); one.to == "" {
			return record{}, false
		}
	}
	return one, hostName(one.name) && (one.to == "" || hostName(one.to))
}

// absolute completes a name of a zone file. An export writes names with a dot in them whole.
func (z *zone) absolute(name string, exported bool) string {
	name = strings.ToLower(name)
	whole, dotted := strings.CutSuffix(name, ".")
	switch {
	case dotted:
		return whole
	case z.origin != "" && (name == "@" || name == ""):
		return z.origin
	case name == z.origin || strings.HasSuffix(name, "."+z.origin) && z.origin != "":
		return name
	case exported && strings.Contains(name, "."):
		return name
	case z.origin == "":
		if strings.Contains(name, ".") {
			return name
		}
		return ""
	}
	return name + "." + z.origin
}

// hostName reports whether a name is one that a host may have; a wildcard is none.
func hostName(name string) bool {
	if len(name) > 253 || !strings.Contains(name, ".") {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return strings.Trim(name[strings.LastIndexByte(name, '.')+1:], "0123456789") != "" // an address
}
