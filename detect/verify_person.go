package detect

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// pendingName is a first or last name that waits for its other half in the same
// record.
type pendingName struct {
	held       bool
	field      fieldID
	record     int64
	start, end int64
	value      []byte
}

// nameGap is how far apart the halves of a name may stand, in bytes.
const nameGap = 256

// nameCell joins first and last names that stand beside each other in one
// record: "Jane" and "Doe" are one person, "Jane Doe".
func (st *Stream) nameCell(m *mark, v *view) {
	val := v.value()
	words, ok := nameWordsOf(val)
	if !ok || words > 4 || st.e.lists.isNoValue(val) {
		return
	}
	start, end := v.base+int64(v.start), v.base+int64(v.end)
	p := &st.name
	if p.held && p.record == m.record && p.field != m.field && start-p.end <= nameGap && m.record != 0 {
		first, last := p.value, val
		if p.field == fieldLastName {
			first, last = val, p.value
		}
		joined := make([]byte, 0, len(first)+1+len(last))
		joined = append(append(append(joined, first...), ' '), last...)
		st.addPerson(p.start, end, joined, p.record, p.field, 95, whyField|whyPair)
		p.held = false
		return
	}
	st.flushName(1 << 62)
	*p = pendingName{held: true, field: m.field, record: m.record, start: start, end: end, value: append(p.value[:0], val...)}
}

// flushName hands on a half name whose other half cannot come any more once the
// text before off was looked at.
func (st *Stream) flushName(off int64) {
	p := &st.name
	if !p.held || off <= p.end+nameGap {
		return
	}
	p.held = false
	score := 55
	if p.field == fieldLastName {
		score = 60
	}
	st.addPerson(p.start, p.end, bytes.Clone(p.value), p.record, p.field, score, whyField|whyShort)
}

func (st *Stream) addPerson(start, end int64, value []byte, record int64, f fieldID, score int, w why) {
	st.pending = append(st.pending, candidate{
		rule: st.e.builtin.personField, own: value, offset: start, length: int32(end - start),
		field: f, record: record, score: int16(score), why: w,
	})
}

// nameWordsOf reports whether b can be a person's name, and of how many words:
// letters, marks and inner "'-.·", no digits, at least one capital or letter
// without case.
func nameWordsOf(b []byte) (words int, ok bool) {
	if len(b) < 2 || len(b) > 100 {
		return 0, false
	}
	inWord, capital := false, false
	for i := 0; i < len(b); {
		r, n := rune(b[i]), 1
		if r >= 0x80 {
			r, n = utf8.DecodeRune(b[i:])
		}
		switch {
		case r == ' ' || r == ',' || r == 0xA0 || r == 0x3000:
			inWord = false
		case isNameRune(r):
			if !inWord {
				words, inWord = words+1, true
			}
			capital = capital || !unicode.IsLower(r)
		case (r == '\'' || r == '-' || r == '.' || r == '’' || r == '·' || r == '`') && (inWord || r == '\''):
		default:
			return words, false
		}
		i += n
	}
	return words, words > 0 && capital
}

func isNameRune(r rune) bool {
	return r < 0x80 && isAlpha(byte(r)) || r >= 0x80 && (unicode.IsLetter(r) || unicode.IsMark(r))
}

// isWide reports whether b holds letters of a script that writes names without
// blanks.
func isWide(b []byte) bool {
	r, _ := utf8.DecodeRune(b)
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// personCell takes a whole name: "Jane Doe", "Doe, Jane", "Dr. Jane Doe (Sales)".
func (v *view) personCell(m *mark) {
	if i := bytes.IndexByte(v.value(), '('); i > 0 {
		v.start, v.end = trimCell(v.text, v.start, v.start+i)
	}
	if i := bytes.IndexByte(v.value(), '@'); i > 0 {
		v.start, v.end = beforeAddress(v.text, v.start, v.start+i)
	}
	val := v.value()
	if len(val) == 0 || v.st.e.lists.isNoValue(val) {
		return
	}
	if v.st.e.lists.endsInForm(val) {
		v.found(v.st.e.builtin.companyField, v.start, v.end, val, 80, "", whyLegalForm|whyField)
		return
	}
	words, ok := nameWordsOf(val)
	if !ok || words > 6 || v.st.e.lists.noName(val) {
		return
	}
	r := v.st.e.builtin.personField
	score, w := r.Score, whyField
	if words == 1 && !isWide(val) {
		score, w = 55, w|whyShort
	}
	v.found(r, v.start, v.end, val, score, "", w)
}

// beforeAddress returns what stands in a cell before the address whose '@' is at
// i: Jane Doe <jane@…>, "Jane Doe, jane@…".
func beforeAddress(text []byte, start, i int) (int, int) {
	end := start + runBack(text[start:i], i-start, maxLocal, localChars)
	for end > start && bytes.IndexByte([]byte(" \t,;:<([/|-"), text[end-1]) >= 0 {
		end--
	}
	return trimCell(text, start, end)
}

// noName reports whether one of the words of b is a word that no name has.
func (l *lists) noName(b []byte) bool {
	var buf [24]byte
	n := 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && b[i] != ' ' && b[i] != ',' && b[i] != '.' && b[i] != '-' {
			if n < len(buf) {
				buf[n] = lower[b[i]]
			}
			n++
			continue
		}
		if n > 0 && n <= len(buf) && l.notNames[string(buf[:n])] {
			return true
		}
		n = 0
	}
	return false
}

