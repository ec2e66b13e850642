package extract

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A dialect is how a table is written.
type dialect struct {
	delim   byte
	columns int // that most rows have
	share   int // of rows that have them, in per cent
	rows    int // seen
	titles  int // narrower rows above the row of names, without which it were no table
	header  int // index of the row of names; -1 where there is none
	names   []string
	turned  [][]string // its rows, where each of its columns is a record
}

// sampleRows is how many rows decide on a dialect.
const sampleRows = 400

// delimiters are what may stand between cells, the less ambiguous first: a
// comma may be a decimal comma in a table that semicolons divide.
const delimiters = "\t;|,:"

// maxTurned is how many cells a table has at most whose columns are records.
const maxTurned = 20_000

// headsTable reports whether a row in the middle of a sheet names columns: two of its cells or
// more are names that are known, and so is every other one.
func headsTable(row []string) bool {
	known, filled := 0, 0
	for _, cell := range row {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if filled++; sortOf(cell) != sortWord || len(cell) > 64 {
			return false
		}
		if knownColumn(cell) {
			known++
		}
	}
	return known > 1 && known*2 >= filled
}

// tableOf finds the dialect of a text sample, nil where it is no table.
func tableOf(text []byte, whole bool) *dialect {
	var best *dialect
	var sample string // text, of which all cells are parts
	var all tableWidths
	all.count(text, whole)
	for i := range all {
		d := all[i].dialect(delimiters[i])
		if d == nil || best != nil && d.share <= best.share+3 {
			continue
		}
		if sample == "" {
			sample = string(text)
		}
		cells := all[i].cells
		rows := sync.OnceValue(func() [][]string { return sampleTable(sample, whole, d.delim, cells) })
		d.findHeader(sample, rows)
		if whole && d.columns*d.rows <= maxTurned && isTurned(rows()) {
			d.turned = rows()
		}
		if d.turned != nil || d.plausible(rows) {
			best = d
		}
	}
	if best == nil && !whole {
		best = wideTable(text)
	}
	return best
}

// plausible tells a table from prose, code and logs.
func (d *dialect) plausible(rows func() [][]string) bool {
	if d.titles > 0 && (d.header < 0 || !headsTable(d.names)) {
		return false
	}
	if d.delim != ':' && d.columns > 2 {
		return true
	}
	filled, addresses, full := 0, 0, 0
	for _, row := range rows() {
		if len(row) != d.columns {
			continue
		}
		full++
		if strings.TrimSpace(row[len(row)-1]) != "" {
			filled++
		}
		if strings.IndexByte(row[0], '@') > 0 {
			addresses++
		}
	}
	switch {
	case d.delim == ':':
		return d.columns <= 4 && addresses*10 >= full*9
	case filled == 0:
		return false
	case d.header < 0:
		return d.share == 100 && d.rows >= 3 && (d.delim != ',' || shortRows(rows()))
	}
	return true
}

// shortRows reports whether no row is as long as a line of prose.
func shortRows(rows [][]string) bool {
	for _, row := range rows {
		n := 0
		for _, cell := range row {
			n += len(cell)
		}
		if n > 120 {
			return false
		}
	}
	return true
}

// findHeader looks for the row of names: the first row of full width that is no title, if its
// cells are what names look like and either one of them is a known one or the
// rows below hold another sort of value.
func (d *dialect) findHeader(sample string, rows func() [][]string) {
	var row []string
	var open int
	at := 0 // of row among those that are not blank
	for {
		if sample == "" {
			return // all rows of full width are titles
		}
		var n int
		row, n, _ = sampleRow(row[:0], sample, d.delim, &open)
		if len(row) == d.columns && (at >= maxTitles || d.columns == 2 || filledCells(row) > 1) {
			break
		}
		if sample = sample[n:]; !isBlank(row) {
			at++
		}
	}
	if d.columns == maxCells {
		row, _, _, _ = wideRow(sample, d.delim)
	}
	if d.isHeader(row, func() [][]string { return rows()[at+1:] }) {
		d.header, d.names = at, row
	}
}

// leastKnown is how many known names a row has whose names stand there twice.
const leastKnown = 2

