package parquet

import (
	"bufio"
	"bytes"
	"io"
	"math/bits"

	"github.com/klauspost/compress/s2"
)

// A cursor reads the values of a chunk one after another.
type cursor struct {
	f      *File
	number int
	column *Column
	chunk  chunk
	left   int64 // values in further pages
	file   *watched
	br     *bufio.Reader
	body   *io.LimitedReader // of the open page
	done   bool

	page     int64 // values to come of the open page
	reps     runs
	defs     runs
	levels   [2][]byte
	src      source
	encoding int
	values   values
	begun    bool // values were begun
	dict     *dictionary
	unpacked []byte
	stream   streamer
	held     int64
	extra    int64 // of levels and of values that stand apart

	have     bool // rep and def are those of the next value
	rep, def int
}

// cursorMemory is what a cursor takes beside its page, in bytes.
const cursorMemory = 48 << 10

// open begins the chunk.
func (c *cursor) open() error {
	k := &c.chunk
	switch {
	case k.encrypted:
		return ErrEncrypted
	case k.elsewhere:
		return ErrCodec
	case !k.told || k.values < 0 || k.start() < 4 || k.start() >= c.f.size:
		return ErrFormat
	case k.values == 0:
		c.done = true
		return nil
	}
	from := k.start()
	c.file = &watched{c.f, io.NewSectionReader(c.f.at, from, c.f.size-from), 0}
	c.br = bufio.NewReaderSize(c.file, sourceSize)
	return c.hold(cursorMemory)
}

// watched keeps errors of the file apart from those of what stands in it.
type watched struct {
	f *File
	r io.Reader
	n int64 // bytes read
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.n += int64(n)
	if err != nil && err != io.EOF {
		w.f.fail = err
	}
	return n, err
}

// close gives back what c holds.
func (c *cursor) close() {
	c.done, c.have = true, false
	c.f.memory -= c.held
	c.held = 0
	c.stream.close()
	c.stream, c.src, c.unpacked, c.dict, c.br, c.values = streamer{}, source{}, nil, nil, nil, values{}
}

// hold says that c takes n bytes more.
func (c *cursor) hold(n int64) error {
	c.held += n
	if c.f.memory += n; c.f.memory > hardMemory {
		return ErrLarge
	}
	return nil
}

// failed ends the chunk because of an error.
func (c *cursor) failed(err error) {
	if c.f.fail == nil {
		if own(err) {
			c.f.count(err)
		} else {
			c.f.fail = err
		}
	}
	c.close()
}

// peek reports whether there is a value, and has its levels ready.
func (c *cursor) peek() bool {
	if c.have {
		return true
	}
	for !c.done && c.page == 0 {
		if err := c.next(); err != nil {
			c.failed(err)
		}
	}
	if c.done {
		return false
	}
	if err := c.level(); err != nil {
		c.failed(err)
		return false
	}
	c.page--
	c.have = true
	return true
}

// level reads the levels of the next value.
func (c *cursor) level() error {
	c.rep, c.def = 0, 0
	if c.column.maxRep > 0 {
		v, err := c.reps.next()
		if err != nil || int64(v) > int64(c.column.maxRep) {
			return firstError(err, ErrFormat)
		}
		c.rep = int(v)
	}
	if c.column.maxDef > 0 {
		v, err := c.defs.next()
		if err != nil || int64(v) > int64(c.column.maxDef) {
			return firstError(err, ErrFormat)
		}
		c.def = int(v)
	}
	return nil
}

// value reads the value whose levels were read.
func (c *cursor) value() ([]byte, error) {
	if !c.begun {
		c.begun, c.values.hold = true, c.hold
		if err := c.values.start(&c.src, c.encoding, c.column, c.dict); err != nil {
			return nil, err
		}
	}
	p, err := c.values.next()
	if err != nil {
		return nil, firstError(c.f.fail, err)
	}
	return p, nil
}

// A pageHeader is what stands before a page.
type pageHeader struct {
	kind             int64
	unpacked, packed int64
	values           int64
	encoding         int64
	defs, reps       int64 // bytes, in version 2
	defEnc, repEnc   int64
	bare             bool // in version 2: not packed
}

// kinds of pages ("enum PageType").
const (
	pageData  = 0
	pageIndex = 1
	pageDict  = 2
	pageData2 = 3
)

