package detect

import (
	"errors"
	"fmt"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A numberRule finds a number that somebody issues: by what people call it, in a
// column or in text, and by its own form. Numbers are many and their names few, so
// anchors are the names, and each is looked for once whatever rules share it.
type numberRule struct {
	shapes  []shape
	check   checkFunc // nil: none
	checked why       // what speaks for a number that passes
	alone   int       // score without a name, 0: it is not found without
}

// compileNumber reads what only rules of numbers say.
func (r *Rule) compileNumber() error {
	s := &r.src
	n := &numberRule{alone: s.Alone}
	switch {
	case len(s.Shapes) == 0:
		return errors.New("a number wants shapes")
	case len(s.Names) == 0 && len(s.Anchors) == 0:
		return errors.New("a number wants names or anchors")
	case s.Alone > 0 && s.Check == "":
		return errors.New("a number that is found alone wants a check")
	case s.Charset != "" || s.After != "" || s.Entropy != 0 || len(s.Context) > 0 || s.Tail != "":
		return errors.New("a number has names, shapes and a check, nothing of a token")
	}
	for _, x := range s.Shapes {
		sh, err := newShape(x)
		if err != nil {
			return err
		}
		n.shapes = append(n.shapes, sh)
	}
	if s.Check != "" {
		if n.check = checks[s.Check]; n.check == nil {
			return fmt.Errorf("check %q is not known", s.Check)
		}
	}
	if n.checked = whyShape; n.check != nil {
		n.checked = whyChecked(s.Check)
	}
	r.number, r.hit = n, verifyNumberAnchor
	return nil
}

// at reads a number of the rule at i of text. w says what speaks for it.
// buf is lent.
func (n *numberRule) at(text []byte, i int, buf *[maxNumber]byte) (end int, w why, class exposure.Class) {
	return n.upTo(text, i, -1, buf)
}

// upTo is at for a number that ends at want, wherever if that is -1.
func (n *numberRule) upTo(text []byte, i, want int, buf *[maxNumber]byte) (end int, w why, class exposure.Class) {
	for _, sh := range n.shapes {
		e, body := sh.match(text, i, buf[:0])
		if e < 0 || want >= 0 && e != want || numberGoesOn(text, e) {
			continue
		}
		if n.check != nil && !n.check(text[i:e], body) {
			continue
		}
		w = n.checked
		if invented(body) {
			class, w = exposure.ClassExample, w|whyPlaceholder
		}
		return e, w, class
	}
	return -1, 0, ""
}

// invented reports whether the digits of a number are those that people write
// where they want any: 1234567, 7654321, the same one again and again.
func invented(body []byte) bool {
	var last byte
	same, up, down, digits := 1, 1, 1, 0
	for _, c := range body {
		if !isDigit(c) {
			continue
		}
		digits++
		step := func(n *int, yes bool) {
			if *n++; !yes {
				*n = 1
			}
		}
		step(&same, c == last)
		step(&up, c == last+1 || c == '0' && last == '9')
		step(&down, c+1 == last || c == '9' && last == '0')
		if last = c; max(same, up, down) >= 7 || max(same, up, down) == digits && digits >= 6 {
			return true
		}
	}
	return false
}

// aloneNumbers are the rules of numbers that need no name, by how many digits
// they begin with, and those of VAT numbers by the letters of their country.
type aloneNumbers struct {
	digits  [20][]*Rule
	letters [26][26]*Rule
}

// countries returns the letters that numbers begin with, lower case.
func (a *aloneNumbers) countries() (codes []string) {
	for x := range a.letters {
		for y, r := range a.letters[x] {
			if r != nil {
				codes = append(codes, string([]byte{'a' + byte(x), 'a' + byte(y)}))
			}
		}
	}
	return codes
}

func (a *aloneNumbers) add(r *Rule) {
	for _, sh := range r.number.shapes {
		if len(sh) > 2 && isAlpha(sh[0].c) && isAlpha(sh[1].c) {
			a.letters[sh[0].c-'a'][sh[1].c-'a'] = r
			continue
		}
		least, most := 0, 0 // of the run of digits that it begins with
		for i := 0; i < len(sh) && sh[i].is != '@' && sh[i].is != 0 && most < len(a.digits)-1; i++ {
			if sh[i].is != '~' {
				most++
			}
			if least == i && sh[i].is == '#' {
				least++
			}
		}
		for n := least; n <= most; n++ {
			if !slices.Contains(a.digits[n], r) {
				a.digits[n] = append(a.digits[n], r)
			}
		}
	}
}
