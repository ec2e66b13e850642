package leak

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"sort"
	"sync"
	"time"
)

// Options say what a leak is to be like. Zero values are filled in by [New].
type Options struct {
	Seed      uint64
	Objects   int   // 50 to 10,000,000; 200 if 0
	Entities  int   // companies, 1 to 16,000,000; 150 if 0
	Countries int   // 1 to [MaxCountries]; as many as there are entities, at most all, if 0
	Snares    int   // of few companies each that are hard to tell apart, besides Entities, in three objects each besides Objects; 0 to 100,000
	Bytes     int64 // size to reach by longer logs and database dumps; 0: as it comes, about 5 kB an object
}

// A Leak is one synthetic container. Nothing of it is stored: each object is
// written anew from seed and index whenever it is asked for. It is safe for use
// by several goroutines.
type Leak struct {
	*world
	opts     Options
	sections []section
	extra    int // bytes by which a log or dump is longer
	sizes    sizes
}

// Sizes and MD5 are remembered, 24 bytes an object, so that only the first
// listing costs as much as writing everything. Very large leaks do without.
type sizes struct {
	mu    sync.Mutex
	known []sized
}

type sized struct {
	size int64
	md5  [md5.Size]byte
}

const mostRemembered = 4_000_000 // objects

// New returns the leak of the given options.
func New(o Options) (*Leak, error) {
	o.Objects = or(o.Objects, 200)
	o.Entities = or(o.Entities, 150)
	o.Countries = or(o.Countries, min(o.Entities, MaxCountries))
	switch {
	case o.Objects < 50 || o.Objects > 10_000_000:
		return nil, fmt.Errorf("leak of %d objects: want 50 to 10,000,000", o.Objects)
	case o.Entities < 1 || o.Entities > 16_000_000:
		return nil, fmt.Errorf("leak of %d entities: want 1 to 16,000,000", o.Entities)
	case o.Countries < 1 || o.Countries > MaxCountries || o.Countries > o.Entities:
		return nil, fmt.Errorf("leak in %d countries: want 1 to %d and no more than entities", o.Countries, MaxCountries)
	case o.Snares < 0 || o.Snares > 100_000:
		return nil, fmt.Errorf("leak of %d snares: want 0 to 100,000", o.Snares)
	case o.Bytes < 0:
		return nil, fmt.Errorf("leak of %d bytes: want a size", o.Bytes)
	}
	w := &world{seed: o.Seed, entities: o.Entities, countries: countries()[:o.Countries], languages: languages(), packer: newPacker()}
	l := &Leak{world: w, opts: o, sections: plan(o, sections())}
	return l, l.stretch()
}

func or(v, otherwise int) int {
	if v == 0 {
		return otherwise
	}
	return v
}

// maxObject bounds the size of one object, which is made in memory.
const maxObject = 256 << 20

// stretch finds by how much logs and dumps must grow to reach the target size.
func (l *Leak) stretch() error {
	if l.opts.Bytes == 0 {
		return nil
	}
	sample, size := min(l.opts.Objects, 400), int64(0)
	for i := range sample {
		size += int64(len(l.object(i*l.opts.Objects/sample, nil)))
	}
	missing := l.opts.Bytes - size*int64(l.opts.Objects)/int64(sample)
	if missing <= 0 {
		return nil
	}
	l.extra = int(missing / int64(l.section("logs").n+l.section("database").n))
	if l.extra > maxObject {
		return fmt.Errorf("leak of %d bytes in %d objects: needs single objects over %d bytes, ask for more objects", l.opts.Bytes, l.opts.Objects, maxObject)
	}
	return nil
}

// Options returns the options with every default filled in.
func (l *Leak) Options() Options {
	o := l.opts
	o.Objects, o.Countries = l.opts.Objects, len(l.countries)
	return o
}

// Len is the number of objects.
func (l *Leak) Len() int { return l.opts.Objects + snareObjects*l.opts.Snares }

// An Object is one blob, without its bytes.
type Object struct {
	Index       int // position in the order of names, from 0
	Name        string
	Container   string
	ContentType string
	Size        int64 // in bytes
	Modified    time.Time
	ETag        string         // quoted, as HTTP has it
	MD5         [md5.Size]byte // zero where it is not known

	body func() []byte
}