// pageHeader reads a PageHeader.
func (t *thrift) pageHeader() (h pageHeader, err error) {
	number := func(to *int64) (bool, error) {
		v, err := t.int()
		*to = v
		if err == nil && (v < 0 || v > 1<<31-1) {
			err = ErrFormat
		}
		return true, err
	}
	part := func(fields map[int16]*int64) (bool, error) {
		return true, t.structure(func(id int16, kind byte) (bool, error) {
			if to := fields[id]; to != nil && kind == typeInt32 {
				return number(to)
			}
			if id == 7 && kind == typeFalse {
				h.bare = true
			}
			return false, nil
		})
	}
	err = t.structure(func(id int16, kind byte) (bool, error) {
		switch {
		case kind == typeInt32 && id <= 3:
			return number([]*int64{&h.kind, &h.unpacked, &h.packed}[max(id, 1)-1])
		case kind == typeStruct && id == 5:
			return part(map[int16]*int64{1: &h.values, 2: &h.encoding, 3: &h.defEnc, 4: &h.repEnc})
		case kind == typeStruct && id == 7:
			return part(map[int16]*int64{1: &h.values, 2: &h.encoding})
		case kind == typeStruct && id == 8:
			return part(map[int16]*int64{1: &h.values, 4: &h.encoding, 5: &h.defs, 6: &h.reps})
		}
		return false, nil
	})
	return h, err
}

// next opens the next page with values; it may have none.
func (c *cursor) next() error {
	if c.body != nil { // what the last page was not read to
		if _, err := io.Copy(io.Discard, c.body); err != nil {
			return firstError(c.f.fail, err)
		}
		c.body = nil
	}
	if c.left <= 0 {
		c.done = true
		return nil
	}
	t := &thrift{br: c.br}
	h, err := t.pageHeader()
	if err != nil {
		return firstError(c.f.fail, err)
	}
	if err := c.f.worked(h.packed + 64); err != nil {
		c.f.fail = err
		return err
	}
	c.body = &io.LimitedReader{R: c.br, N: h.packed}
	c.extra = int64(cap(c.levels[0]) + cap(c.levels[1]))
	switch h.encoding {
	case encSplit:
		c.extra += min(h.unpacked, maxValue)
	case encDeltaLength, encDeltaBytes:
		c.extra += min(h.unpacked, maxValue) / 4
	}
	switch h.kind {
	case pageData:
		return c.data1(&h)
	case pageData2:
		return c.data2(&h)
	case pageDict:
		return c.dictionary(&h)
	case pageIndex:
		return nil
	}
	return ErrFormat
}

// unpack makes the rest of the page, of so many bytes, what is read next.
func (c *cursor) unpack(size int64, bare bool) error {
	codec := c.chunk.codec
	if bare {
		codec = codecNone
	}
	if cap(c.src.mem) > wholePage {
		c.src.mem = nil
	}
	c.values.last, c.values.held = nil, 0
	if err := c.hold(pageMemory(codec, size) + cursorMemory - c.held + c.dictMemory() + int64(cap(c.src.mem)) + c.extra); err != nil {
		return err
	}
	if codec == codecNone || size > wholePage || c.body.N > 2*wholePage {
		body := io.NewSectionReader(c.f.at, c.chunk.start()+c.file.n-int64(c.br.Buffered()), c.body.N)
		r, err := c.stream.open(codec, c.body)
		if err != nil {
			if own(err) {
				return err
			}
			return firstError(c.f.fail, ErrFormat)
		}
		c.src = source{r: &streamed{c: c, r: io.LimitReader(r, size), size: size, codec: codec, body: body}, mem: c.src.mem, hold: c.hold}
		return nil
	}
	b := bytes.NewBuffer(c.f.pack.in[:0])
	_, err := b.ReadFrom(c.body)
	if c.f.pack.in = b.Bytes(); err != nil {
		return firstError(c.f.fail, err)
	}
	c.unpacked, err = c.f.pack.unpack(codec, c.f.pack.in, int(size), c.unpacked)
	c.src = source{buf: c.unpacked, mem: c.src.mem}
	if e := c.f.worked(int64(len(c.unpacked))); e != nil {
		c.f.fail = e
		return e
	}
	return err
}

// pageMemory is how many bytes it takes to read a page.
func pageMemory(codec int, size int64) int64 {
	switch {
	case codec == codecNone:
		return 0
	case size > wholePage:
		return streamMemory(codec, size)
	}
	return size
}

func (c *cursor) dictMemory() int64 {
	if c.dict == nil {
		return 0
	}
	return c.dict.memory()
}

