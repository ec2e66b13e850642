package leak

import (
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"
)

// A Corpus is mixed text for benchmarks: mails, tables, lines of JSON, dumps and
// source code. It has no truth and costs next to nothing to make: objects are
// pieces made beforehand, with digits in them that differ everywhere, so that no
// two objects are equal. It can be served like a leak.
type Corpus struct {
	seed   uint64
	n      int
	sorts  []corpusSort
	sizes  []int64 // of the objects of one round
	starts []int   // sort of each object of one round
}

// A corpusSort is one sort of object: size in bytes, and the pieces it is made of.
type corpusSort struct {
	ending string
	size   int
	head   piece
	pieces []piece
}

// A piece is text in which digits are free.
type piece struct {
	text []byte
	free []int // where
}

// free marks a digit in the text that a piece is made from.
const free = "\x00"

func newPiece(text string) piece {
	p := piece{text: []byte(text)}
	for i, c := range p.text {
		if c == free[0] {
			p.free = append(p.free, i)
		}
	}
	return p
}

// NewCorpus returns about the given number of bytes, a round of 1.3 MB at least,
// of what most stores hold: a quarter mail, a fifth tables, a fifth logs, an
// eighth dumps, a quarter source code. It has one e-mail address in about 500
// bytes and few other mentions, and the same 100,000 people are met again and again
// however large it is. Making it takes a second and 60 MB.
func NewCorpus(seed uint64, bytes int64) *Corpus {
	g := corpusGen(seed, 25_000)
	return newCorpus(seed, bytes, []int{10, 8, 1, 1, 1}, mixedMail(g), mixedSource(g), mixedTable(g), mixedLines(g), mixedDump(g))
}

// NewDenseCorpus returns about the given number of bytes, a round of 1.5 MB at
// least, of the worst case: a mention in every 50 bytes, and almost every
// identity is met once only, so that identities grow with size.
func NewDenseCorpus(seed uint64, bytes int64) *Corpus {
	g := corpusGen(seed, 4000)
	return newCorpus(seed, bytes, []int{10, 2, 1, 2, 1}, denseMail(g), denseSource(g), denseTable(g), denseLines(g), denseDump(g))
}

func corpusGen(seed uint64, entities int) *gen {
	return &gen{
		world: &world{seed: seed, entities: entities, countries: countries(), languages: languages()},
		r:     stream(seed, streamCorpus, 0), at: time.Date(2020, 3, 4, 0, 0, 0, 0, time.UTC),
	}
}

// newCorpus makes rounds of so many objects of each sort.
func newCorpus(seed uint64, bytes int64, counts []int, sorts ...corpusSort) *Corpus {
	c := &Corpus{seed: seed, sorts: sorts}
	round := int64(0)
	for s, count := range counts {
		for range count {
			c.starts = append(c.starts, s)
			c.sizes = append(c.sizes, int64(c.sorts[s].size))
			round += int64(c.sorts[s].size)
		}
	}
	c.n = int(max(1, (bytes+round/2)/round)) * len(c.starts)
	return c
}

// Len is the number of objects.
func (c *Corpus) Len() int { return c.n }

func (c *Corpus) object(i int) Object {
	k := i % len(c.starts)
	s := &c.sorts[c.starts[k]]
	return Object{
		Index: i, Name: fmt.Sprintf("corpus/%08d.%s", i, s.ending), Container: Container, ContentType: contentType("." + s.ending), Size: c.sizes[k],
		Modified: time.Date(2020, 3, 4, 0, 0, i%86400, 0, time.UTC), ETag: fmt.Sprintf(`"0x8C%013X"`, mix(c.seed^uint64(i)<<20)>>12),
		body: func() []byte { return c.bytes(i) },
	}
}

// bytes joins pieces until the next one would not fit, and fills up with line
// ends.
func (c *Corpus) bytes(i int) []byte {
	s := &c.sorts[c.starts[i%len(c.starts)]]
	r := stream(c.seed, streamCorpus, i+1)
	b := make([]byte, 0, s.size)
	b = s.head.appendTo(b, &r)
	for {
		p := &s.pieces[r.n(len(s.pieces))]
		if len(b)+len(p.text) > s.size {
			break
		}
		b = p.appendTo(b, &r)
	}
	for len(b) < s.size {
		b = append(b, '\n')
	}
	return b
}

func (p *piece) appendTo(b []byte, r *rng) []byte {
	at := len(b)
	b = append(b, p.text...)
	v := uint64(0)
	for k, i := range p.free {
		if k%8 == 0 {
			v = r.next()
		}
		b[at+i] = '0' + byte(v&0xff*10>>8)
		v >>= 8
	}
	return b
}

// Objects yields every object in the order of names. MD5 is not given.
func (c *Corpus) Objects() iter.Seq[Object] { return c.From("") }

// From yields the objects from the first whose name is not before the given one.
func (c *Corpus) From(name string) iter.Seq[Object] {
	return func(yield func(Object) bool) {
		first := sort.Search(c.n, func(i int) bool { return c.object(i).Name >= name })
		for i := first; i < c.n; i++ {
			if !yield(c.object(i)) {
				return
			}
		}
	}
}

// Open returns the object of a name and its bytes, [fs.ErrNotExist] where there
// is none.
func (c *Corpus) Open(name string) (Object, []byte, error) {
	number, _, _ := strings.Cut(strings.TrimPrefix(name, "corpus/"), ".")
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 || i >= c.n || c.object(i).Name != name {
		return Object{}, nil, fmt.Errorf("open object of the corpus: %w", fs.ErrNotExist)
	}
	o := c.object(i)
	return o, o.Bytes(), nil
}

// WriteDir writes every object as a file below a directory, which is made.
func (c *Corpus) WriteDir(dir string) error { return writeDir(dir, c.Objects()) }

// WriteDir writes every object as a file below a directory, which is made.
func (l *Leak) WriteDir(dir string) error { return writeDir(dir, l.Objects()) }

func writeDir(dir string, objects iter.Seq[Object]) error {
	for o := range objects {
		path := filepath.Join(dir, filepath.FromSlash(o.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fmt.Errorf("write the synthetic data: %w", err)
		}
		if err := os.WriteFile(path, o.Bytes(), 0o600); err != nil {
			return fmt.Errorf("write the synthetic data: %w", err)
		}
		if err := os.Chtimes(path, o.Modified, o.Modified); err != nil {
			return fmt.Errorf("write the synthetic data: %w", err)
		}
	}
	return nil
}
