package detect

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A Key is one value in a column by which the rows of one table refer to those of another. It is
// lent. What is in no record is none.
type Key struct {
	Record int64
	Column exposure.KeyColumn
	Lead   bool // no other column of keys comes before it in its row
	Value  []byte
}

// Keys has fn called for each key of the texts that follow, beside what Reset says, in the order of the
// text. Keys are no mentions: numbers of rows that mean nothing by themselves are among
// them. An error ends the stream, as one of a mention does.
func (st *Stream) Keys(fn func(Key) error) { st.keyed.fn = fn }

// keyed is what a stream knows of keys.
type keyed struct {
	fn     func(Key) error
	record int64 // the row of the last column of keys
}

// otherKey is a column of keys of nobody: of orders, of products; keyOfOther is as what they
// are written.
const (
	otherKey   = exposure.KeyColumn(0x7f)
	keyOfOther = exposure.KeyAs(7)
)

// longestKey is how many bytes a key has at most.
const longestKey = 64

// keyWordsAs are the words for keys in the names of columns, folded.
var keyWordsAs = map[string]exposure.KeyAs{
	"id":     exposure.AsID,
	"number": exposure.AsNumber, "nummer": exposure.AsNumber, "numarasi": exposure.AsNumber, "num": exposure.AsNumber, "nr": exposure.AsNumber, "no": exposure.AsNumber,
	"numero": exposure.AsNumber, "numer": exposure.AsNumber, "matricule": exposure.AsNumber, "matricola": exposure.AsNumber, "номер": exposure.AsNumber,
	"编号": exposure.AsNumber, "番号": exposure.AsNumber, "번호": exposure.AsNumber,
	"code": exposure.AsCode, "codigo": exposure.AsCode, "codice": exposure.AsCode, "kod": exposure.AsCode, "kodu": exposure.AsCode, "код": exposure.AsCode,
	"key": exposure.AsKey, "pk": exposure.AsKey, "fk": exposure.AsKey, "schluessel": exposure.AsKey, "schlussel": exposure.AsKey,
	"uid": exposure.AsUID, "uuid": exposure.AsUID, "guid": exposure.AsUID,
}

// keyEndsLongest are those words from the longest on, so that "uid" is not taken for "id".
var keyEndsLongest = byLength(keyWordsAs)

// keyColumn reads the name of a column or key: all of it, so that "manager_employee_no" is no
// number of the employee whom the row is about.
func keyColumn(name string) exposure.KeyColumn {
	if len(name) > maxKeyName {
		return 0
	}
	name = strings.TrimRight(name, afterNames)
	table, key := "", name
	if i := strings.LastIndexAny(name, "./>"); i >= 0 {
		table, key = name[:i], name[i+1:]
		table = strings.Join(nameWords(table[strings.LastIndexAny(table, "./>")+1:]), "")
	}
	words := nameWords(key)
	of, as := keyOfWords(words)
	if as == 0 {
		return 0
	}
	if noun, ok := nounOf[table]; ok && as != keyOfOther && (of == exposure.OfRow || of == exposure.KeyOf(noun+1)) {
		return exposure.KeyColumnOf(exposure.KeyOf(noun+1), as, true)
	}
	switch {
	case of == exposure.OfRow && (len(words) > 1 || as == keyOfOther || !wrappers[table]):
		return otherKey
	case of == exposure.OfContact && as == exposure.AsNumber: // a telephone's
		return 0
	}
	return exposure.KeyColumnOf(of, as, false)
}

// afterNames is what may stand behind a name and is none of it.
const afterNames = "./> :#"

// wrappers are what stands around rows in JSON and XML, and says nothing of them.
var wrappers = map[string]bool{"": true, "data": true, "rows": true, "row": true, "items": true, "item": true, "records": true, "record": true, "results": true, "result": true, "list": true, "value": true, "root": true, "entries": true, "entry": true}

// maxKeyName bounds the names that are read.
const maxKeyName = 256

// keyOfWords returns of whom keys are and as what they are written; of the row where no
// word says whose, and nothing where none is for a key.
func keyOfWords(words []string) (exposure.KeyOf, exposure.KeyAs) {
	joined := strings.Join(words, "")
	if as := keyWordsAs[joined]; as != 0 {
		if noun, ok := nounOf[joined]; ok && joined != "uid" {
			return exposure.KeyOf(noun + 1), as
		}
		return exposure.OfRow, as
	}
	for _, end := range keyEndsLongest {
		rest, ok := strings.CutSuffix(joined, end)
		if !ok {
			continue
		}
		if noun, known := nounOf[rest]; known {
			return exposure.KeyOf(noun + 1), keyWordsAs[end]
		}
	}
	if len(words) < 2 {
		if len(joined) > len("valid") && strings.HasSuffix(joined, "id") { // "orderid"
			return exposure.OfRow, keyOfOther
		}
		return exposure.OfRow, 0
	}
	if as := keyWordsAs[words[0]]; as != 0 { // "id_cliente", "numero de client"
		if noun, known := nounOf[strings.Join(withoutOf(words[1:]), "")]; known {
			return exposure.KeyOf(noun + 1), as
		}
		return exposure.OfRow, as
	}
	return exposure.OfRow, keyWordsAs[words[len(words)-1]]
}

// withoutOf takes the word for "of" off the front.
func withoutOf(words []string) []string {
	switch words[0] {
	case "de", "del", "do", "da", "di", "du", "d":
		return words[1:]
	}
	return words
}

// byLength returns the words, the longest first.
func byLength(of map[string]exposure.KeyAs) []string {
	var list []string
	for word := range of {
		list = append(list, word)
	}
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return list
}

// scanKeys hands on the keys under the marks that begin in [lo,hi).
func (st *Stream) scanKeys(lo, hi int64) error {
	if st.keyed.fn == nil {
		return nil
	}
	list := st.marks.list
	for i := st.marks.first(lo); i < len(list) && list[i].offset < hi; i++ {
		if list[i].key == 0 {
			continue
		}
		end := st.base + int64(len(st.buf))
		if i+1 < len(list) {
			end = list[i+1].offset
		}
		if err := st.key(&list[i], int(list[i].offset-st.base), int(end-st.base)); err != nil {
			return err
		}
	}
	return nil
}

// key hands on the key in a cell. That of a row is one only beside what tells of somebody:
// nothing refers to others.
func (st *Stream) key(k *mark, from, to int) error {
	if k.record == 0 {
		return nil
	}
	lead := st.keyed.record != k.record
	st.keyed.record = k.record
	if k.key == otherKey {
		return nil
	}
	from, to = trimCell(st.buf, from, to)
	if from >= to || to-from > longestKey || st.marks.columns.isHeading(k.column, st.buf[from:to]) {
		return nil
	}
	value := bytes.TrimSuffix(st.buf[from:to], []byte(".0")) // as programs write it that read a number
	if len(value) == 0 || saysNobody(value) || st.e.lists.isNoValue(value) {
		return nil
	}
	if k.key.Of() == exposure.OfRow && !st.rowHolds(k.offset, func(f fieldID, _ []byte) bool { return isPersonal(f) }) {
		return nil
	}
	return st.keyed.fn(Key{Record: k.record, Column: k.key, Lead: lead, Value: value})
}

// saysNobody reports whether a value stands where there is no key: that of guests.
func saysNobody(value []byte) bool { return string(value) == "0" || string(value) == "-1" }
