package detect

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// A form is a token piece by piece: literals and runs of characters, as a rule
// file writes "{digits 10-13}-{alnum 24}".
type form []piece

// A piece is a literal, or min to max bytes of a set.
type piece struct {
	lit      []byte
	set      *charset
	min, max int
}

func parseForm(s string) (form, error) {
	var f form
	for s != "" {
		lit, rest, ok := strings.Cut(s, "{")
		if lit != "" {
			f = append(f, piece{lit: []byte(lit)})
		}
		if !ok {
			break
		}
		inner, after, ok := strings.Cut(rest, "}")
		if !ok {
			return nil, fmt.Errorf("form %q: a '}' is missing", s)
		}
		p, err := parsePiece(inner)
		if err != nil {
			return nil, fmt.Errorf("form %q: %w", s, err)
		}
		f, s = append(f, p), after
	}
	if f.longest() < 1 || f.longest() > maxMatch {
		return nil, fmt.Errorf("form: takes %d bytes, want 1 to %d", f.longest(), maxMatch)
	}
	return f, nil
}

// parsePiece reads "alnum 24" or "digits 10-13".
func parsePiece(s string) (p piece, err error) {
	name, length, _ := strings.Cut(s, " ")
	if p.set = charsets[name]; p.set == nil {
		return p, fmt.Errorf("charset %q is not known", name)
	}
	least, most, ok := strings.Cut(length, "-")
	if !ok {
		most = least
	}
	if p.min, err = strconv.Atoi(least); err == nil {
		p.max, err = strconv.Atoi(most)
	}
	if err != nil || p.min < 0 || p.max < max(1, p.min) {
		return p, fmt.Errorf("length %q: want N or N-M", length)
	}
	return p, nil
}

func (f form) longest() (n int) {
	for i := range f {
		n += len(f[i].lit) + f[i].max
	}
	return n
}

// end returns the end of the form at i, or -1, and where its last run of
// characters begins and ends. Each run takes what it can.
func (f form) end(text []byte, i int) (end, from, to int) {
	for k := range f {
		p := &f[k]
		if p.set == nil {
			if !bytes.HasPrefix(text[i:], p.lit) {
				return -1, 0, 0
			}
			i += len(p.lit)
			continue
		}
		end := run(text, i, p.max, p.set)
		if end-i < p.min {
			return -1, 0, 0
		}
		from, to, i = i, end, end
	}
	return i, from, to
}

// start returns the start of a piece that ends at i, or -1.
func (p *piece) start(text []byte, i int) int {
	start := runBack(text, i, p.max+1, p.set)
	if n := i - start; n < p.min || n > p.max {
		return -1
	}
	return start
}
