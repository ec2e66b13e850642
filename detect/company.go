package detect

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/internal/strict"
)

// A legalForm is a sort of company as its name ends or begins with it.
type legalForm struct {
	index   int
	text    string
	country []string // where it is used, ISO 3166-1 alpha-2; empty: in many
	strong  bool     // nothing else is written like it
	before  bool     // may stand before the name: 株式会社, PT, ООО
}

// anchor returns what finds the form in text: behind a blank, in its own case.
func (f *legalForm) anchor(id, which int, r *Rule) anchor {
	a := anchor{id: id, rule: r, which: which, hit: verifyLegalForm}
	text := f.text
	if text[0] < 0x80 {
		text, a.skip, a.beside = " "+text, 1, beside{companyChars.and(","), notWord8}
	}
	a.lit, a.exact = asciiLower(text), []byte(text)
	return a
}

func (l *lists) readForms(files map[string][]byte) error {
	var file struct {
		Form []struct {
			Text      []string
			Countries []string
			Strong    bool
			Before    bool
		}
	}
	const name = "data/legalforms.toml"
	if _, err := strict.Decode(files[name], name, &file); err != nil {
		return err
	}
	for _, f := range file.Form {
		for _, text := range f.Text {
			if len(text) < 2 {
				return fmt.Errorf("%s: form %q is too short", name, text)
			}
			i := len(l.forms)
			l.formsByEnd[text[len(text)-1]] = append(l.formsByEnd[text[len(text)-1]], i)
			l.formEnds[pairAt(text, len(text)-2)] = true
			if f.Before {
				l.formsBefore = append(l.formsBefore, i)
				l.formStarts[pairAt(text, 0)] = true
			}
			l.forms = append(l.forms, legalForm{
				index: i, text: text,
				country: f.Countries, strong: f.Strong, before: f.Before,
			})
		}
	}
	return nil
}

// pairAt is the two bytes at i as a number.
func pairAt(s string, i int) uint16 { return uint16(s[i]) | uint16(s[i+1])<<8 }

// endsInForm reports whether a name ends or begins with a legal form.
func (l *lists) endsInForm(val []byte) bool {
	if len(val) < 4 {
		return false
	}
	if l.formAtEnd(val) != nil {
		return true
	}
	if !l.formStarts[pairAt(asString(val), 0)] {
		return false
	}
	for _, i := range l.formsBefore {
		f := l.forms[i].text
		if len(val) > len(f)+1 && val[0] == f[0] && string(val[:len(f)]) == f && (val[len(f)] == ' ' || f[0] >= 0x80) {
			return true
		}
	}
	return false
}

// formAtEnd returns the form that text ends with behind a name, nil where there is none.
func (l *lists) formAtEnd(text []byte) *legalForm {
	if len(text) < 4 || !l.formEnds[pairAt(asString(text), len(text)-2)] {
		return nil
	}
	for _, i := range l.formsByEnd[text[len(text)-1]] {
		f := l.forms[i].text
		n := len(text) - len(f)
		if n > 1 && string(text[n:]) == f && (!wordChars[text[n-1]] || f[0] >= 0x80) {
			return &l.forms[i]
		}
	}
	return nil
}

// verifyLegalForm looks at a legal form in text: the capitalised words before it
// are a company's name.
func verifyLegalForm(v *view) {
	f, text := &v.st.e.lists.forms[v.anchor], v.text
	if f.text[0] >= 0x80 {
		v.wideCompany(f)
		return
	}
	if !v.wordEnd(v.end) || v.start < 3 || text[v.start-1] != ' ' {
		return
	}
	i := v.start - 1
	if text[i-1] == ',' {
		i--
	}
	start, words := v.st.e.lists.companyStart(text, i, v.companyChars())
	start, words = v.st.e.lists.afterPerson(text, start, i, words)
	if words == 0 {
		return
	}
	if !f.strong && (words > 5 || !strongEnough(text[start:i]) || v.end < len(text) && text[v.end] == ' ' && v.end+1 < len(text) && isLower(text[v.end+1]) && len(f.text) < 3) {
		return
	}
	score, w := v.rule.Score, whyLegalForm
	if !f.strong {
		score, w = score-20, w|whyWeak
	}
	v.found(v.rule, start, v.end, text[start:v.end], score, "", w)
}

// companyChars are what words of a company's name are of: in the name of an object, or before a slash,
// a slash parts folders, and elsewhere partners, as in "Quist/Vale GmbH".
func (v *view) companyChars() *charset {
	if field, _ := v.field(v.start); field == fieldFileName || v.end < len(v.text) && v.text[v.end] == '/' {
		return folderChars
	}
	return companyChars
}

