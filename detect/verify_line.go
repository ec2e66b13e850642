package detect

import (
	"bytes"
	"unicode/utf8"
)

// lineEnd returns the end of the line at i, without white space before it.
func lineEnd(text []byte, i int) int {
	end := len(text)
	if n := bytes.IndexByte(text[i:], '\n'); n >= 0 {
		end = i + n
	}
	for end > i && (isBlank(text[end-1]) || text[end-1] == '\r') {
		end--
	}
	return end
}

// linesAbove is how many lines above an address its company is looked for, and
// lineMax how long they may be in bytes.
const (
	linesAbove = 6
	lineMax    = 80
)

// companyAbove looks at the lines above an address that begins at local, as in a
// signature: one whose first word, or all words together, are the first label
// of the address's domain names the company.
func (v *view) companyAbove(local int, domain []byte) {
	text := v.text
	label, _, _ := bytes.Cut(domain, []byte{'.'})
	if len(label) < 4 {
		return
	}
	start := lineBefore(text, local)
	for n := 0; n < linesAbove && start >= 0; n++ {
		end := start
		start = lineBefore(text, end)
		if start < 0 && end > lineMax {
			return // too long for a line of a signature
		}
		first, last := trimCell(text, start+1, end)
		if first >= last {
			return
		}
		if isUpper(text[first]) && namedLike(text[first:last], label) {
			r := v.st.e.builtin.companyBeside
			v.found(r, first, last, text[first:last], r.Score, "", whySignature|whyURL)
			return
		}
	}
}

// lineBefore returns where the last line break before i stands, -1 if there is
// none within the longest line.
func lineBefore(text []byte, i int) int {
	from := max(0, i-lineMax)
	if n := bytes.LastIndexByte(text[from:i], '\n'); n >= 0 {
		return from + n
	}
	return -1
}

// namedLike reports whether a line of a few words is named like the label of a
// domain: "Contoso Cloud" and contoso or contoso-group, "Wing Tip" and wingtip.
func namedLike(line, label []byte) bool {
	words := 1
	for _, c := range line {
		if c == ' ' {
			words++
		} else if !companyChars[c] {
			return false
		}
	}
	first, _, _ := bytes.Cut(line, []byte{' '})
	if words > 6 {
		return false
	}
	if n := len(first); n >= 4 && n <= len(label) && bytes.EqualFold(first, label[:n]) && (n == len(label) || label[n] == '-') {
		return true
	}
	i := 0
	for _, c := range line {
		if c == ' ' || c == '-' {
			continue
		}
		for i < len(label) && label[i] == '-' {
			i++
		}
		if i == len(label) || lower[c] != lower[label[i]] {
			return false
		}
		i++
	}
	return i == len(label)
}

// verifyProjectLine looks at "Project Falcon" on a line of its own.
func verifyProjectLine(v *view) {
	text := v.text
	if !lineStart(text, v.start) {
		return
	}
	end, words := capitalised(text, v.end, 3)
	if words == 0 || words > 2 || end-v.end < 4 || end != lineEnd(text, v.end) {
		return
	}
	for _, w := range bytes.Fields(text[v.end:end]) {
		if projectNouns[asString(bytes.ToLower(w))] {
			return
		}
	}
	v.found(v.rule, v.start, end, text[v.start:end], v.rule.Score, "", whyShape)
}

// projectNouns make no name with "Project" before them.
var projectNouns = wordSet([]byte(`manager managers management lead leader leads director plan plans planning status team teams office name names id
	code number no owner sponsor scope budget coordinator engineer description overview summary report reports review schedule start end date type phase phases
	proposal charter kickoff meeting update updates timeline milestone milestones assistant officer administrator controller documentation portfolio details
	information info data files file list title goals goal objective objectives risk risks cost costs delivery deliverables requirements structure background
	history organisation organization partner partners work works tasks task staff resources control execution closure initiation design development
	leiter leiterin leitung nummer titel auftrag beschreibung bericht besprechung start ende kosten chef directeur gestion nom numéro jefe gerente nombre número
	gestor nome capo responsabile numero`))

// verifyHonorific looks at "様" and the like: the line up to it is a name.
func verifyHonorific(v *view) {
	text := v.text
	start := lineBefore(text, v.start) + 1
	if start == 0 && v.start > lineMax {
		return
	}
	start, end := trimCell(text, start, v.start)
	for start < end && text[start] == '>' {
		start, end = trimCell(text, start+1, end)
	}
	after := text[v.end:lineEnd(text, v.end)]
	if start >= end || len(after) > 0 && !bytes.HasPrefix(after, []byte("、")) && after[0] != ',' && after[0] != ':' {
		return
	}
	val := text[start:end]
	words, ok := nameWordsOf(val)
	if !ok || words > 4 || v.st.e.lists.endsInForm(val) || v.st.e.lists.noName(val) {
		return
	}
	if n := utf8.RuneCount(val); words < 2 && (!isWide(val) || n < 3 || n > 6 || noOne(val)) {
		return
	}
	v.found(v.rule, start, end, val, v.rule.Score, "", whySalutation)
}

// noOne reports whether a form of address names nobody: 担当者様, お客様.
func noOne(val []byte) bool {
	for _, s := range []string{"お", "ご", "御", "皆", "各", "担当", "関係", "取引", "責任", "株式", "会社", "部長", "課長", "社長"} {
		if bytes.Contains(val, []byte(s)) {
			return true
		}
	}
	return false
}

// wideNameLine takes the first line of a signature if it is family and given
// name in a script without capitals, with a blank between.
func (v *view) wideNameLine(r *Rule, i int) bool {
	end := lineEnd(v.text, i)
	val := v.text[i:end]
	n := utf8.RuneCount(val)
	words, ok := nameWordsOf(val)
	if !ok || words != 2 || n < 3 || n > 12 || !isWide(val) || v.st.e.lists.endsInForm(val) || noOne(val) {
		return false
	}
	v.found(r, i, end, val, r.Score-10, "", whySignature)
	return true
}
