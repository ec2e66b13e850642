package attribute

import (
	"hash/fnv"

	"github.com/hemostat/hemostat/exposure"
)

// A tie is one thing that a record of a person holds and by which persons are told apart or
// known again: a number, a date of birth, an address, an account.
type tie struct {
	hash uint64 // of the record
	rule uint32 // of a number: what sort it is, see ruleOf; of an account that numbers a row the content, and 1; else 0
	what uint32 // kind and ordinal
}

const tieOrdinalBits = 27

// newTie is what a record in a content says by a mention. Customer 17 of one dump is not customer 17 of
// another: the number of a row is one within one content.
func (w *walker) newTie(hash uint64, it *item) tie {
	t := tie{hash, it.rule, uint32(it.kind)<<tieOrdinalBits | it.ordinal}
	if it.kind == exposure.User && w.m.traits.rows[it.ordinal] {
		t.rule = w.content + 1
	}
	return t
}

func (t tie) key() uint64         { return t.hash }
func (t tie) kind() exposure.Kind { return exposure.Kind(t.what >> tieOrdinalBits) }
func (t tie) ordinal() uint32     { return t.what & (1<<tieOrdinalBits - 1) }

// tied reports whether what is of a kind ties records of one person together. Addresses of
// mail and telephones do too: slots have them.
func tied(kind exposure.Kind) bool {
	switch kind {
	case exposure.Identifier, exposure.Health, exposure.Birth, exposure.Address, exposure.Card, exposure.IBAN, exposure.User:
		return true
	}
	return false
}

// tells reports whether a mention tells persons apart: what ails somebody is many people's, and what stands for nothing anybody's.
func (it *item) tells() bool { return tied(it.kind) && it.rule != diagnosisRule && !it.blank }

// diagnosisRule is the rule of what ails somebody, as ruleOf has it.
var diagnosisRule = ruleOf(&exposure.Mention{Kind: exposure.Health, Rule: "diagnosis-field"})

// firmScore is from which score on a number has shown by its check digit or its inner
// structure that it is one.
const firmScore = 90

// ruleOf is what sort of number a mention is, by its rule; the last bit says whether it is firm.
func ruleOf(mention *exposure.Mention) uint32 {
	if mention.Kind != exposure.Identifier && mention.Kind != exposure.Health {
		return 0
	}
	h := fnv.New32a()
	h.Write([]byte(mention.Rule))
	rule := h.Sum32() &^ 1
	if mention.Score >= firmScore && mention.Rule != "diagnosis-field" {
		rule |= 1
	}
	return rule
}
