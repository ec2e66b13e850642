package detect

import (
	"bytes"
	"time"
	"unicode/utf8"
)

// The date of a document is the one in its head of which a word says so, else the first whole
// one that is not said to be another: when it is due, how long an offer is good for.

// datedReach is how far before a date the word stands that says of what it is.
const (
	datedReach = 28
	datedLine  = 110 // the longest line in which the date of a document stands: no sentence
)

// months are their names and what these are cut to in the languages of the rules, folded.
var months = func() map[string]time.Month {
	m := map[string]time.Month{}
	for i, names := range [12][]string{
		{"jan", "january", "januar", "janner", "janvier", "janv", "enero", "ene", "janeiro", "gennaio", "gen", "januari", "ocak", "oca"},
		{"feb", "february", "februar", "fevrier", "fevr", "febrero", "fevereiro", "fev", "febbraio", "februari", "subat", "sub"},
		{"mar", "march", "marz", "maerz", "mrz", "mars", "marzo", "marco", "maart", "mrt", "mart"},
		{"apr", "april", "avril", "avr", "abril", "abr", "aprile", "nisan", "nis"},
		{"may", "mai", "mayo", "maio", "maggio", "mag", "mei", "mayis"},
		{"jun", "june", "juni", "juin", "junio", "junho", "giugno", "giu", "haziran", "haz"},
		{"jul", "july", "juli", "juillet", "juil", "julio", "julho", "luglio", "lug", "temmuz", "tem"},
		{"aug", "august", "aout", "agosto", "ago", "augustus", "agustos", "agu"},
		{"sep", "sept", "september", "septembre", "septiembre", "setembro", "set", "settembre", "eylul", "eyl"},
		{"oct", "october", "oktober", "okt", "octobre", "octubre", "outubro", "out", "ottobre", "ott", "ekim", "eki"},
		{"nov", "november", "novembre", "noviembre", "novembro", "kasim", "kas"},
		{"dec", "december", "dezember", "dez", "decembre", "diciembre", "dic", "dezembro", "dicembre", "aralik", "ara"},
	} {
		for _, n := range names {
			m[n] = time.Month(i + 1)
		}
	}
	return m
}()

// Words before a date say of what it is. One of the last words before it counts, whole, or
// its beginning where that is long.
var (
	ownDates = newDateWords("date", "datum", "rechnungsdatum", "belegdatum", "angebotsdatum", "auftragsdatum", "bestelldatum", "ausgestellt", "erstellt", "stand", "invoice date", "issued", "issue",
		"fecha", "expedición", "emisión", "data", "emissão", "emissione", "emitida", "tarih", "tarihi", "datumfactuur", "factuurdatum", "offertedatum", "opgemaakt", "émis", "sent", "gesendet", "envoyé", "enviado", "verzonden", "opened", "erfasst",
		"apertura", "ouverture", "made", "日付", "発行日", "請求日", "作成日", "日期", "开票日期", "签订日期", "下单日期", "受付日時", "验收日期", "报告日期", "发放日期")
	otherDates = newDateWords("due", "effective", "hire", "valid", "until", "expires", "expiry", "delivery", "delivered", "start", "starts", "end", "ends", "from", "to", "period", "birth", "born", "dob", "payable", "before", "since", "rev", "your", "service", "order date", "as of", "copyright", "version", "supersedes",
		"fällig", "fälligkeit", "gültig", "bis", "zahlbar", "leistungsdatum", "leistung", "liefertermin", "lieferdatum", "lieferung", "ihr", "ihre", "ihrer", "geb", "geboren", "geburtsdatum", "zeitraum", "eintritt", "beginn", "ab", "seit", "fassung",
		"échéance", "valable", "jusqu", "livraison", "né", "née", "naissance", "votre", "avant", "période", "ancienneté", "entrée", "début", "depuis",
		"vencimiento", "válido", "válida", "hasta", "entrega", "nacimiento", "nacido", "vence", "antigüedad", "inicio", "alta", "desde", "caducidad",
		"vencimento", "até", "nascimento", "validade", "admissão", "início", "scadenza", "valido", "valida", "entro", "consegna", "nato", "nata", "nascita", "vostro", "assunzione", "decorrenza", "dal",
		"vervaldatum", "geldig", "tot", "levering", "leverdatum", "geboortedatum", "uw", "dienst", "ingang", "ingangsdatum", "vade", "geçerli", "kadar", "teslim", "doğum", "giriş", "başlangıç",
		"支払期限", "お支払期限", "期限", "有効期限", "納期", "有效期", "交货", "截止", "出生", "入职", "入社", "生年月日", "至")
)

// A dateWords is a set of folded words.
type dateWords map[string]bool

