package detect

import "bytes"

// Lists of logins have an address and its password on each line: "jane@contoso.example:hunter22".
// One such line may be anything; what is taken for passwords stands in lines of which those
// beside them look alike.

const (
	comboLines = 4   // looked at before and behind one
	comboReach = 160 // bytes of a line at most
	comboLeast = 4   // characters of a password
)

// A comboLine is one that begins with an address.
type comboLine struct {
	sign     byte // between the two
	from, to int  // what stands behind it, to the end of the line
}

// verifyCombo takes the password behind an address that ends at end and begins its line.
func (v *view) verifyCombo(local, end int) {
	line, ok := comboAt(v.text, local, end)
	if !ok || v.namedCell(line.from) {
		return
	}
	near := comboCount{}
	near.take(v.text, local)
	at := local
	for range comboLines {
		if at = comboBefore(v.text, at); at < 0 {
			break
		}
		near.take(v.text, at)
	}
	at = line.to
	for range comboLines {
		if at = comboBehind(v.text, at); at < 0 {
			break
		}
		at = near.take(v.text, at)
	}
	if near.lines < 2 || near.alike*2 < near.lines {
		return
	}
	r := v.st.e.builtin.passwordLine
	password := v.text[line.from:line.to]
	if v.st.e.lists.isNoValue(password) || dayOf(password) != 0 || masked(password) {
		return
	}
	score, class, w := judge(password, r.Score, "", whyContext)
	v.found(r, line.from, line.to, password, score, class, w)
}

// A comboCount counts lines of logins that stand near each other.
type comboCount struct {
	lines int
	alike int // whose second part is written as passwords are
}

// take takes the line at a place in, and returns where it ends.
func (n *comboCount) take(text []byte, at int) int {
	end := run(text, at, comboReach, notLineEnd)
	sign := bytes.IndexByte(text[at:end], '@')
	if sign < 1 {
		return end
	}
	to := run(text, at+sign+1, maxDomain, domainChars)
	if line, ok := comboAt(text, at, to); ok {
		if n.lines++; line.isPassword(text) {
			n.alike++
		}
	}
	return end
}

// comboAt reads the line that an address begins.
func comboAt(text []byte, local, end int) (line comboLine, ok bool) {
	if local > 0 && text[local-1] != '\n' || end >= len(text) {
		return line, false
	}
	line = comboLine{text[end], end + 1, run(text, end+1, comboReach, notLineEnd)}
	switch line.sign {
	case ':':
	case ';', '|', '\t':
		if bytes.IndexByte(text[line.from:line.to], line.sign) >= 0 {
			return line, false
		}
	default:
		return line, false
	}
	rest := text[line.from:line.to]
	if len(rest) < comboLeast || len(rest) > 64 || bytes.ContainsAny(rest, " \"") || bytes.HasPrefix(rest, []byte("//")) {
		return line, false
	}
	at := bytes.IndexByte(rest, '@')
	return line, at < 0 || bytes.IndexByte(rest[at:], '.') < 0 // no second address
}

// isPassword reports whether what stands behind the address is written as people write passwords:
// of several sorts of characters, of more where the sign between is one of tables.
func (l comboLine) isPassword(text []byte) bool {
	password := text[l.from:l.to]
	least := 3
	if l.sign == ':' {
		least = 2
	}
	return classesIn(password) >= least && dayOf(password) == 0 && !phoneLike(password)
}

// namedCell reports whether a place is in a column or behind a key that has a name.
func (v *view) namedCell(i int) bool {
	list := v.st.marks.list
	k := v.st.marks.first(v.base+int64(i)+1) - 1
	if k < 0 || k >= len(list) {
		return false
	}
	if m := &list[k]; m.column != 0 {
		name := v.st.marks.columns.all[m.column].name
		return name == "" || name[0] != '#'
	}
	return list[k].field != fieldNone
}

// comboBefore returns where the line before that which begins at i begins, -1 for none in reach.
func comboBefore(text []byte, i int) int {
	if i == 0 {
		return -1
	}
	from := max(0, i-1-comboReach)
	at := bytes.LastIndexByte(text[from:i-1], '\n')
	if at < 0 && from > 0 {
		return -1
	}
	return from + at + 1
}

// comboBehind returns where the line behind that which ends at i begins, -1 for none.
func comboBehind(text []byte, i int) int {
	for n := 0; i < len(text) && n < 2; n++ {
		if text[i] == '\n' {
			if i+1 == len(text) {
				return -1
			}
			return i + 1
		}
		i++
	}
	return -1
}

var notLineEnd = chars("\r\n").others()
