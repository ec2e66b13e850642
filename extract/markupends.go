package extract

// tagEnds are the places of a block of text at which a tag begins that ends. They
// are looked for once a tag was met that does not end: a text can be full of
// those, and to try each of them would take a longest tag each time.
type tagEnds struct {
	from  int64  // offset of the block
	whole []bool // for each byte of the block
}

// tagBlock is how many bytes a block has: what is left of the shortest window
// beside a longest tag.
const tagBlock = MaxPiece - longestTag

// lacks reports whether it is known that a tag at the offset does not end.
func (e *tagEnds) lacks(at int64) bool {
	i := at - e.from
	return i < int64(len(e.whole)) && !e.whole[i]
}

// find looks at the block that the window p begins with, which stands at the
// offset. It goes backwards, and knows for each state that [markup.attributes]
// can be in where the tag would end: so all tags take one pass.
func (e *tagEnds) find(p []byte, at int64) {
	p = p[:min(len(p), MaxPiece)]
	n := min(len(p), tagBlock)
	if cap(e.whole) < n {
		e.whole = make([]bool, n)
	}
	e.from, e.whole = at, e.whole[:n]
	never := len(p) + longestTag
	// Where the tag ends when p[i+1:] comes in its name, between attributes, in
	// the name of one, after that, before its value, in a value that is bare or
	// in one of the quotes.
	tag, out, name, after, before, bare, double, single := never, never, never, never, never, never, never, never
	slash := never // tag of one byte later
	for i := len(p) - 1; i >= 0; i-- {
		b := p[i]
		if i < n {
			end := tag
			if i+1 < len(p) && p[i+1] == '/' {
				end = slash
			}
			e.whole[i] = b == '<' && end-i < longestTag
		}
		slash = tag
		switch {
		case b == '>':
			tag, out, name, after, before, bare = i, i, i, i, i, i
		case isSpace(b):
			tag, name, bare = out, after, out
		case b == '/':
			tag, name, after, before = out, out, out, bare
		case b == '=':
			tag, out, name, after, before = name, name, before, before, bare
		case b == '"':
			tag, out, after, before, double = name, name, name, double, out
		case b == '\'':
			tag, out, after, before, single = name, name, name, single, out
		default:
			if !isNameByte(b) {
				tag = name
			}
			out, after, before = name, name, bare
		}
	}
}