// Bytes writes the object anew.
func (o Object) Bytes() []byte { return o.body() }

// Reader returns the object's bytes for reading in any order.
func (o Object) Reader() *bytes.Reader { return bytes.NewReader(o.Bytes()) }

// WriteTo implements [io.WriterTo].
func (o Object) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(o.Bytes())
	if err != nil {
		err = fmt.Errorf("write object %d of the synthetic leak: %w", o.Index, err)
	}
	return int64(n), err
}

// Container is the name of the one container that a leak has.
const Container = "customer-backups"

// Objects yields every object in the order of names. The first time, each is
// written to learn its size and MD5, and then forgotten.
func (l *Leak) Objects() iter.Seq[Object] { return l.From("") }

// From yields the objects from the first whose name is not before the given one.
func (l *Leak) From(name string) iter.Seq[Object] {
	return func(yield func(Object) bool) {
		first := sort.Search(l.Len(), func(i int) bool { return l.name(i, nil) >= name })
		for i := first; i < l.Len(); i++ {
			if !yield(l.listed(i)) {
				return
			}
		}
	}
}

// Open returns the object of a name and its bytes, [fs.ErrNotExist] where there
// is none. The bytes are the caller's.
func (l *Leak) Open(name string) (Object, []byte, error) {
	i, ok := l.index(name)
	if !ok {
		return Object{}, nil, fmt.Errorf("open object of the synthetic leak: %w", fs.ErrNotExist)
	}
	o, body := l.at(i)
	return o, body, nil
}

// at is the i-th object and its bytes.
func (l *Leak) at(i int) (Object, []byte) {
	body := l.object(i, nil)
	return l.describe(i, l.remember(i, body)), body
}

// listed is the i-th object; its bytes are written only if they never were.
func (l *Leak) listed(i int) Object {
	l.sizes.mu.Lock()
	known := sized{size: -1}
	if l.sizes.known != nil {
		known = l.sizes.known[i]
	}
	l.sizes.mu.Unlock()
	if known.size <= 0 {
		known = l.remember(i, l.object(i, nil))
	}
	return l.describe(i, known)
}

func (l *Leak) remember(i int, body []byte) sized {
	s := sized{int64(len(body)), md5.Sum(body)}
	if l.Len() > mostRemembered {
		return s
	}
	l.sizes.mu.Lock()
	defer l.sizes.mu.Unlock()
	if l.sizes.known == nil {
		l.sizes.known = make([]sized, l.Len())
	}
	l.sizes.known[i] = s
	return s
}

func (l *Leak) describe(i int, s sized) Object {
	name := l.name(i, nil)
	return Object{
		Index: i, Name: name, Container: Container, ContentType: contentType(name), Size: s.size, MD5: s.md5,
		Modified: l.modified(i), ETag: fmt.Sprintf(`"0x8D%013X"`, mix(l.seed^uint64(i)<<20)>>12), body: func() []byte { return l.object(i, nil) },
	}
}

// object writes the i-th object and records what it mentions, its name not
// included.
func (l *Leak) object(i int, rec *recorder) []byte {
	s, k := l.sectionOf(i)
	g := &gen{world: l.world, r: stream(l.seed, streamObject, i), rec: rec, at: l.modified(i)}
	return s.write(l, g, k)
}

// anyLeaf returns the index of a document that may be copied and packed: logs
// and dumps stay out, which grow with the size that is asked for.
func (l *Leak) anyLeaf(r *rng) int {
	for {
		i := r.n(l.opts.Objects)
		if s, _ := l.sectionOf(i); s.leaf {
			return i
		}
	}
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".eml":
		return "message/rfc822"
	case ".csv":
		return "text/csv"
	case ".json":
		return "application/json"
	case ".ndjson":
		return "application/x-ndjson"
	case ".html":
		return "text/html"
	case ".txt":
		return "text/plain"
	case ".png":
		return "image/png"
	case ".pdf":
		return "application/pdf"
	case ".zip":
		return "application/zip"
	case ".gz":
		return "application/gzip"
	case ".docx":
		return mimeOOX + "wordprocessingml.document"
	case ".xlsx":
		return mimeOOX + "spreadsheetml.sheet"
	case ".pptx":
		return mimeOOX + "presentationml.presentation"
	}
	return "application/octet-stream"
}
