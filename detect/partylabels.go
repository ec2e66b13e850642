package detect

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/strict"
)

// A partyTable knows the words by which parties of documents are told.
type partyTable struct {
	labels     map[string]partyLabel // folded, without blanks
	pairs      [1 << 16]bool         // the first two letters of labels
	prefixes   []partyPrefix         // what stands before who is addressed, or signs, on the same line
	between    *wordList             // what stands before the sides of a contract
	contacts   *wordList             // what a line of a party begins with that is no name
	begins     [256]bool             // their first bytes
	titles     map[string]bool       // what documents are called
	called     map[string]bool       // words in what they are called
	calledWide [][]byte              // how that ends where no blanks part words
	numbered   map[string]bool       // what their numbers are called, without "number"
	words      map[string]bool       // words that names of organisations have, and of nobody
	joined     [][]byte              // how such words end where they are written together
	posts      map[string]bool       // of what somebody does, and of departments
	postsWide  [][]byte              // their ends in scripts without blanks
	wide       [][]byte              // of scripts without blanks
}

// A partyLabel is what stands before a party.
type partyLabel struct {
	role exposure.Role
	name bool // of who signs: only where somebody does
}

// own reports whether a label stands before one human being among other things: behind a key
// it says a role and begins no block.
func (l partyLabel) own() bool {
	return l.name || l.role == exposure.RoleSignatory || l.role == exposure.RoleEmployee || l.role == exposure.RoleEmployer
}

// Sorts of labels that were met.
const (
	labelIssuer = 1 << iota
	labelRecipient
)

func labelsOf(r exposure.Role) uint8 {
	switch r {
	case exposure.RoleIssuer, exposure.RoleSeller, exposure.RoleEmployer:
		return labelIssuer
	case exposure.RoleRecipient, exposure.RoleBuyer, exposure.RoleEmployee:
		return labelRecipient
	}
	return 0
}

// mostPartyLabel is the longest label, in bytes.
const mostPartyLabel = 48