// companyStart walks back over at most seven words of a company's name that
// ends before i. Another company that ends there is none of them: "Contoso Ltd and
// Fabrikam GmbH" are two.
func (l *lists) companyStart(text []byte, i int, set *charset) (start, words int) {
	start = i
	pos := i
	joined := false // the word behind pos joins
	for words < 7 {
		if words > 0 && l.endsOther(text[:pos], joined, text[start:i]) {
			break
		}
		from := runBack(text, pos, 48, set)
		if from == pos || pos-from >= 48 {
			break
		}
		word := text[from:pos]
		switch r, _ := utf8.DecodeRune(word); {
		case unicode.IsUpper(r) && !mostlyDigits(word) || unicode.IsDigit(r) && words > 0 && len(word) < 5 || r >= 0x2E80:
			words++
			start, joined = from, false
		case words > 0 && isJoiner(word):
			joined = true
		default:
			return start, words
		}
		if from < 2 || text[from-1] != ' ' {
			break
		}
		pos = from - 1
		if text[pos-1] == ',' || text[pos-1] == '.' && !isUpper(text[max(0, pos-2)]) || text[pos-1] == ':' {
			break
		}
	}
	// A sentence's first words are capitalised too.
	for words > 1 {
		j := bytes.IndexByte(text[start:i], ' ')
		if j < 0 || !leadWords[string(text[start:start+j])] {
			break
		}
		start += j + 1
		words--
	}
	if words == 1 && leadWords[string(bytes.TrimRight(text[start:i], ","))] {
		return start, 0
	}
	return start, words
}

// endsOther reports whether before ends in the form of a company of its own: one that
// is nothing else, or any behind which a word joins another name. "GmbH & Co. KG" is one
// form.
func (l *lists) endsOther(before []byte, joined bool, name []byte) bool {
	if bytes.HasPrefix(name, []byte("Co")) && (len(name) == 2 || !wordChars[name[2]]) {
		return false
	}
	f := l.formAtEnd(before[max(0, len(before)-48):])
	return f != nil && (f.strong || joined)
}

func mostlyDigits(word []byte) bool {
	n := 0
	for _, c := range word {
		if isDigit(c) {
			n++
		}
	}
	return n*2 > len(word)
}

var (
	companyChars = chars("A-Za-z0-9&+.'/-").with8bit()
	folderChars  = chars("A-Za-z0-9&+.'-").with8bit()
)

func isJoiner(word []byte) bool {
	switch string(word) {
	case "&", "+", "and", "und", "et", "y", "e", "en", "i", "of", "de", "der", "des", "du", "la", "le", "di", "do", "da", "van", "von", "ve", "-":
		return true
	}
	return false
}

var leadWords = map[string]bool{
	"The": true, "At": true, "From": true, "To": true, "For": true, "Between": true, "With": true, "By": true, "And": true, "Our": true, "Your": true, "Of": true, "In": true, "On": true, "A": true, "This": true, "Dear": true, "Hello": true,
	"Die": true, "Der": true, "Das": true, "Bei": true, "Von": true, "An": true, "Firma": true, "Zwischen": true, "Mit": true, "Für": true, "Im": true, "Auftrag": true, "La": true, "Le": true, "El": true, "Los": true, "Les": true,
	"Customer": true, "Company": true, "Client": true, "Vendor": true, "Supplier": true, "Kunde": true, "Copyright": true, "Contact": true, "Regards": true,
}

// strongEnough reports whether words before a form such as "AS" or "SA" look
// like a name: not all of a shouted line.
func strongEnough(b []byte) bool {
	lowercase := 0
	for _, c := range b {
		if isLower(c) || c >= 0x80 {
			lowercase++
		}
	}
	return lowercase > 0 && len(b) > 2
}

// wideCompany takes 株式会社コントソ and コントソ株式会社, ООО «Контосо».
func (v *view) wideCompany(f *legalForm) {
	text := v.text
	end := v.end
	for n := 0; end < len(text) && n < 20; n++ {
		r, size := utf8.DecodeRune(text[end:])
		if !wideName(r) {
			break
		}
		end += size
	}
	if end > v.end && f.before {
		v.found(v.rule, v.start, end, text[v.start:end], v.rule.Score, "", whyLegalForm)
		return
	}
	start := wideStart(text, v.start)
	if at := bytes.LastIndex(text[max(0, start-wideAside):start], wideOpen); at >= 0 && bytes.HasSuffix(text[:start], wideClose) {
		// 法布瑞（天津）物流有限公司
		if before := wideStart(text, max(0, start-wideAside)+at); before < max(0, start-wideAside)+at {
			start = before
		}
	}
	if start < v.start {
		v.found(v.rule, start, v.end, text[start:v.end], v.rule.Score, "", whyLegalForm)
	}
}

// wideStart returns where the run of letters begins that ends at i.
func wideStart(text []byte, i int) int {
	for n := 0; i > 0 && n < 20; n++ {
		r, size := utf8.DecodeLastRune(text[:i])
		if !wideName(r) {
			break
		}
		i -= size
	}
	return i
}

// wideAside is as long as the town of an organisation with its parentheses, in bytes.
const wideAside = 24

var wideClose = []byte("）")

func wideName(r rune) bool {
	return r != utf8.RuneError && r >= 0x80 && (unicode.IsLetter(r) || r == '・' || r == 'ー') && !unicode.In(r, unicode.Hiragana)
}
