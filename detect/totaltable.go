package detect

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/internal/strict"
)

// A totalRank orders what a document may say of what it comes to: the higher is nearer to what is
// paid in the end.
type totalRank uint8

const (
	rankNone  totalRank = iota
	rankPrice           // what the one thing in it costs
	rankNet             // without taxes
	rankTotal
	rankGross // with everything
	rankDue   // what is to be paid, or is paid back
	rankTax   // no total: what taxes are called, see totalReader.taxed
)

var rankNames = map[string]totalRank{"price": rankPrice, "net": rankNet, "total": rankTotal, "gross": rankGross, "due": rankDue}

// A totalLabel is what stands beside a total.
type totalLabel struct {
	text string // folded
	said string // as the rules write it
	rank totalRank
}

// A totalTable knows the words by which totals are told, and the signs of currencies.
type totalTable struct {
	labels     [labelKeys][]*totalLabel // by labelKey, the longest first
	has        [labelKeys]bool          // a label
	between    map[string]totalRank     // folded words between label and amount, and what they make of it
	wide       []wideWord               // those of scripts without blanks
	before     map[string]bool          // folded words before a label that is not this document's
	beforeWide [][]byte                 // those of scripts without blanks
	each       *wordList                // behind an amount that comes again
	signs      map[byte][]currencySign
	signed     [256]bool // what a sign begins with
	codes      []string  // of ISO 4217
	yuan       uint64    // that of China
	dollars    uint64    // those in codes that write a dollar's sign alone at home, but that of the United States
}

// A wideWord stands between label and amount where no blanks part words.
type wideWord struct {
	text string
	rank totalRank
}

// A currencySign is how a text says a currency.
type currencySign struct {
	text string
	code uint8 // in codes
}

func newTotalTable(name string, data []byte) (*totalTable, error) {
	var file struct {
		Total []struct {
			Is     string
			Labels []string
		}
		Between  struct{ Words, Gross, Net, Tax []string }
		Before   struct{ Words []string }
		Each     struct{ Words []string }
		Currency []struct {
			Code   string
			Dollar bool
			Signs  []string
		}
	}
	if _, err := strict.Decode(data, name, &file); err != nil {
		return nil, err
	}
	t := &totalTable{between: map[string]totalRank{}, before: map[string]bool{}, each: foldWords(file.Each.Words...), signs: map[byte][]currencySign{}}
	seen := map[string]totalRank{}
	for _, kind := range file.Total {
		rank := rankNames[kind.Is]
		if rank == rankNone {
			return nil, fmt.Errorf("%s: no total is %q", name, kind.Is)
		}
		for _, said := range kind.Labels {
			if err := t.add(said, rank, seen); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	for _, list := range t.labels {
		slices.SortFunc(list, func(a, b *totalLabel) int {
			return cmp.Or(cmp.Compare(len(b.text), len(a.text)), strings.Compare(a.text, b.text))
		})
	}
	t.addBetween(file.Between.Words, rankNone)
	t.addBetween(file.Between.Gross, rankGross)
	t.addBetween(file.Between.Net, rankNet)
	t.addBetween(file.Between.Tax, rankTax)
	for _, w := range file.Before.Words {
		if w[0] >= 0xE3 {
			t.beforeWide = append(t.beforeWide, []byte(w))
		}
		t.before[foldedLabel(w)] = true
	}
	slices.SortStableFunc(t.wide, func(a, b wideWord) int { return len(b.text) - len(a.text) })
	if len(file.Currency) > 64 {
		return nil, fmt.Errorf("%s: more than 64 currencies", name)
	}
	for _, c := range file.Currency {
		for _, sign := range c.Signs {
			t.signed[sign[0]] = true
			t.signs[sign[0]] = append(t.signs[sign[0]], currencySign{sign, uint8(len(t.codes))})
		}
		if c.Dollar {
			t.dollars |= 1 << len(t.codes)
		}
		if c.Code == "CNY" {
			t.yuan = 1 << len(t.codes)
		}
		t.codes = append(t.codes, c.Code)
	}
	for _, list := range t.signs {
		slices.SortStableFunc(list, func(a, b currencySign) int { return len(b.text) - len(a.text) })
	}
	return t, nil
}

func (t *totalTable) add(said string, rank totalRank, seen map[string]totalRank) error {
	text := foldedString(said)
	if other, ok := seen[text]; ok {
		if other != rank {
			return fmt.Errorf("label %q is of two sorts", said)
		}
		return nil // of two languages
	}
	seen[text] = rank
	if len(text) < 3 {
		return fmt.Errorf("label %q is too short", said)
	}
	key := labelKey(text[0], text[1], text[2])
	t.has[key] = true
	t.labels[key] = append(t.labels[key], &totalLabel{text, said, rank})
	return nil
}

func (t *totalTable) addBetween(words []string, rank totalRank) {
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); r >= 0x2E80 {
			t.wide = append(t.wide, wideWord{w, rank})
			continue
		}
		t.between[foldedLabel(w)] = rank
	}
}

