package attribute

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"slices"
)

// A coding writes fields one after another, or reads them back: one list of fields serves both, so
// that these cannot differ. After an error it does nothing more.
type coding struct {
	r   *bufio.Reader // nil where it writes
	w   *bufio.Writer
	err error
	buf [codedAtOnce]byte
}

const (
	codedAtOnce = 32 << 10 // bytes
	// readAhead is for how many values room is made at once, on the word of a length.
	readAhead = 1 << 20
)

func writing(w io.Writer) *coding { return &coding{w: bufio.NewWriterSize(w, codedAtOnce)} }
func reading(r io.Reader) *coding { return &coding{r: bufio.NewReaderSize(r, codedAtOnce)} }

func (c *coding) reads() bool { return c.r != nil }

// errMore says that more is there than fields are.
var errMore = errors.New("more is kept than is known")

// end writes what is left, or sees that all was read.
func (c *coding) end() error {
	switch {
	case c.err != nil:
		return c.err
	case !c.reads():
		return c.w.Flush()
	}
	if _, err := c.r.ReadByte(); err != io.EOF {
		return errors.Join(errMore, err)
	}
	return nil
}

// bytes codes some bytes.
func (c *coding) bytes(b []byte) {
	switch {
	case c.err != nil:
	case c.reads():
		_, c.err = io.ReadFull(c.r, b)
	default:
		_, c.err = c.w.Write(b)
	}
}

// length codes how long a list is. It is 0 after an error.
func (c *coding) length(n int) int {
	x := uint64(n)
	number(c, &x)
	if c.err == nil && x > 1<<40 {
		c.err = errMore
	}
	if c.err != nil {
		return 0
	}
	return int(x)
}

// A coded is a number of fixed size.
type coded interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

// number codes one number.
func number[T coded](c *coding, x *T) {
	size := sizeOf[T]()
	b := c.buf[:size]
	if !c.reads() {
		put(b, uint64(*x))
	}
	if c.bytes(b); c.reads() && c.err == nil {
		*x = T(get(b))
	}
}

// numbers codes a list of them, many at once.
func numbers[T coded](c *coding, list *[]T) {
	size := sizeOf[T]()
	n := c.length(len(*list))
	if c.reads() {
		*list = make([]T, 0, min(n, readAhead))
	}
	for from := 0; from < n && c.err == nil; {
		some := min(n-from, len(c.buf)/size)
		b := c.buf[:some*size]
		if c.reads() {
			if c.bytes(b); c.err != nil {
				return
			}
			for ; len(b) > 0; b = b[size:] {
				*list = append(*list, T(get(b[:size])))
			}
		} else {
			for i, x := range (*list)[from : from+some] {
				put(b[i*size:(i+1)*size], uint64(x))
			}
			c.bytes(b)
		}
		from += some
	}
	if c.reads() {
		*list = slices.Clip(*list)
	}
}

// rowsOf codes a list of what has several fields.
func rowsOf[T any](c *coding, list *[]T, fields func(*T)) {
	n := c.length(len(*list))
	if !c.reads() {
		for i := range *list {
			fields(&(*list)[i])
		}
		return
	}
	*list = make([]T, 0, min(n, readAhead))
	for i := 0; i < n && c.err == nil; i++ {
		var x T
		fields(&x)
		*list = append(*list, x)
	}
}

// texts codes a list of texts. Those that were read lie in one piece of memory.
func (c *coding) texts(list *[]string) {
	var all []byte
	ends := make([]uint32, 0, len(*list))
	if !c.reads() {
		for _, s := range *list {
			all = append(all, s...)
			ends = append(ends, uint32(len(all)))
		}
	}
	numbers(c, &all)
	numbers(c, &ends)
	if !c.reads() || c.err != nil {
		return
	}
	*list = make([]string, len(ends))
	whole, from := string(all), uint32(0)
	for i, end := range ends {
		if end < from || int(end) > len(whole) {
			c.err = errMore
			return
		}
		(*list)[i], from = whole[from:end], end
	}
}

func sizeOf[T coded]() int { return int(reflect.TypeFor[T]().Size()) }

func put(b []byte, x uint64) {
	switch len(b) {
	case 1:
		b[0] = byte(x)
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(x))
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(x))
	default:
		binary.LittleEndian.PutUint64(b, x)
	}
}

func get(b []byte) uint64 {
	switch len(b) {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}
