package parquet

import (
	"bufio"
	"bytes"
	"io"
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