func (d *dialect) isHeader(row []string, below func() [][]string) bool {
	seen := make(map[string]bool)
	known, named, again := 0, 0, 0
	counted := sync.OnceValue(func() map[string]int { return countedNames(row) })
	for _, cell := range row {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		if len(cell) > 64 || sortOf(cell) != sortWord && counted()[withoutNumber(cell)] < leastCounted {
			return false
		}
		if seen[cell] {
			again++
		}
		seen[cell] = true
		named++
		if knownHeader(cell) {
			known++
		}
	}
	switch {
	case named*2 <= len(row):
		return false
	case again > 0 && (known < leastKnown || again*2 > named): // trackers name each of several comments alike
		return false
	case known > 0:
		return true
	}
	rows := below()
	for col := range row {
		other, n := 0, 0
		for _, r := range rows {
			if len(r) != len(row) || strings.TrimSpace(r[col]) == "" {
				continue
			}
			n++
			if sortOf(r[col]) != sortWord {
				other++
			}
		}
		if n > 0 && other*10 >= n*8 {
			return true
		}
	}
	return false
}

// The sorts of a cell.
const (
	sortWord = iota
	sortNumber
	sortAddress
)

// sortOf tells words from numbers, dates and addresses.
func sortOf(cell string) int {
	cell = strings.TrimSpace(cell)
	if strings.IndexByte(cell, '@') >= 0 || strings.Contains(cell, "://") {
		return sortAddress
	}
	digits, letters := 0, 0
	for _, r := range cell {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		}
	}
	if digits > letters {
		return sortNumber
	}
	return sortWord
}

// headerWords are words that a column's name holds, in several languages.
const headerWords = " id name first last firstname lastname surname given family vorname nachname nom prenom prénom nombre apellido apellidos " +
	"email e-mail mail adresse address addr street strasse straße city ort ville zip plz postcode postal country land pays state region " +
	"phone telephone telefon tel téléphone telefono teléfono mobile handy fax company firma organisation organization org société empresa customer kunde client cliente " +
	"account konto user username login password passwd pwd passwort secret key token role title position department date datum created updated time timestamp " +
	"amount betrag price preis total currency quantity qty product sku order invoice number no nr status type description comment notes note url domain website ip host " +
	"iban bic card birthdate birthday dob geburtsdatum gender sex project value code category "

// columnWords are more of them, for where a heading is not to be expected: at the side, and
// behind a blank row.
const columnWords = headerWords + "forename birth geburt naissance nacimiento nascimento nascita geboortedatum doğum urodzenia narození födelsedatum рождения 生年月日 gender postleitzahl wohnort strasse nachname nazwisko imię imie " +
	"correo electrónico dirección direccion ciudad país pais código fecha sobrenome endereço endereco cidade cep nome cognome indirizzo città citta cap nazione azienda posta elettronica courriel rue voornaam achternaam straat woonplaats telefoonnummer e-mailadres " +
	"bedrijf ad soyad adı soyadı adres şehir ülke şirket posta e-posta kodu doğum ulica miejscowość kraj kod pocztowy förnamn efternamn e-post gatuadress postnummer postort företag fornavn etternavn etunimi sukunimi jméno příjmení ulice psč město stát společnost datum " +
	"имя фамилия почта телефон улица индекс город страна организация дата адрес компания отчество 氏名 名 姓 名前 電話 電話番号 住所 番地 郵便番号 市区町村 国 会社名 メールアドレス 姓名 电话 手机 地址 邮编 城市 公司 出生日期 이름 성명 전화 주소 회사 ssn passport identifier employer organization signature account gesendet betreff "

// knownColumn reports whether a cell holds a word that names a column, of more languages.
func knownColumn(cell string) bool { return holdsWord(cell, columnWords) }

// knownHeader reports whether a cell holds a word that names a column.
func knownHeader(cell string) bool { return holdsWord(cell, headerWords) }

func holdsWord(cell, list string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(splitCamel(cell)), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '-'
	}) {
		if (utf8.RuneCountInString(word) > 1 || word[0] >= 0xE3) && strings.Contains(list, " "+word+" ") {
			return true
		}
	}
	return false
}

// splitCamel puts a space before each capital that follows a small letter.
func splitCamel(s string) string {
	var b strings.Builder
	small := false
	for _, r := range s {
		if small && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		b.WriteRune(r)
	}
	return b.String()
}
