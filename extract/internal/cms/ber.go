package cms

import "errors"

// errBER is any breach of the encoding rules.
var errBER = errors.New("not in BER")

// maxDepth is how deep values of unstated length may stand in one another.
const maxDepth = 32

// A value is one value in the Basic Encoding Rules (ITU-T X.690), in which lengths
// may be left open up to an end mark.
type value struct {
	tag         byte // class and number; numbers above 30 are not told apart
	constructed bool
	body        []byte
	whole       []byte
}

// Tags (X.690, section 8; X.680, section 8).
const (
	tagOctets      = 0x04
	tagOID         = 0x06
	tagGeneralTime = 0x18
	tagSequence    = 0x10
	tagSet         = 0x11
	tagContext     = 0x80
)

// read reads the value at the beginning of p.
func read(p []byte) (v value, rest []byte, err error) { return readAt(p, 0) }

func readAt(p []byte, depth int) (v value, rest []byte, err error) {
	if len(p) < 2 || depth > maxDepth {
		return v, nil, errBER
	}
	v.tag, v.constructed = p[0]&^0x20, p[0]&0x20 != 0
	n := 1
	if p[0]&0x1f == 0x1f {
		for n < len(p) && p[n]&0x80 != 0 {
			n++
		}
		n++
	}
	if n >= len(p) {
		return v, nil, errBER
	}
	length := int(p[n])
	n++
	switch {
	case length == 0x80:
		return readOpen(v, p, n, depth)
	case length > 0x80:
		size := length & 0x7f
		if size > 4 || n+size > len(p) {
			return v, nil, errBER
		}
		length = 0
		for _, b := range p[n : n+size] {
			length = length<<8 | int(b)
		}
		n += size
	}
	if length > len(p)-n {
		return v, nil, errBER
	}
	v.body, v.whole = p[n:n+length], p[:n+length]
	return v, p[n+length:], nil
}

// readOpen reads a value of unstated length, whose content begins at n.
func readOpen(v value, p []byte, n, depth int) (value, []byte, error) {
	if !v.constructed {
		return v, nil, errBER
	}
	for rest := p[n:]; ; {
		if len(rest) < 2 {
			return v, nil, errBER
		}
		if rest[0] == 0 && rest[1] == 0 {
			end := len(p) - len(rest)
			v.body, v.whole = p[n:end], p[:end+2]
			return v, rest[2:], nil
		}
		_, after, err := readAt(rest, depth+1)
		if err != nil {
			return v, nil, err
		}
		rest = after
	}
}

// children reads what v is made of, most values at most.
func (v value) children(most int) ([]value, error) {
	var all []value
	for rest := v.body; len(rest) > 0; {
		c, after, err := read(rest)
		if err != nil {
			return all, err
		}
		if len(all) == most {
			return all, errBER
		}
		all, rest = append(all, c), after
	}
	return all, nil
}

// octets puts together a string of octets that may stand in pieces.
func (v value) octets(depth int) ([]byte, error) {
	if !v.constructed {
		return v.body, nil
	}
	if depth > maxDepth {
		return nil, errBER
	}
	var all []byte
	for rest := v.body; len(rest) > 0; {
		c, after, err := read(rest)
		if err != nil {
			return nil, err
		}
		piece, err := c.octets(depth + 1)
		if err != nil {
			return nil, err
		}
		all, rest = append(all, piece...), after
	}
	return all, nil
}