func newDateWords(list ...string) dateWords {
	set := dateWords{}
	for _, w := range list {
		set[foldedLabel(w)] = true
	}
	return set
}

// in reports whether one of the words stands in text, or two of them joined.
func (d dateWords) in(text []byte) bool {
	var buf [2 * mostPartyLabel]byte
	var last string
	for word := range bytes.FieldsFuncSeq(text, func(r rune) bool {
		return r == ' ' || r == ':' || r == '.' || r == ',' || r == '(' || r == '/' || r == '：'
	}) {
		if len(word) > mostPartyLabel {
			continue
		}
		key := string(buf[:foldLabel(buf[:], word)])
		if d[key] || last != "" && d[last+key] {
			return true
		}
		last = key
	}
	return false
}

// dateIn returns the document's date by the head of its text, as it stands, and whether a word
// says that it is one.
func dateIn(head []byte) (when time.Time, labelled bool) {
	american := isDollar(head)
	var first, last time.Time // the first that no word tells of; the end of a period
	for i := 0; i < len(head); {
		c := head[i]
		if !isDigit(c) && !isAlpha(c) {
			i++
			continue
		}
		if i > 0 && (wordChars[head[i-1]] || head[i-1] == '-' || head[i-1] == '/' || head[i-1] == '.') {
			i++
			continue
		}
		n, t := 0, time.Time{}
		if isDigit(c) {
			n, t = dateOfDigits(head[i:], american)
		} else {
			n, t = monthFirst(head[i:])
		}
		if n == 0 {
			i += max(1, run(head, i, 64, wordChars)-i)
			continue
		}
		if m, end := periodBehind(head[i+n:], american); m > 0 {
			if i += n + m; end.Sub(t) <= 45*24*time.Hour && last.IsZero() {
				last = end
			}
			continue
		}
		before := saidOf(head, i)
		switch {
		case t.IsZero() || otherDates.in(before):
		case ownDates.in(before):
			return t, true
		case first.IsZero() && lineLength(head, i) <= datedLine && !shortYear(head[i:i+n]):
			first = t
		}
		i += n
	}
	if first.IsZero() {
		first = last
	}
	return first, false
}

// shortYear reports whether a date has a year of two digits, as versions do.
func shortYear(date []byte) bool {
	digits := 0
	for i := len(date) - 1; i >= 0 && isDigit(date[i]); i-- {
		digits++
	}
	return digits == 2 && (len(date) < 5 || !isDigit(date[3]))
}

// saidOf returns what stands before a date on its line, in its column.
func saidOf(head []byte, i int) []byte {
	from := max(0, i-datedReach)
	for from > 0 && from < i && head[from]&0xC0 == 0x80 {
		from++
	}
	for _, gap := range dateGaps {
		if at := bytes.LastIndex(head[from:i], gap); at >= 0 {
			from += at + len(gap)
		}
	}
	return head[from:i]
}

// dateGaps end what is said of a date.
var dateGaps = [][]byte{[]byte("\n"), []byte("\t"), []byte("   "), []byte(wideBlank)}

// isDollar reports whether amounts are in dollars that stand alone, "$12" and not "R$ 12", and
// no word says that they are those of another country.
func isDollar(head []byte) bool {
	if otherDollars.begins(head) {
		return false
	}
	for i, c := range head {
		if c == '$' && (i == 0 || !isAlpha(head[i-1])) {
			return true
		}
	}
	return false
}

var otherDollars = foldWords("gst", "abn ", "aud", "cad", "sgd", "nzd", "hkd")

// periodBehind reads the end of a period behind its beginning: "– 30.06.2025", "al 30/09/2024".
func periodBehind(b []byte, american bool) (n int, end time.Time) {
	i := run(b, 0, 2, periodBlanks)
	joined := false
	for _, w := range periodWords {
		if bytes.HasPrefix(b[i:], w) {
			i, joined = i+len(w), true
			break
		}
	}
	if !joined {
		return 0, end
	}
	i += run(b[i:], 0, 2, periodBlanks)
	if i >= len(b) || !isDigit(b[i]) {
		return 0, end
	}
	n, end = dateOfDigits(b[i:], american)
	return lengthIf(n > 0, i+n), end
}

var (
	periodBlanks = chars(" ")
	periodWords  = [][]byte{[]byte("–"), []byte("—"), []byte("-"), []byte("~"), []byte("～"), []byte("至"), []byte("bis"), []byte("to "), []byte("al "), []byte("au "), []byte("a "), []byte("t/m"), []byte("tot")}
)

// lineLength returns how many characters the line has in which i stands.
func lineLength(b []byte, i int) int {
	from := bytes.LastIndexByte(b[:i], '\n') + 1
	to := bytes.IndexByte(b[i:], '\n')
	if to < 0 {
		to = len(b) - i
	}
	return utf8.RuneCount(b[from : i+to])
}

