// Package language tells the language of a text by its letters and by words that its texts have:
// cheaply, from the first [Looked] bytes, and with no answer where little speaks for one.
//
// It is no model of languages. lingua-go knows more and takes 60 MB; whatlanggo, of trigrams,
// has had no release since 2019. Both say something of any text; here code, tables of numbers and
// logs are of no language.
package language

import (
	"unicode/utf8"

	"github.com/hemostat/hemostat/exposure"
)

// Looked is how many bytes of a text are looked at.
const Looked = 4 << 10

// What speaks for a language at least.
const (
	leastPoints = 40  // of its words and letters
	leastWords  = 3   // different ones
	leastLead   = 106 // points, in per cent of those of the next language
	leastMore   = 10  // and points more than it
	beside      = 50  // points in per cent of those of English from which it stands beside another language
	mostTimes   = 2   // that a word counts
	sparse      = 2   // words of the text a point stands for at most
	sparseIn    = 14  // words of the text one known word stands for at most, in English: it lends
	// code and tables their words
	code      = 3 // words of the text for one mark of code, from which it is nothing else
	marked    = 5 // …or code…
	markedIn  = 8 // …in English…
	leastCode = 4 // …where not one of so many words is known
)

// A Teller takes the text of a document in pieces. The zero value is ready; it keeps no text but
// the word that a piece breaks off in.
type Teller struct {
	looked  int
	words   int                // of Latin letters
	marks   int                // of code
	known   [languages]uint16  // different words of each language that were met
	times   [mostWords]uint8   // by word
	points  [languages]int32   // what speaks for each
	scripts [scripts]int32     // letters of each
	wide    [wideLetters]int32 // letters that tell languages of one script apart
	word    [longestWord]byte  // without accents, small
	length  int                // of the word, beyond longestWord where it is longer
}

// Reset forgets a text.
func (t *Teller) Reset() { *t = Teller{} }

// Segment takes a piece of a segment, of what belongs to the document's own text: headers are in
// the language of programs, and quoted history in that of another.
func (t *Teller) Segment(s *exposure.Segment) {
	switch s.Part {
	case "", exposure.PartBody, exposure.PartSignature, exposure.PartTable, exposure.PartNotes, exposure.PartImage:
		if s.Offset == 0 {
			t.Break()
		}
		t.Write(s.Text)
	}
}

// Write takes the next piece. What comes behind the first [Looked] bytes is not looked at.
func (t *Teller) Write(text []byte) {
	if t.looked >= Looked || len(text) == 0 {
		return
	}
	text = text[:min(len(text), Looked-t.looked)]
	t.looked += len(text)
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch class := ascii[c]; {
			case class != 0:
				t.letter(class)
			case t.length > 0:
				t.end(c)
				fallthrough
			default:
				if codeMarks[c] {
					t.marks++
				}
			}
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		i += size
		t.rune(r)
	}
}

// Break ends a word: a piece of another part follows.
func (t *Teller) Break() {
	if t.length > 0 {
		t.end(' ')
	}
}

func (t *Teller) letter(c byte) {
	if t.length < longestWord {
		t.word[t.length] = c
	}
	t.length++
}

// end looks the word up that ends before a character.
func (t *Teller) end(behind byte) {
	n := t.length
	t.length = 0
	t.scripts[latin] += int32(n)
	if behind == '(' || behind == '_' {
		t.marks++
	}
	if behind == '_' || behind == '=' || behind == '(' || n > longestWord-1 {
		return // a name in a program
	}
	t.words++
	if behind == '\'' {
		t.word[n] = '\''
		n++
	}
	e, at := lexicon().find(t.word[:n])
	if e == nil || t.times[at] == mostTimes {
		return
	}
	t.times[at]++
	for set := e.languages; set != 0; set &= set - 1 {
		l := lowest(set)
		t.points[l] += int32(e.points)
		if t.times[at] == 1 {
			t.known[l]++
		}
	}
}

// rune takes a character beyond ASCII.
func (t *Teller) rune(r rune) {
	switch {
	case r < 0x250:
		t.latinLetter(r)
		return
	case r == '’':
		if t.length > 0 {
			t.end('\'')
		}
		return
	}
	if t.length > 0 {
		t.end(' ')
	}
	if r < 0x370 {
		return
	}
	s := scriptOf(r)
	t.scripts[s]++
	if w := wideOf(r); w > 0 {
		t.wide[w]++
	}
}

// latinLetter takes a letter with a mark: what it stands for, and for whom it speaks.
func (t *Teller) latinLetter(r rune) {
	if r < 0xC0 || r == '×' || r == '÷' {
		if t.length > 0 {
			t.end(' ')
		}
		for set := marks[r]; set != 0; set &= set - 1 {
			t.points[lowest(set)] += markPoints
		}
		return
	}
	if r > 0x17F {
		t.letter('?')
		return
	}
	for set := marks[r]; set != 0; set &= set - 1 {
		t.points[lowest(set)] += markPoints
	}
	base := bases[r-0xC0]
	t.letter(base)
	switch r {
	case 'ß':
		t.letter('s')
	case 'œ', 'Œ', 'æ', 'Æ':
		t.letter('e')
	}
}

// Language returns the language's code of ISO 639-1, "" where none is told. It ends the text.
func (t *Teller) Language() string {
	t.Break()
	if l := t.otherScript(); l != "" {
		return l
	}
	best, next := 0, 0
	for l := range t.points {
		switch p := t.points[l]; {
		case p > t.points[best]:
			best, next = l, best
		case l != best && (next == best || p > t.points[next]):
			next = l
		}
	}
	if best == english && best != next && t.points[next]*100 >= t.points[best]*beside && t.known[next] > leastWords {
		best, next = next, best // as in passports
		return codes[best]
	}
	p, known := int(t.points[best]), int(t.known[best])
	switch {
	case known < leastWords, p < leastPoints, p*sparse < t.words, t.marks*code > t.words:
		return ""
	case best != next && (p*100 < int(t.points[next])*leastLead || p-int(t.points[next]) < leastMore):
		return ""
	case t.marks*marked > t.words && known*leastCode < t.words:
		return ""
	case best == english && (known*sparseIn < t.words || t.marks*markedIn > t.words && known*leastCode < t.words):
		return ""
	}
	return codes[best]
}
