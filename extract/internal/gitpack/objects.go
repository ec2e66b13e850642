package gitpack

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"time"
)

// A Person is an author, committer or tagger.
type Person struct {
	Name, Mail []byte
	When       time.Time
}

// A Note is a commit or an annotated tag. Its fields are lent from the object.
type Note struct {
	Tree      Hash
	Parents   []Hash
	Author    Person // of a tag, its tagger
	Committer Person
	Tag       []byte // name of a tag
	Encoding  []byte // of the message, where it is not UTF-8
	Message   []byte
	SHA256    bool // it names others by SHA-256: of a repository whose hashes are not read
}

// ParseNote reads a commit or a tag.
func ParseNote(p []byte) (n Note, ok bool) {
	for len(p) > 0 && p[0] != '\n' {
		line, rest, _ := bytes.Cut(p, []byte{'\n'})
		p = rest
		key, value, _ := bytes.Cut(line, []byte{' '})
		switch string(key) {
		case "tree":
			n.Tree, ok = parseHash(value)
			n.SHA256 = isSHA256(value)
		case "object":
			_, ok = parseHash(value)
			n.SHA256 = isSHA256(value)
		case "parent":
			if h, ok := parseHash(value); ok {
				n.Parents = append(n.Parents, h)
			}
		case "author", "tagger":
			n.Author = parsePerson(value)
		case "committer":
			n.Committer = parsePerson(value)
		case "tag":
			n.Tag = value
		case "encoding":
			n.Encoding = value
		}
	}
	n.Message = bytes.TrimPrefix(p, []byte{'\n'})
	return n, ok || n.SHA256
}

// Decode turns the names and the message by decode, which may be nil.
func (n *Note) Decode(decode func([]byte) []byte) {
	if decode == nil {
		return
	}
	for _, p := range []*[]byte{&n.Author.Name, &n.Author.Mail, &n.Committer.Name, &n.Committer.Mail, &n.Message} {
		*p = decode(*p)
	}
}

func isSHA256(p []byte) bool {
	_, err := hex.DecodeString(string(p))
	return len(p) == 64 && err == nil
}

func parseHash(p []byte) (h Hash, ok bool) {
	if len(p) != 2*len(h) {
		return h, false
	}
	_, err := hex.Decode(h[:], p)
	return h, err == nil
}

// parsePerson reads "Name <mail> seconds zone".
func parsePerson(p []byte) Person {
	open, end := bytes.IndexByte(p, '<'), bytes.LastIndexByte(p, '>')
	if open < 0 || end < open {
		return Person{Name: bytes.TrimSpace(p)}
	}
	who := Person{Name: bytes.TrimSpace(p[:open]), Mail: p[open+1 : end]}
	if f := bytes.Fields(p[end+1:]); len(f) > 0 {
		if s, err := strconv.ParseInt(string(f[0]), 10, 64); err == nil && s > 0 && s < 1<<37 {
			who.When = time.Unix(s, 0).UTC()
		}
	}
	return who
}

// Entries calls f for the entries of a tree: blobs, trees, and what else there is,
// by their mode ("100644", "40000", …).
func Entries(p []byte, f func(mode, name []byte, h Hash)) {
	for {
		mode, rest, ok := bytes.Cut(p, []byte{' '})
		name, rest, ok2 := bytes.Cut(rest, []byte{0})
		if !ok || !ok2 || len(rest) < len(Hash{}) {
			return
		}
		f(mode, name, Hash(rest[:len(Hash{})]))
		p = rest[len(Hash{}):]
	}
}

// Names calls f for the names in a tree, also in one of a repository in SHA-256, where
// the hash of an entry takes 32 bytes.
func Names(p []byte, f func(name []byte)) {
	width := len(Hash{})
	if !names(p, width, func([]byte) {}) && names(p, 32, func([]byte) {}) {
		width = 32
	}
	names(p, width, f)
}

// names reports whether all of p are entries with hashes of width bytes.
func names(p []byte, width int, f func(name []byte)) bool {
	for len(p) > 0 {
		mode, rest, ok := bytes.Cut(p, []byte{' '})
		name, rest, ok2 := bytes.Cut(rest, []byte{0})
		if !ok || !ok2 || len(rest) < width || len(mode) < 5 || len(mode) > 6 {
			return false
		}
		for _, b := range mode {
			if b < '0' || b > '7' {
				return false
			}
		}
		f(name)
		p = rest[width:]
	}
	return true
}

// Loose reads the title of a loose object and returns its type and where its data
// begins; 0 where it is none.
func Loose(p []byte) (Type, int) {
	for _, t := range []Type{Commit, Tree, Blob, Tag} {
		rest, ok := bytes.CutPrefix(p, []byte(t.String()+" "))
		if !ok {
			continue
		}
		for i, b := range rest[:min(len(rest), 20)] {
			switch {
			case b == 0 && i > 0:
				return t, len(p) - len(rest) + i + 1
			case b < '0' || b > '9':
				return 0, 0
			}
		}
	}
	return 0, 0
}
