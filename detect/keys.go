package detect

import (
	"bytes"
	"strings"

	"github.com/hemostat/hemostat/internal/roles"
)

// Tables refer to each other by the numbers of their rows: orders.user_id says which row of
// users is meant. Such a number means something beside the name of what it numbers and inside
// one dump or workbook: customer 17 is not employee 17, nor the customer 17 of another dump. So
// the value of a short number says of whom it is ("customer 17"), and is the same on both sides.
//
// What is counted as users are accounts: logins, numbers of customers, and what other tables refer
// to. The number of a row in the table of users is an account where nothing else in the row is
// one; beside a login it is the same account once more, and not found.

// keyNouns are what keys are of, as columns and tables call it, folded. The first of each is
// how values say it.
var keyNouns = roles.People()

// nounOf has the place in keyNouns of each of their words.
var nounOf = func() map[string]fieldID {
	m := map[string]fieldID{}
	for i, words := range keyNouns {
		for _, w := range words {
			m[strings.ReplaceAll(w, " ", "")] = fieldID(i)
		}
	}
	return m
}()

// keyEnds end names of columns that hold keys; behind the first ones stand those that only
// programs use, which are longer than those that people are told.
var (
	programKeys = []string{"id", "key", "uid", "pk", "fk"}
	keyEnds     = append([]string{"number", "nummer", "numarasi", "num", "nr", "no", "code", "matricule", "matricola"}, programKeys...)
)

// The fields of keys: fieldKeys and a noun for a reference that people are told too, then such of
// programs, then the rows themselves.
const (
	keyCount         fieldID = roles.Sorts
	fieldProgramKeys fieldID = fieldKeys + keyCount
	fieldRowKeys     fieldID = fieldProgramKeys + keyCount
	fieldClientKey   fieldID = fieldRowKeys + keyCount // a customer's if it is a number, else what programs sign in by
)

const _ = uint(fieldRules - fieldClientKey - 1) // they have room before what follows

// keyOf returns the field of a column that is known to hold accounts: of keys, if its name says
// that they are numbers.
func keyOf(name string) fieldID {
	words := nameWords(name)
	joined := strings.Join(words, "")
	for _, end := range keyEnds {
		noun, ok := strings.CutSuffix(joined, end)
		if !ok {
			continue
		}
		if noun == "" {
			noun = joined
		}
		of, known := nounOf[noun]
		for i := 1; i < len(words) && !known; i++ { // "billing customer id"
			of, known = nounOf[strings.TrimSuffix(strings.Join(words[i:], ""), end)]
		}
		switch {
		case !known && joined != "uid":
			continue
		case holdsEnd(programKeys, end):
			return fieldProgramKeys + of
		}
		return fieldKeys + of
	}
	return fieldUser
}

func holdsEnd(list []string, end string) bool {
	for _, e := range list {
		if e == end {
			return true
		}
	}
	return false
}

// rowKeyOf returns the field of "users.id", the key of a table of users, and of what is a
// key if it is a number; fieldNone for others.
func rowKeyOf(name string) fieldID {
	i := strings.LastIndexByte(name, '.')
	if words := nameWords(name[i+1:]); len(words) > 1 && words[len(words)-2] == "client" && words[len(words)-1] == "id" || len(words) == 1 && words[0] == "clientid" {
		return fieldClientKey
	}
	if i < 1 {
		return fieldNone
	}
	key := strings.Join(nameWords(name[i+1:]), "")
	of, ok := nounOf[strings.Join(nameWords(name[:i]), "")]
	if !ok || key != "id" && key != "pk" && key != "key" && !holdsEnd(keyNouns[of], strings.TrimSuffix(key, "id")) {
		return fieldNone
	}
	return fieldRowKeys + of
}

// numbersSomebody reports whether a column holds numbers of those whom rows are about, and numbersPeople
// whether these are never firms, as customers and subscribers may be.
func (f fieldID) numbersSomebody() bool {
	if f < fieldKeys || f >= fieldRowKeys+keyCount {
		return false
	}
	noun := keyNouns[(f-fieldKeys)%keyCount][0]
	return noun != "contact" && noun != "account"
}

func (f fieldID) numbersPeople() bool {
	noun := keyNouns[max(f-fieldKeys, 0)%keyCount][0]
	return f.numbersSomebody() && noun != "customer" && noun != "subscriber"
}

// isUser reports whether a column holds accounts.
func (f fieldID) isUser() bool { return f == fieldUser || f >= fieldKeys && f < fieldRules }

// The longest numbers that mean nothing beside what they number: longer ones are known elsewhere
// too, and stay as they are written.
const (
	shortNumber  = 4
	shortProgram = 6
)

// keyCell takes the value of a key.
func (v *view) keyCell(f fieldID) {
	val := bytes.TrimSuffix(v.value(), []byte(".0")) // as programs write it that read a number
	digits := run(val, 0, len(val), digitChars) == len(val)
	noun, most, row := f-fieldKeys, shortNumber, false
	if noun >= keyCount {
		noun, most = noun-keyCount, shortProgram
	}
	if noun >= keyCount {
		noun, row = noun-keyCount, true
	}
	if f == fieldClientKey {
		if noun, row = 1, false; !digits {
			return
		}
	}
	b := &v.st.e.builtin
	if row && v.st.namesAccount(v.base+int64(v.start)) {
		return
	}
	switch own := digits && len(val) <= most; {
	case own && row:
		v.foundOwn(b.userKey, v.start, v.start+len(val), namedKey(noun, val), b.userKey.Score, "", whyField)
	case own:
		score, w := b.userField.Score, whyField
		if len(val) < 3 {
			score, w = score-20, w|whyWeak
		}
		v.foundOwn(b.userField, v.start, v.start+len(val), namedKey(noun, val), score, "", w)
	case row && digits:
		v.found(b.userKey, v.start, v.start+len(val), val, b.userKey.Score, "", whyField)
	case !row:
		v.userCell()
	}
}

// namesAccount reports whether something else in the row of a key is an account.
func (st *Stream) namesAccount(at int64) bool {
	return st.rowHolds(at, func(f fieldID, _ []byte) bool { return f.isUser() && f < fieldRowKeys })
}

func namedKey(noun fieldID, number []byte) []byte {
	return append([]byte(keyNouns[noun][0]+" "), number...)
}