// streamed counts what is unpacked of a page, and makes errors of its decompressor
// errors of the format.
type streamed struct {
	c     *cursor
	r     io.Reader
	size  int64
	given int64
	codec int
	body  *io.SectionReader // the packed page
}

func (s *streamed) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.given += int64(n)
	if e := s.c.f.worked(int64(n)); e != nil {
		s.c.f.fail = e
		return n, e
	}
	switch {
	case err == errFar:
		return n, s.afar()
	case err != nil && err != io.EOF && !own(err):
		err = firstError(s.c.f.fail, ErrFormat)
	}
	return n, err
}

// afar unpacks the page once more, at once: copies in it reach back too far for a
// stream. What was given already is left out.
func (s *streamed) afar() error {
	if s.size > maxWindow {
		return ErrLarge
	}
	if err := s.c.hold(s.size + s.body.Size()); err != nil {
		return err
	}
	in, err := io.ReadAll(s.body)
	if err != nil {
		s.c.f.fail = err
		return err
	}
	n, err := s2.DecodedLen(in)
	if err != nil || s.codec != codecSnappy || int64(n) != s.size || n > 64*len(in) {
		return ErrFormat
	}
	out, err := s2.Decode(nil, in)
	if err != nil {
		return ErrFormat
	}
	s.r = bytes.NewReader(out[s.given:])
	return nil
}

// dictionary reads a dictionary page.
func (c *cursor) dictionary(h *pageHeader) error {
	if c.dict != nil {
		return ErrFormat
	}
	if err := c.unpack(h.unpacked, false); err != nil {
		return err
	}
	d := new(dictionary)
	if err := d.read(&c.src, c.column, min(maxWindow, hardMemory-c.f.memory)); err != nil {
		return err
	}
	c.dict = d
	return c.hold(d.memory())
}

// begin begins a page of values.
func (c *cursor) begin(h *pageHeader) {
	c.page, c.encoding, c.begun = min(h.values, c.left), int(h.encoding), false
	c.left -= c.page
	if h.values == 0 {
		c.left-- // so that a chunk of empty pages ends
	}
}

// data1 opens a page of version 1: levels and values are packed together.
func (c *cursor) data1(h *pageHeader) error {
	if err := c.unpack(h.unpacked, false); err != nil {
		return err
	}
	c.begin(h)
	var err error
	if c.column.maxRep > 0 {
		c.reps, err = c.levels1(0, c.column.maxRep, h.repEnc, h.values)
	}
	if c.column.maxDef > 0 && err == nil {
		c.defs, err = c.levels1(1, c.column.maxDef, h.defEnc, h.values)
	}
	return err
}

// levels1 reads the bytes of levels of version 1.
func (c *cursor) levels1(which, most int, encoding, values int64) (runs, error) {
	width := bits.Len(uint(most))
	n := (values*int64(width) + 7) / 8
	if encoding != encBitPacked {
		p, err := c.src.take(4)
		if err != nil {
			return runs{}, err
		}
		n = int64(p[0]) | int64(p[1])<<8 | int64(p[2])<<16 | int64(p[3])<<24
	}
	if n > maxValue {
		return runs{}, ErrLarge
	}
	p, err := c.src.take(int(n))
	if err == nil {
		err = c.hold(n)
	}
	if err != nil {
		return runs{}, err
	}
	c.levels[which] = append(c.levels[which][:0], p...)
	src := &source{buf: c.levels[which]}
	if encoding == encBitPacked {
		return highRuns(src, width), nil
	}
	return newRuns(src, width), nil
}

// data2 opens a page of version 2: levels stand before what is packed.
func (c *cursor) data2(h *pageHeader) error {
	c.begin(h)
	if h.reps+h.defs > maxValue {
		return ErrLarge
	}
	if err := c.hold(h.reps + h.defs); err != nil {
		return err
	}
	for which, n := range []int64{h.reps, h.defs} {
		b := bytes.NewBuffer(c.levels[which][:0])
		if _, err := b.ReadFrom(io.LimitReader(c.body, n)); err != nil {
			return firstError(c.f.fail, err)
		}
		if c.levels[which] = b.Bytes(); int64(b.Len()) < n {
			return ErrFormat
		}
	}
	c.extra += h.reps + h.defs
	c.reps = newRuns(&source{buf: c.levels[0]}, bits.Len(uint(c.column.maxRep)))
	c.defs = newRuns(&source{buf: c.levels[1]}, bits.Len(uint(c.column.maxDef)))
	return c.unpack(max(h.unpacked-h.reps-h.defs, 0), h.bare)
}
