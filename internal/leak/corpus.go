package leak

import (
	"bytes"
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
// source code. It has no truth and costs next to nothing to make: objects
// are pieces made beforehand, with digits in them that differ everywhere, so that no two
// objects are equal and identities grow with size. It can be served like a leak.
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

// NewCorpus returns about the given number of bytes, a round of 1.5 MB at least.
func NewCorpus(seed uint64, bytes int64) *Corpus {
	l := &Leak{world: &world{seed: seed, entities: 4000, countries: countries(), languages: languages()}}
	g := &gen{world: l.world, r: stream(seed, streamCorpus, 0), at: time.Date(2020, 3, 4, 0, 0, 0, 0, time.UTC)}
	c := &Corpus{seed: seed, sorts: []corpusSort{mailPieces(g), sourcePieces(g), tablePieces(g), linePieces(g), dumpPieces(g)}}
	round := int64(0)
	for s, count := range []int{10, 2, 1, 2, 1} {
		for range count {
			c.starts = append(c.starts, s)
			c.sizes = append(c.sizes, int64(c.sorts[s].size))
			round += int64(c.sorts[s].size)
		}
	}
	c.n = int(max(1, (bytes+round/2)/round)) * len(c.starts)
	return c
}

const poolSize = 256 // pieces of one sort

func pieces(text func() string) []piece {
	list := make([]piece, poolSize)
	for i := range list {
		list[i] = newPiece(text())
	}
	return list
}

func (g *gen) numberedEmail(p *human) string {
	return p.local + strings.Repeat(free, 5) + "@" + p.domain
}

const freeIP = "198.51.100.1" + free + free

func tablePieces(g *gen) corpusSort {
	return corpusSort{ending: "csv", size: 256 << 10,
		head: newPiece("Customer No,Company,Contact Name,E-mail,Phone,Country,Website,Project ID,Modified\r\n"),
		pieces: pieces(func() string {
			var b bytes.Buffer
			o := g.customerAt()
			p := g.anyone(o)
			csvLine(&b, ',', "CUST-"+strings.Repeat(free, 7), g.company(o), g.person(p, true), g.numberedEmail(p), g.phone(p), g.nation(o), g.website(o),
				"PRJ-2020-"+strings.Repeat(free, 6), "2020-01-1"+free)
			return b.String()
		})}
}

func linePieces(g *gen) corpusSort {
	return corpusSort{ending: "ndjson", size: 512 << 10, pieces: pieces(func() string {
		p := g.anyone(g.customerAt())
		user := ""
		if g.r.one(4) {
			user = fmt.Sprintf(`,"user":"%s"`, g.numberedEmail(p))
		}
		return fmt.Sprintf(`{"time":"2020-03-04T1%s:1%s:1%s.%sZ","level":"info","client":"%s","method":"GET","path":"/api/v2/%s/%s","status":200,"bytes":1%s,"duration_ms":1%s%s}`+"\n",
			free, free, free, free+free+free, freeIP, pick(&g.r, []string{"customers", "invoices", "static", "session"}), strings.Repeat(free, 8), strings.Repeat(free, 4), free+free, user)
	})}
}

func dumpPieces(g *gen) corpusSort {
	return corpusSort{ending: "sql", size: 256 << 10,
		head: newPiece("CREATE TABLE users (id INT, login VARCHAR(64), full_name VARCHAR(120), email VARCHAR(200), company VARCHAR(160), last_ip VARCHAR(40), created DATE);\n"),
		pieces: pieces(func() string {
			o := g.customerAt()
			p := g.anyone(o)
			return fmt.Sprintf("INSERT INTO users VALUES (1%s,%s,%s,'%s',%s,'%s','2020-01-1%s');\n", strings.Repeat(free, 7), sqlString(g.login(p)+free+free),
				sqlString(g.person(p, true)), g.numberedEmail(p), sqlString(g.company(o)), freeIP, free)
		})}
}

func sourcePieces(g *gen) corpusSort {
	return corpusSort{ending: "go", size: 16 << 10,
		head: newPiece("// Copyright " + OwnerName + ", file " + strings.Repeat(free, 9) + "\npackage portal\n\nimport \"net/http\"\n\n"),
		pieces: pieces(func() string {
			verb := pick(&g.r, []string{"load", "store", "check", "render", "count"})
			text := fmt.Sprintf("// %s%s handles one request of the portal; see ticket %s.\nfunc %s%s(w http.ResponseWriter, r *http.Request) {\n\tif r.Method != http.MethodGet {\n\t\thttp.Error(w, \"not allowed\", http.StatusMethodNotAllowed)\n\t\treturn\n\t}\n\tconst limit = 1%s\n\tfor i := range limit {\n\t\tw.Write([]byte{byte(i)})\n\t}\n}\n\n",
				verb, free+free+free, free+free+free+free, verb, free+free+free, free+free)
			if g.r.one(40) {
				text += fmt.Sprintf("const token%s = %q // ask %s\n\n", free+free, g.secret(SecretGitHub, g.r.n(50)), g.numberedEmail(g.staff()))
			}
			return text
		})}
}

func mailPieces(g *gen) corpusSort {
	return corpusSort{ending: "eml", size: 4 << 10,
		head: newPiece("Message-ID: <" + strings.Repeat(free, 16) + "@mail." + OwnerDomain + ">\r\nDate: Wed, 04 Mar 2020 1" + free + ":1" + free + ":00 +0000\r\nFrom: \"Jane Ashdown\" <jane.ashdown" +
			strings.Repeat(free, 3) + "@" + OwnerDomain + ">\r\nTo: <office" + strings.Repeat(free, 5) + "@" + stem(g.seed, 1) + ".de>\r\nSubject: Ticket " + strings.Repeat(free, 6) +
			"\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"),
		pieces: pieces(func() string {
			o := g.customerAt()
			p := g.anyone(o)
			return fmt.Sprintf("%s\r\n%s\r\n\r\n-- \r\n%s\r\n%s\r\n%s\r\n%s\r\n\r\n", g.sentences(o.lang, 3), g.sentences(o.lang, 2), g.plainPerson(p, true), g.company(o), g.numberedEmail(p), g.phone(p))
		})}
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
		p := &s.pieces[r.n(poolSize)]
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