func newPartyTable(name string, data []byte) (*partyTable, error) {
	var file struct {
		Role []struct {
			Is                    exposure.Role
			Labels, Names, Begins []string
		}
		Contact  struct{ Begins []string }
		Contract struct{ Words []string }
		Title    struct{ Is, Words, Wide, Numbers []string }
		Name     struct{ Words, Wide []string }
		Joined   struct{ Words []string }
		Post     struct{ Words, Wide []string }
	}
	if _, err := strict.Decode(data, name, &file); err != nil {
		return nil, err
	}
	t := &partyTable{labels: map[string]partyLabel{}, titles: map[string]bool{}, numbered: map[string]bool{}, called: map[string]bool{}, words: map[string]bool{}, posts: map[string]bool{}, contacts: foldWords(file.Contact.Begins...), between: foldWords(file.Contract.Words...)}
	for _, r := range file.Role {
		if r.Is.Number() == 0 {
			return nil, fmt.Errorf("%s: %q is no role", name, r.Is)
		}
		for _, l := range r.Labels {
			if err := t.add(l, partyLabel{r.Is, false}); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		for _, l := range r.Names {
			if err := t.add(l, partyLabel{r.Is, true}); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		for _, l := range r.Begins {
			t.prefixes = append(t.prefixes, partyPrefix{foldedString(l), r.Is})
		}
	}
	for _, w := range file.Contact.Begins {
		t.begins[w[0]], t.begins[strings.ToUpper(w)[0]] = true, true
	}
	for _, w := range file.Title.Is {
		t.titles[foldedLabel(w)] = true
	}
	for _, w := range file.Title.Numbers {
		t.numbered[foldedLabel(w)] = true
	}
	for _, w := range file.Title.Words {
		t.called[foldedLabel(w)] = true
	}
	for _, w := range file.Title.Wide {
		t.calledWide = append(t.calledWide, []byte(w))
	}
	for _, w := range file.Name.Words {
		t.words[foldedLabel(w)] = true
	}
	for _, w := range file.Joined.Words {
		t.joined = append(t.joined, []byte(foldedLabel(w)))
	}
	for _, w := range file.Post.Words {
		t.posts[foldedLabel(w)] = true
	}
	for _, w := range file.Post.Wide {
		t.postsWide = append(t.postsWide, []byte(w))
	}
	for _, w := range file.Name.Wide {
		t.wide = append(t.wide, []byte(w))
	}
	return t, nil
}

func (t *partyTable) add(text string, l partyLabel) error {
	key := foldedLabel(text)
	if len(key) < 2 || len(text) > mostPartyLabel {
		return fmt.Errorf("label %q is too short or too long", text)
	}
	if other, ok := t.labels[key]; ok && other != l {
		return fmt.Errorf("label %q is %s and %s", text, other.role, l.role)
	}
	t.labels[key] = l
	t.pairs[pairAt(key, 0)] = true
	return nil
}

// foldedLabel folds a label as labelAt folds text.
func foldedLabel(s string) string {
	var buf [2 * mostPartyLabel]byte
	return string(buf[:foldLabel(buf[:], []byte(s[:min(len(s), mostPartyLabel)]))])
}

// foldLabel writes text to dst in small letters without accents, blanks and marks, and
// returns its length.
func foldLabel(dst, text []byte) int {
	n := foldText(dst, text)
	k := 0
	for _, c := range dst[:n] {
		if isLower(c) || isDigit(c) || c >= 0x80 {
			dst[k] = c
			k++
		}
	}
	return k
}

// wideColon is ':' as Chinese and Japanese write it.
var wideColon = []byte("\xef\xbc\x9a")

// beginsAt reports whether a line begins with a label. Few lines do.
func (t *partyTable) beginsAt(line []byte) bool {
	i := 0
	for i < len(line) && line[i] <= ' ' {
		i++
	}
	if line = line[i:]; len(line) < 2 {
		return false
	}
	if a, b := lower[line[0]], lower[line[1]]; a < 0x80 && b < 0x80 && !t.pairs[uint16(a)|uint16(b)<<8] {
		return false
	}
	end, blanks := 0, 0
	for ; end < len(line) && end <= mostPartyLabel && line[end] != ':' && line[end] != '\t' && blanks < 3; end++ {
		if line[end] == ' ' {
			blanks++
		} else {
			blanks = 0
		}
	}
	if end > mostPartyLabel {
		return bytes.IndexByte(line[:end], wideColon[0]) > 0
	}
	if end < len(line) && line[end] == ':' {
		end++
	}
	_, _, ok := t.labelAt(line[:end-blanks])
	return ok
}

// labelAt returns the label that a cell is or begins with, and where what follows its
// colon begins.
func (t *partyTable) labelAt(cell []byte) (l partyLabel, value int, ok bool) {
	if len(cell) < 2 || cell[0] < 0x80 && cell[1] < 0x80 && isAlpha(cell[1]) && !t.pairs[uint16(lower[cell[0]])|uint16(lower[cell[1]])<<8] {
		return l, 0, false
	}
	end, value := len(cell), len(cell)
	near := cell[:min(len(cell), mostPartyLabel)]
	if i := bytes.IndexByte(near, ':'); i > 0 {
		end, value = i, i+1
	} else if bytes.IndexByte(near, wideColon[0]) > 0 {
		if i := bytes.Index(near, wideColon); i > 0 {
			end, value = i, i+len(wideColon)
		}
	}
	if end < 2 || end > mostPartyLabel {
		return l, 0, false
	}
	var buf [2 * mostPartyLabel]byte
	if n := foldLabel(buf[:], cell[:min(end, 4)]); n >= 2 && !t.pairs[pairAt(asString(buf[:n]), 0)] {
		return l, 0, false
	}
	text := cell[:end]
	for _, open := range [][]byte{[]byte("("), []byte("（")} { // "Auftragnehmer (Lieferant)"
		if i := bytes.Index(text, open); i > 2 {
			text = text[:i]
		}
	}
	n := foldLabel(buf[:], text)
	l, ok = t.labels[string(buf[:n])]
	return l, value, ok
}

// A partyPrefix stands before a name without a colon: "Spett.le", "For and on behalf of".
type partyPrefix struct {
	text string // folded
	role exposure.Role
}

// prefixAt returns where the name begins that follows a prefix.
func (t *partyTable) prefixAt(cell []byte) (role exposure.Role, value int, ok bool) {
	if len(cell) < 6 || len(cell) > 120 {
		return "", 0, false
	}
	var buf [2 * mostPartyLabel]byte
	n := foldText(buf[:], cell[:min(len(cell), mostPartyLabel)])
	for i := range t.prefixes {
		p := &t.prefixes[i]
		if n > len(p.text) && buf[0] == p.text[0] && string(buf[:len(p.text)]) == p.text && buf[len(p.text)] == ' ' {
			if i := bytes.IndexByte(cell[len(p.text):], ' '); i >= 0 { // letters with accents are longer
				return p.role, len(p.text) + i + 1, true
			}
		}
	}
	return "", 0, false
}

// contactAt reports whether a line of a party begins with what tells how to reach it, or
// is a mail address or a link.
func (t *partyTable) contactAt(text []byte) bool {
	i := 0
	for i < len(text) && !word8Chars[text[i]] && text[i] != '+' {
		i++
	}
	if i == len(text) {
		return false
	}
	if t.begins[text[i]] && t.contacts.at(text, i) {
		return true
	}
	if text[i] == '+' && i+2 < len(text) && isDigit(text[i+1]) {
		return true
	}
	return bytes.IndexByte(text, '@') > 0 && bytes.IndexByte(text, ' ') < 0 || bytes.HasPrefix(text[i:], []byte("www.")) || bytes.HasPrefix(text[i:], []byte("http"))
}
