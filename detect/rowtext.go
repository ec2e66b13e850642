package detect

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// A row or object may hold a text: a note about whom it is about, a message that somebody wrote. Whom it names
// need not be whom the row is about, so each text has a record of its own (exposure.TextRecord), which attribution
// takes back into the row where it names nobody else. Texts stand under names for such, and under others of
// which nothing is known where their value is a sentence.

// A textEntry says by what names columns and keys hold texts.
type textEntry struct{ Notes, Spoken []string }

func (t *fieldTable) addTexts(e textEntry) {
	t.texts = map[string]exposure.TextSort{}
	for name := range joinedSet(e.Notes) {
		t.texts[name] = exposure.Note
	}
	for name := range joinedSet(e.Spoken) {
		t.texts[name] = exposure.Speech
	}
}

// textUnder returns what a raw name says of texts under it, by all of its words or the last.
func (t *fieldTable) textUnder(name string) exposure.TextSort {
	if len(name) > 256 {
		return exposure.NoText
	}
	words := nameWords(name)
	if holds := t.texts[strings.Join(words, "")]; holds != exposure.NoText || len(words) == 0 {
		return holds
	}
	return t.texts[words[len(words)-1]]
}

// A textID is 0 for what is no text, else one more than its number and sort.
type textID uint8

func textOf(n int, sort exposure.TextSort) textID {
	return textID(1 + n%exposure.TextsOfRow + int(sort)*exposure.TextsOfRow)
}

// rowTexts are what a stream knows of the texts in rows.
type rowTexts struct {
	next int64 // marks before it were looked at
	n    int   // texts so far
	form formParts
}

const (
	// textAhead is how far before a window values are looked at, in bytes: further than from a word to what it names.
	textAhead = 2 << 10
	// textHead is how much of a value is looked at.
	textHead = 512
)

// scanTexts looks which of the values are texts that begin before hi and a little further.
func (st *Stream) scanTexts(hi int) {
	list, until := st.marks.list, st.base+int64(hi)+textAhead
	for i := st.marks.first(st.texts.next); i < len(list) && list[i].offset < until; i++ {
		k := &list[i]
		if k.record == 0 || st.seg.Part == exposure.PartHeader {
			continue
		}
		inForm := st.inForm(k)
		if !inForm && !k.mayBeText() {
			continue
		}
		value := st.valueHead(i, textHead)
		if len(value) == 0 {
			continue
		}
		if inForm {
			st.formLine(k, value)
		}
		if k.mayBeText() {
			st.nameText(i, value)
		}
	}
	st.texts.next = max(st.texts.next, until)
}

// valueHead returns the value under a mark, cut at most bytes, without blanks around it.
func (st *Stream) valueHead(i int, most int64) []byte {
	list := st.marks.list
	end := min(list[i].offset+most, st.base+int64(len(st.buf)))
	if i+1 < len(list) {
		end = min(end, list[i+1].offset)
	}
	return bytes.TrimSpace(st.buf[list[i].offset-st.base : end-st.base])
}

// nameText numbers the value of the i-th mark if it is a text.
func (st *Stream) nameText(i int, value []byte) {
	k := &st.marks.list[i]
	if (k.holds == exposure.NoText || k.field != fieldNone) && !isSentence(value) && !namesWithAddress(value) {
		return
	}
	sort := max(k.holds, exposure.Note)
	if sort == exposure.Note && st.mayTellOfOthers(i) {
		sort = exposure.Speech
	}
	k.text = textOf(st.texts.n, sort)
	st.texts.n++
}

// textRecord returns the record of a text, and else that which is given.
func (k *mark) textRecord(record int64) int64 {
	if k.text == 0 || record == 0 {
		return record
	}
	n := int(k.text - 1)
	return exposure.TextRecord(k.record, n%exposure.TextsOfRow, exposure.TextSort(n/exposure.TextsOfRow))
}

// ofMachine reports whether what a rule finds says what a credential opens or how: that of a row is told by
// its columns and its texts together.
func (r *Rule) ofMachine() bool {
	switch r.Kind {
	case exposure.Secret, exposure.User, exposure.Host, exposure.IP:
		return true
	}
	return false
}

// mayBeText reports whether the value of a mark may be a text that is not known as one.
func (k *mark) mayBeText() bool { return k.text == 0 && k.mail == fieldNone && k.field.mayBeText() }

// mayBeText reports whether values of a field may be texts: where nothing is known of its name, or where what it is for
// is nobody's.
func (f fieldID) mayBeText() bool {
	return f == fieldNone || f == fieldSubject || f == fieldReference || f == fieldProject || f == fieldDate
}

// namesWithAddress reports whether an address stands beside words in a value, as whose it is does.
func namesWithAddress(value []byte) bool {
	if bytes.IndexByte(value, '@') < 0 {
		return false
	}
	for word := range bytes.FieldsSeq(value) {
		if bytes.IndexByte(word, '@') < 0 && len(bytes.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })) > 1 {
			return true
		}
	}
	return false
}

// isSentence reports whether a value has words beside names, numbers and addresses: one in small letters, or
// many. "Anna von Quell" has none.
func isSentence(value []byte) bool {
	if !hasWords(value) {
		return false
	}
	words, plain, wide := 0, 0, 0
	for word := range bytes.FieldsSeq(value) {
		if bytes.ContainsAny(word, "@/_\\=0123456789") {
			continue
		}
		word = bytes.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
		letters := utf8.RuneCount(word)
		switch r, _ := utf8.DecodeRune(word); {
		case letters < 2:
		case unicode.Is(unicode.Lo, r):
			wide += letters
		case unicode.IsLower(r) && !besideNames[string(word)]:
			plain++
			fallthrough
		default:
			words++
		}
	}
	return plain > 0 && words+plain > 2 || words >= mostNameWords || wide >= leastWide
}

// hasWords reports whether a value may be more than one word: most cells are not.
func hasWords(value []byte) bool {
	for _, c := range value {
		if c <= ' ' || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

const (
	mostNameWords = 6  // that no name has, nor a company mostly
	leastWide     = 12 // letters of scripts without capitals
)

// besideNames are words in small letters that stand in names.
var besideNames = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields("von van der den de del della la le les da do dos das di du des ter ten te zu zum zur und and et of the bin ibn al el av af og och") {
		set[w] = true
	}
	return set
}()
