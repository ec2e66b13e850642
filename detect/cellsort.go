package detect

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// A cellSort is a set of what a cell may be, a bit each.
type cellSort uint32

func (s cellSort) is(sort int) bool { return s>>sort&1 != 0 }

// The sorts.
const (
	ofMail = iota
	ofDay
	ofBirth // on which somebody who lives may be born who is grown up
	ofPhone
	ofShort   // a number of a house
	ofCode    // a postal code
	ofLogin   // one word of letters and figures
	ofOne     // one word of letters
	ofLetters // words of letters, as names are
	ofGiven   // begins in a given name that is known
	ofFamily  // ends in a family name that is known
	ofWideName
	ofForm // ends in a legal form
	ofNation
	ofTownName
	ofState    // of the United States, by its two letters
	ofStreetAt // a street with its number
	ofRoad     // the name of a street
	ofTownAt   // a postal code with its town
	ofTitled   // one word that begins in a capital and goes on in small letters
	ofTitle    // a form of address
	ofSocial   // a number of the social security of the United States, by its groups
	cellSorts
)

// sortsOf tells what a cell may be.
func (st *Stream) sortsOf(text []byte) (s cellSort) {
	set := func(is bool, sort int) {
		if is {
			s |= 1 << sort
		}
	}
	if at := bytes.IndexByte(text, '@'); at >= 0 || bytes.Contains(text, slashes) {
		set(at > 0 && isMailboxes(text), ofMail)
		return s
	}
	letters, digits := 0, countDigits(text)
	for _, c := range text {
		if isAlpha(c) || c >= 0x80 {
			letters++
		}
	}
	set(len(text) <= 32 && run(text, 0, len(text), handleChars) == len(text) && letters > 0, ofLogin)
	l := st.e.lists
	if digits == 0 {
		s |= l.sortsOfWords(text)
		return s
	}
	if day := dayOf(text); day != 0 {
		return s | day
	}
	if letters > 2 {
		set(streetNamed(text) && isAddress(text), ofStreetAt)
		_, ok := postalAt(text)
		set(ok, ofTownAt)
	} else if letters == 0 {
		social := socialShape(text)
		set(social, ofSocial)
		set(!social && phoneLike(text), ofPhone)
	}
	set(len(text) <= 10 && codeShape(text), ofCode)
	set(letters <= 1 && len(text) <= 6 && digits <= 4 && text[0] != '0', ofShort)
	return s
}

// isMailboxes reports whether a cell is addresses and nothing else, also behind a name each: "Ada Quorn <ada@b.example>".
func isMailboxes(text []byte) bool {
	for len(text) > 0 {
		one, rest := text, []byte(nil)
		if i := bytes.IndexAny(text, ";,|"); i >= 0 {
			one, rest = text[:i], text[i+1:]
		}
		one, text = bytes.TrimSpace(one), rest
		if i := bytes.IndexByte(one, '<'); i >= 0 && one[len(one)-1] == '>' && len(bytes.Fields(one[:i])) < mostNameWords {
			one = one[i+1 : len(one)-1]
		}
		for word := range bytes.FieldsSeq(one) {
			if at := bytes.IndexByte(word, '@'); at <= 0 || bytes.IndexByte(word[at:], '.') < 0 {
				return false
			}
		}
	}
	return true
}

var handleChars = chars("0-9A-Za-z._-")

// sortsOfWords tells what a cell without figures may be.
func (l *lists) sortsOfWords(text []byte) (s cellSort) {
	set := func(is bool, sort int) {
		if is {
			s |= 1 << sort
		}
	}
	two := len(text) == 2 && isUpper(text[0]) && isUpper(text[1])
	set(two && states[string(bytes.ToLower(text))], ofState)
	if len(text) > 2 || two {
		_, ok := l.country(text)
		set(ok && len(text) <= 64, ofNation)
	}
	set(l.endsInForm(text), ofForm)
	set(streetNamed(text), ofRoad)
	if _, ok := mayBePart(text); !ok || len(text) > 48 || isNobody(text) {
		return s
	}
	s |= 1 << ofLetters
	set(isFormOfAddress(text), ofTitle)
	one := bytes.IndexByte(text, ' ') < 0
	set(one, ofOne)
	set(one && isTitled(text), ofTitled)
	given, family := l.people(text)
	set(given, ofGiven)
	set(family, ofFamily)
	set(l.wideName(text), ofWideName)
	set(!given && isPlaceName(text) && l.townCountry(text) != "", ofTownName)
	return s
}

// isTitled reports whether a word is written as names are, and logins are not.
func isTitled(word []byte) bool {
	first, n := utf8.DecodeRune(word)
	second, _ := utf8.DecodeRune(word[n:])
	return unicode.IsUpper(first) && unicode.IsLower(second)
}

// socialShape reports whether figures are grouped as 531-48-2207, and the groups are given out.
// They have no check digit, so that a column of them tells what one does not.
func socialShape(text []byte) bool {
	if len(text) != 11 || text[3] != '-' && text[3] != ' ' || text[6] != text[3] || countDigits(text) != 9 {
		return false
	}
	return checkSSN(nil, append(append(bytes.Clone(text[:3]), text[4:6]...), text[7:]...))
}