// verifyDisplayName looks before the '<' or '(' of an address: Jane Doe <…>, "Doe,
// Jane" <…>, Jane Doe (…).
func verifyDisplayName(v *view, local int) {
	text := v.text
	if local == 0 || text[local-1] != '<' && text[local-1] != '(' {
		return
	}
	end := local - 1
	for end > 0 && isBlank(text[end-1]) {
		end--
	}
	if end == 0 {
		return
	}
	start := end
	if q := text[end-1]; q == '"' || q == '\'' {
		end--
		for start = end; start > 0 && end-start < 100 && text[start-1] != q && text[start-1] != '\n'; start-- {
		}
		if start == 0 || text[start-1] != q {
			return
		}
	} else {
		for start > 0 && end-start < 100 && !displayStop[text[start-1]] {
			start--
		}
		start, end = trimCell(text, start, end)
	}
	start = lastCapitals(text, start, end)
	val := text[start:end]
	words, ok := nameWordsOf(val)
	if !ok || words > 5 || words < 2 && !isWide(val) || v.st.e.lists.noName(val) || v.st.e.lists.endsInForm(val) {
		return
	}
	v.found(v.st.e.builtin.personDisplay, start, end, val, v.st.e.builtin.personDisplay.Score, "", whyDisplay)
}

// lastCapitals passes everything up to the last word in lower case that no name
// has: "cc Jane Doe", "Noted by Jane Doe".
func lastCapitals(text []byte, start, end int) int {
	for i := start; i < end; {
		next := end
		if j := bytes.IndexByte(text[i:end], ' '); j >= 0 {
			next = i + j + 1
		}
		if isLower(text[i]) {
			if p := particleEnd(text, i); p == 0 || p > end {
				start = next
			} else {
				next = p
			}
		}
		i = next
	}
	return start
}

var displayStop = chars("\n\r\t<>,;:\"|=()[]{}@")

// capitalised returns the end of up to max capitalised words that begin at i,
// with single blanks between them, and how many there are. Particles such as
// "van der" may stand between.
func capitalised(text []byte, i, max int) (end, words int) {
	end = i
	for words < max {
		j, ok := nameWord(text, i)
		if !ok {
			particle := particleEnd(text, i)
			if words == 0 || particle == 0 {
				return end, words
			}
			i = particle
			continue
		}
		words, end = words+1, j
		if j+1 >= len(text) || text[j] != ' ' {
			return end, words
		}
		i = j + 1
	}
	return end, words
}

// nameWord returns the end of a capitalised word at i: O'Neil, Müller-Lüdenscheidt, J.
func nameWord(text []byte, i int) (int, bool) {
	r, n := utf8.DecodeRune(text[i:])
	if !unicode.IsUpper(r) {
		return i, false
	}
	for i += n; i < len(text); i += n {
		r, n = utf8.DecodeRune(text[i:])
		inner := r == '\'' || r == '’' || r == '-'
		if inner {
			next, _ := utf8.DecodeRune(text[i+n:])
			if !unicode.IsLetter(next) {
				return i, true
			}
		} else if r == '.' && n == 1 && i > 0 && (i < 2 || !isAlpha(text[i-2])) {
			return i + 1, true // an initial
		} else if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return i, !unicode.IsDigit(r) && r != '_'
		}
	}
	return i, true
}

var particles = lowerWords("van der ", "van den ", "van de ", "van ", "von der ", "von dem ", "von und zu ", "von ", "vom ", "zu ", "de la ", "de los ", "de las ", "de ", "del ", "della ", "di ", "da ", "dos ", "das ", "do ", "du ", "des ", "le ", "la ", "ten ", "ter ", "bin ", "ibn ", "al-", "el ", "y ", "e ")

func particleEnd(text []byte, i int) int {
	if i >= len(text) || !isLower(text[i]) {
		return 0
	}
	for _, p := range particles {
		if bytes.HasPrefix(text[i:], p) {
			return i + len(p)
		}
	}
	return 0
}

var titles = lowerWords("mr.", "mr", "mrs.", "mrs", "ms.", "ms", "miss", "dr.", "dr", "prof.", "prof", "professor", "sir", "herr", "herrn", "frau", "monsieur", "madame", "mademoiselle", "m.", "mme", "mlle",
	"señor", "señora", "señorita", "sr.", "sra.", "srta.", "don", "doña", "signor", "signora", "sig.", "sig.ra", "dott.", "dott.ssa", "ing.", "senhor", "senhora", "heer", "mevrouw", "de heer", "mw.", "dhr.", "sayın", "bay", "bayan", "dipl.-ing.", "avv.", "rag.")

var titleStart = chars("MmDdPpSsHhFfBbIiAaRr")

// skipTitles returns where the name begins after titles at i, and whether there
// was one.
func skipTitles(text []byte, i int) (int, bool) {
	seen := false
	for again := true; again; {
		again = false
		if i >= len(text) || !titleStart[text[i]] {
			break
		}
		for _, t := range titles {
			if foldedAt(text, i, t) && i+len(t) < len(text) && text[i+len(t)] == ' ' {
				i, seen, again = i+len(t)+1, true, true
				break
			}
		}
	}
	return i, seen
}

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
	v.nameLine(v.rule, i, v.rule.Score)
}

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
		if i < len(v.text) && v.nameLine(st.e.builtin.personSign, i, st.e.builtin.personSign.Score) {
			return
		}
		for i < len(v.text) && v.text[i] != '\n' {
			i++
		}
	}
}