// dateOfDigits reads a date that begins with digits and returns its length: 2024-10-31,
// 31.10.2024, 10/31/2024, 31 October 2024, 2024年10月31日.
func dateOfDigits(b []byte, american bool) (int, time.Time) {
	first, n := number(b, 4)
	if n == 0 || n == 3 || n == len(b) || isDigit(b[n]) {
		return 0, time.Time{}
	}
	rest := b[n:]
	if r, size := utf8.DecodeRune(rest); r == '年' && n == 4 {
		month, m := number(rest[size:], 2)
		rest = rest[size+m:]
		if r, size := utf8.DecodeRune(rest); r == '月' && m > 0 {
			day, d := number(rest[size:], 2)
			return lengthIf(day > 0 && d > 0, len(b)-len(rest)+size+d), day0(first, month, day)
		}
		return 0, time.Time{}
	}
	second, m := number(rest[1:], 2)
	if sep := rest[0]; m > 0 && (sep == '-' || sep == '.' || sep == '/') {
		if len(rest) < m+3 || rest[1+m] != sep {
			return 0, time.Time{}
		}
		third, k := number(rest[2+m:], 4)
		end := n + 2 + m + k
		if k == 0 || end+1 < len(b) && (b[end] == '.' || b[end] == '/' || b[end] == '-') && isDigit(b[end+1]) || end < len(b) && (isDigit(b[end]) || isAlpha(b[end])) && b[end] != 'T' {
			return 0, time.Time{}
		}
		switch {
		case n == 4 && k <= 2:
			return end, day0(first, second, third)
		case k == 4 || k == 2 && sep != '-':
			if k == 2 {
				if third += 2000; third >= 2050 {
					third -= 100
				}
			}
			if second > 12 || american && sep == '/' && first <= 12 {
				first, second = second, first
			}
			return lengthIf(n <= 2, end), day0(third, second, first)
		}
		return 0, time.Time{}
	}
	if n > 2 {
		return 0, time.Time{}
	}
	// A day and the name of its month.
	i := n
	for range 2 {
		for i < len(b) && (b[i] == ' ' || b[i] == '.' || b[i] == '-') {
			i++
		}
		if bytes.HasPrefix(b[i:], []byte("de ")) {
			i += 3
		}
		i += ordinalAt(b[i:])
	}
	month, m := monthName(b[i:])
	if m == 0 {
		return 0, time.Time{}
	}
	for i += m; i < len(b) && (b[i] == ' ' || b[i] == '.' || b[i] == '-' || b[i] == ','); i++ {
	}
	if bytes.HasPrefix(b[i:], []byte("de ")) {
		i += 3
	}
	year, k := number(b[i:], 4)
	return lengthIf(k == 4, i+k), day0(year, int(month), first)
}

// ordinalAt returns the length of what makes a number an ordinal: 1st, 4th, 1er, 1.º.
func ordinalAt(b []byte) int {
	for _, s := range []string{"st ", "nd ", "rd ", "th ", "er ", "day of "} {
		if bytes.HasPrefix(b, []byte(s)) {
			return len(s)
		}
	}
	return 0
}

// monthFirst reads "October 31, 2024".
func monthFirst(b []byte) (int, time.Time) {
	month, i := monthName(b)
	if i == 0 {
		return 0, time.Time{}
	}
	for i < len(b) && (b[i] == ' ' || b[i] == '.') {
		i++
	}
	day, d := number(b[i:], 2)
	if d == 0 {
		return 0, time.Time{}
	}
	i += d
	i += ordinalAt(b[i:])
	for i < len(b) && (b[i] == ' ' || b[i] == ',') {
		i++
	}
	year, k := number(b[i:], 4)
	return lengthIf(k == 4, i+k), day0(year, int(month), day)
}

// monthName reads the name of a month.
func monthName(b []byte) (time.Month, int) {
	n := run(b, 0, 16, word8Chars)
	if n < 3 || isDigit(b[0]) {
		return 0, 0
	}
	var buf [48]byte
	month := months[string(buf[:foldLabel(buf[:], b[:n])])]
	return month, lengthIf(month > 0, n)
}

// number reads up to most digits.
func number(b []byte, most int) (value, n int) {
	for n < len(b) && n < most && isDigit(b[n]) {
		value = value*10 + int(b[n]-'0')
		n++
	}
	return value, n
}

func lengthIf(ok bool, n int) int {
	if !ok {
		return 0
	}
	return n
}

// day0 returns the beginning of a day, the zero time where there is no such day.
func day0(year, month, day int) time.Time {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 1950 || year > 2100 || t.Day() != day || int(t.Month()) != month {
		return time.Time{}
	}
	return t
}