// Labels are looked up by a hash of their first three bytes.
const labelKeys = 1 << 12

func labelKey(a, b, c byte) int { return (int(a)*1021 + int(b)*61 + int(c)) & (labelKeys - 1) }

// keyAt returns the labelKey of what stands at i, which has three bytes.
func keyAt(line []byte, i int) int {
	a, b, c := line[i], line[i+1], line[i+2]
	if a < 0x80 && b < 0x80 && c < 0x80 {
		return labelKey(lower[a], lower[b], lower[c])
	}
	var buf [16]byte
	if foldText(buf[:], line[i:min(len(line), i+12)]) < 3 {
		return 0
	}
	return labelKey(buf[0], buf[1], buf[2])
}

// labelAt returns the longest label that stands at i of a line behind no letter, and its end.
func (t *totalTable) labelAt(line []byte, i int) (l *totalLabel, end int) {
	if i+2 >= len(line) || i > 0 && line[i] < 0x80 && alnumChars[line[i-1]] {
		return nil, 0
	}
	key := keyAt(line, i)
	if !t.has[key] {
		return nil, 0
	}
	list := t.labels[key]
	inWord := letterBefore(line, i)
	if inWord && (line[i] < 0xE3 || t.otherWide(line[:i])) {
		return nil, 0
	}
	for _, l := range list {
		if inWord && len(l.text) < longWide {
			break // shorter ones follow
		}
		if end := foldedTo(line, i, l.text); end > 0 && (end == len(line) || !letterAt(line, end) || l.text[len(l.text)-1] >= 0x80) {
			return l, end
		}
	}
	return nil, 0
}

// longWide is the length from which a label may end a word of a script without blanks: four
// characters.
const longWide = 12

// otherWide reports whether a text ends in a word of such a script that says that a label is of
// something else.
func (t *totalTable) otherWide(before []byte) bool {
	for _, w := range t.beforeWide {
		if bytes.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

// foldedTo returns where folded text ends that stands at i, 0 where it does not.
func foldedTo(text []byte, i int, folded string) int {
	var buf [4]byte
	for j := 0; j < len(folded); {
		if i >= len(text) {
			return 0
		}
		if c := text[i]; c < 0x80 {
			if lower[c] != folded[j] {
				return 0
			}
			i, j = i+1, j+1
			continue
		}
		_, size := utf8.DecodeRune(text[i:])
		n := foldText(buf[:], text[i:i+size])
		if n > len(folded)-j || string(buf[:n]) != folded[j:j+n] {
			return 0
		}
		i, j = i+size, j+n
	}
	return i
}

// letterBefore reports whether a letter or digit stands directly before i, of the same sort of
// script as what stands there.
func letterBefore(line []byte, i int) bool {
	if i == 0 {
		return false
	}
	r, _ := utf8.DecodeLastRune(line[:i])
	return unicode.IsLetter(r) || r >= '0' && r <= '9' && line[i] < 0x80
}

// letterAt reports whether a letter stands at i.
func letterAt(line []byte, i int) bool {
	r, _ := utf8.DecodeRune(line[i:])
	return unicode.IsLetter(r)
}