// people reports whether one of the words of text is a given name that many bear, and whether
// one is such a family name.
func (l *lists) people(text []byte) (given, family bool) {
	folded := []byte(foldDiacritics(string(text)))
	for w := range bytes.FieldsFuncSeq(bytes.ToLower(folded), func(r rune) bool { return r == ' ' || r == ',' || r == 0x3000 }) {
		given, family = given || l.given.has(w), family || l.family.has(w)
		if first, second, ok := bytes.Cut(w, []byte{'-'}); ok { // Jean-Pierre, but no Iris-setosa
			given, family = given || l.given.has(first) && l.given.has(second), family || l.family.has(first) && l.family.has(second)
		}
	}
	return given, family
}

// wideName reports whether text is a name of China, Japan or Korea: a family name and one to
// three letters.
func (l *lists) wideName(text []byte) bool {
	n := utf8.RuneCount(text)
	if !isWide(text) || n < 2 || n > 6 {
		return false
	}
	for i := range asString(text) {
		if i > 0 && i <= 9 && l.family.has(text[:i]) {
			return true
		}
	}
	return false
}

// roads are words by which names of streets are known, in the languages of the world.
var roads = foldWords("street", "avenue", "road", "lane", "drive", "boulevard", "court", "place", "crescent", "terrace", "circuit", "close", "parade", "highway", "parkway", " st.", " rd.", " ave", "strasse", "straße", "str.", "gasse", "allee", "platz", "weg ", "ring ",
	"rue ", "avenue ", "chemin", "impasse", "allée", "quai ", "calle ", "avenida", "paseo ", "plaza ", "carrer", "c/ ", "via ", "viale", "piazza", "corso ", "vicolo", "rua ", "travessa", "praça", "alameda", "straat", "laan", "gracht", "plein", "dijk ", "kade ",
	"ulica", "ul. ", "aleja", "ulice", "utca", "gatan", "vägen", "gate ", "veien", "vej ", "gade ", "katu", "tie ", "sokak", "cadde", "mahalle", "bulvar", "sok.", "cad.", "улица", "ул.", "проспект", "вулиця", "οδός", "丁目", "番地", "路", "街", "대로", "شارع", "רחוב", "jalan ", "jl. ", "đường")

// streetNamed reports whether a word of text says that it is a street.
func streetNamed(text []byte) bool {
	if roads.in(text) {
		return true
	}
	for _, end := range roadEnds {
		if i := bytes.IndexByte(text, ' '); len(text) > len(end)+3 && (foldedEnd(text, end) || i > len(end)+2 && foldedEnd(text[:i], end)) {
			return true
		}
	}
	return false
}

var roadEnds = []string{"weg", "damm", "steig", " st", " rd", " ave", " dr", " ln", " ct", " pl", " way", " row", "vej", "veien", "vägen", "gata"}

// codeShape reports whether text is written as postal codes are, and is no year.
func codeShape(text []byte) bool {
	if len(text) < 4 || len(text) > 10 {
		return false
	}
	for _, sh := range codeShapes {
		if end, _ := sh.match(text, 0, nil); end == len(text) {
			return len(text) != 4 || text[0] != '1' && text[0] != '2' || text[1] != '9' && text[1] != '0'
		}
	}
	return false
}

var codeShapes = func() (list []shape) {
	for _, s := range []string{"####", "#####", "######", "#####-####", "#####-###", "###-####", "##-###", "####-###", "### ##", "#### @@", "####@@", "@#@ #@@", "@## #@@", "@@# #@@", "@@## #@@", "@#@ #@#", "@#@#@#"} {
		sh, err := newShape(s)
		if err != nil {
			panic(err)
		}
		list = append(list, sh)
	}
	return list
}()

// dayOf returns the sorts of a date, 0 where text is none.
func dayOf(text []byte) cellSort {
	if i := bytes.IndexAny(text, "T "); i >= 8 && bytes.IndexByte(text[i:], ':') > 0 {
		text = text[:i]
	}
	if len(text) < 6 || len(text) > 21 || !checkBirth(text, nil) {
		return 0
	}
	for i := 0; i+4 <= len(text); i++ {
		if year := text[i : i+4]; run(year, 0, 4, digitChars) == 4 && (i == 0 || i == len(text)-4 || !isDigit(text[i-1])) {
			if n := num(year); n >= 1900 && n <= 2008 {
				return 1<<ofDay | 1<<ofBirth
			}
		}
	}
	if len(text) == 8 && countDigits(text) == 8 || len(text) > 8 || bytes.ContainsAny(text, "-/.") {
		return 1 << ofDay
	}
	return 0
}

// phoneLike reports whether figures are written as telephone numbers are: behind '+' or 0, or
// in groups.
func phoneLike(text []byte) bool {
	digits, groups := 0, 0
	for i, c := range text {
		switch {
		case isDigit(c):
			if digits++; i == 0 || !isDigit(text[i-1]) {
				groups++
			}
		case c != ' ' && c != '-' && c != '/' && c != '(' && c != ')' && c != '.' && c != '+':
			return false
		}
	}
	if digits < 7 || digits > 15 || bytes.Count(text, []byte{'.'}) == 3 && groups == 4 || // an address of a network
		bytes.Count(text, []byte{'.'}) == 1 && groups == 2 {
		return false
	}
	if bytes.HasPrefix(text, []byte("000")) { // a number that is filled up
		return false
	}
	return text[0] == '+' || text[0] == '(' || text[0] == '0' && digits >= 9 || groups >= 3 && digits >= 9
}
