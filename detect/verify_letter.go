package detect

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// verifySalutation looks at "Dear", "Sehr geehrte", "Estimado" and the like at
// the beginning of a line: the name after it is a person's.
func verifySalutation(v *view) {
	text := v.text
	if !lineStart(text, v.start) {
		return
	}
	i := v.end
	if text[i-1] == ' ' {
		i--
	}
	// The ending of an adjective: geehrter, Estimada, Prezado(a).
	ending := run(text, i, 6, endingChars)
	if !endings[string(text[i:ending])] || ending >= len(text) || text[ending] != ' ' {
		return
	}
	i = ending
	i, titled := skipTitles(text, i+1)
	end, words := capitalised(text, i, 4)
	if words == 0 || v.st.e.lists.noName(text[i:end]) {
		return
	}
	if end < len(text) && !bytes.ContainsRune([]byte(",!:\n\r-;."), rune(text[end])) {
		return
	}
	score, w := v.rule.Score, whySalutation
	if words == 1 && !titled {
		score, w = score-20, w|whyShort
	}
	v.found(v.rule, i, end, text[i:end], score, "", w)
}

var (
	endingChars = chars("a-z()/")
	endings     = map[string]bool{"": true, "r": true, "s": true, "e": true, "es": true, "en": true, "er": true, "o": true, "a": true, "os": true, "as": true, "o(a)": true, "o/a": true, "a/o": true, "(a)": true, "(r)": true, "/r": true}
)

func lineStart(text []byte, i int) bool {
	for i > 0 && (isBlank(text[i-1]) || text[i-1] == '>') {
		i--
	}
	return i == 0 || text[i-1] == '\n' || text[i-1] == '\r'
}

// verifyClosing looks at "Best regards", "Mit freundlichen Grüßen" and the like:
// the next line that is a name is the writer's.
func verifyClosing(v *view) {
	text, i := v.text, v.end
	if from := v.start; !lineStart(text, from) {
		// The words before: "Kind regards", "Mit freundlichen Grüßen".
		for n := 0; from > 0 && n < 40 && text[from-1] != '\n'; n++ {
			from--
		}
		if from > 0 && text[from-1] != '\n' {
			return
		}
	}
	i = run(text, i, 12, word8Chars) // saludo-s, saygılarım-ızla
	for n := 0; i < len(text) && n < 24 && text[i] != '\n'; n++ {
		if wordChars[text[i]] {
			return
		}
		i++
	}
	if i >= len(text) || text[i] != '\n' {
		return
	}
	for i < len(text) && (isSpace(text[i]) || text[i] == '>') {
		i++
	}
	named := v.nameLine(v.rule, i, v.rule.Score)
	if v.st.seg.head() == 0 {
		return // the header of a mail says whom it is from
	}
	if named || v.briefName(i) {
		v.st.pending[len(v.st.pending)-1].role = exposure.RoleSignatory.Number()
	}
	v.signedFor(i)
}

// signsFor stand before the name of somebody who signs for another: im Auftrag, in Vertretung,
// per procura.
var signsFor = foldWords("i. a. ", "i.a. ", "i. v. ", "i.v. ", "ppa. ", "ppa ", "p.p. ", "p.o. ", "p/o ", "gez. ", "(s) ", "(gez.) ", "sgd. ", "fdo. ", "fdo.: ", "w.g. ", "namens ")

// briefName takes a line that is the family name of who signs, or a first name.
func (v *view) briefName(i int) bool {
	text, score := v.text, v.rule.Score-20
	for _, words := range signsFor.words {
		for _, w := range words {
			if foldedAt(text, i, w) {
				i, score = i+len(w), v.rule.Score
			}
		}
	}
	i, _ = skipTitles(text, i)
	end, words := capitalised(text, i, 3)
	if words == 0 || words > 1 && score < v.rule.Score || end-i < 3 || end-i > 24 || !endsName(text[end:]) {
		return false
	}
	val := text[i:end]
	if v.st.e.lists.noName(val) || v.st.e.parties.isPost(val) || v.st.e.parties.isTitle(val) || v.st.e.lists.endsInForm(val) || hasWord(val, v.st.e.parties.words) || !isUpper(val[0]) && val[0] < 0x80 || run(val, 0, len(val), capitalChars) == len(val) {
		return false
	}
	if next := bytes.TrimLeft(text[end:], " \r\n\t"); words == 1 && score < v.rule.Score && len(next) > longLine {
		return false // no end of a letter
	}
	v.found(v.rule, i, end, val, score, "", whySignature|whyShort)
	return true
}

// endsName reports whether a name ends there: with its line, or before a dash or bar.
func endsName(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " ")
	return len(rest) == 0 || rest[0] == '\n' || rest[0] == '\r' || rest[0] == '|' || bytes.HasPrefix(rest, []byte("–")) || bytes.HasPrefix(rest, []byte("- "))
}

// Below a closing stand some lines that say for whom somebody signs.
const (
	closingLines = 5
	closingBytes = 400
)

// signedFor takes the organisation for which a letter is signed: it has written it.
func (v *view) signedFor(i int) {
	limit := min(len(v.text), i+closingBytes)
	for n := 0; n < closingLines && i < limit; n++ {
		end := bytes.IndexByte(v.text[i:limit], '\n')
		if end < 0 {
			end = limit - i
		}
		line := bytes.TrimSpace(v.text[i : i+end])
		var parts [12][2]int
		if len(line) > 2*longName {
			return
		}
		if cuts := cutAtoms(line, &parts); len(line) > 0 {
			for k := range cuts {
				name := line[parts[k][0]:parts[k][1]]
				if len(name) > longName || !mayBeParty(name) || !v.st.e.lists.endsInForm(name) && (n == 0 && k == 0 || !v.st.e.parties.isOrganisation(name) || v.st.e.parties.isPost(name) || v.st.e.parties.isTitle(name)) {
					continue
				}
				at := i + bytes.Index(v.text[i:i+end], name)
				v.found(v.st.e.builtin.partyCompany, at, at+len(name), v.text[at:at+len(name)], signedScore, "", whyParty|whySignature)
				v.st.pending[len(v.st.pending)-1].role = exposure.RoleIssuer.Number()
				return
			}
		}
		i += end + 1
	}
}

// signedScore is above that of a name by its legal form alone, which stands there too.
const signedScore = 87

// nameLine takes the line at i if it is a person's name and nothing else.
func (v *view) nameLine(r *Rule, i, score int) bool {
	text := v.text
	i, _ = skipTitles(text, i)
	end, words := capitalised(text, i, 4)
	if words < 2 || end < len(text) && !bytes.ContainsRune([]byte("\r\n,|"), rune(text[end])) {
		return false
	}
	val := text[i:end]
	if v.st.e.lists.noName(val) || v.st.e.lists.endsInForm(val) {
		return false
	}
	v.found(r, i, end, val, score, "", whySignature)
	return true
}

// signature looks at the first lines of a signature block for a name.
func (st *Stream) signature(hi int) {
	v := &st.v
	v.st, v.rule = st, nil
	v.text, v.base = st.buf[:min(hi, 2048)], st.base
	v.start, v.end = 0, 0
	for i, n := 0, 0; i < len(v.text) && n < 4; n++ {
		for i < len(v.text) && (isSpace(v.text[i]) || v.text[i] == '-' || v.text[i] == '>') {
			i++
		}
		r := st.e.builtin.personSign
		if i < len(v.text) && (v.nameLine(r, i, r.Score) || n == 0 && v.wideNameLine(r, i)) {
			return
		}
		for i < len(v.text) && v.text[i] != '\n' {
			i++
		}
	}
}
