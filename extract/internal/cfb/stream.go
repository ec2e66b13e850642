package cfb

import "io"

// A Stream gives the bytes of a stream. It reads from front to back, and at any
// place. Its chain of sectors is followed as far as it is read.
type Stream struct {
	file  *File
	src   io.ReaderAt // the file, or the mini stream
	size  int64       // as declared, and no more than the file has
	off   int64
	runs  []extent
	last  int // the extent that was read last
	chain chain
}

// A chain is how far the sectors of a stream were followed.
type chain struct {
	table []uint32
	shift uint  // log2 of the size of a sector
	head  int64 // where sector 0 stands
	have  int64 // bytes in the sectors so far
	next  uint32
	ended bool

	// Brent's way to find that a chain comes back: compare with a sector that is
	// moved on at each power of two.
	slow         uint32
	power, steps int
}

// An extent is a part of a stream whose sectors follow each other.
type extent struct {
	from int64 // within the stream
	at   int64 // within the source
	n    int64
}

// Open opens a stream; a storage has no bytes. What its chain of sectors does not
// hold of the size that it declares is missing.
func (e *Entry) Open() *Stream {
	f := e.file
	switch {
	case e.kind != kindStream:
		return &Stream{file: f}
	case e.size < miniCutoff:
		s := f.chain(e.start, e.size, f.minifat, miniShift)
		s.src = f.mini
		return s
	}
	return f.chain(e.start, e.size, f.fat, f.shift)
}

// chain makes a stream of the sectors from start on, of size bytes.
func (f *File) chain(start uint32, size int64, table []uint32, shift uint) *Stream {
	head := int64(1) << shift // sectors of the file stand behind its header
	if shift == miniShift {
		head = 0
	}
	return &Stream{file: f, src: f.ra, size: size, chain: chain{table: table, shift: shift, head: head, next: start, slow: start, power: 1}}
}

// more follows the chain by one sector. It ends at the end of the table, of the
// chain, and where the chain comes back to itself.
func (s *Stream) more() bool {
	c := &s.chain
	if c.ended || c.have >= s.size || c.next >= maxSector || int64(c.next) >= int64(len(c.table)) {
		c.ended = true
		return false
	}
	n := min(int64(1)<<c.shift, s.size-c.have)
	at := int64(c.next)<<c.shift + c.head
	if k := len(s.runs); k > 0 && s.runs[k-1].at+s.runs[k-1].n == at {
		s.runs[k-1].n += n
	} else {
		s.runs = append(s.runs, extent{from: c.have, at: at, n: n})
	}
	c.have += n
	c.next = c.table[c.next]
	if c.next == c.slow {
		c.ended, s.file.Broken = true, true
	}
	if c.steps++; c.steps == c.power {
		c.slow, c.power, c.steps = c.next, c.power*2, 0
	}
	return true
}

// Size is how many bytes s is declared to have.
func (s *Stream) Size() int64 { return s.size }

// Read reads on.
func (s *Stream) Read(p []byte) (int, error) {
	n, err := s.ReadAt(p, s.off)
	s.off += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

// ReadAt reads at off. At the end of the stream, and where its chain breaks off or
// the file is cut, it ends with io.EOF.
func (s *Stream) ReadAt(p []byte, off int64) (int, error) {
	done := 0
	for done < len(p) {
		x := s.find(off)
		if x == nil {
			return done, io.EOF
		}
		skip := off - x.from
		n := int(min(int64(len(p)-done), x.n-skip))
		got, err := s.src.ReadAt(p[done:done+n], x.at+skip)
		done += got
		off += int64(got)
		if got < n {
			if err == nil || err == io.ErrUnexpectedEOF {
				err = io.EOF
			}
			s.file.Broken = s.file.Broken || err == io.EOF
			return done, err
		}
	}
	return done, nil
}

// find returns the extent in which off lies, nil where there is none.
func (s *Stream) find(off int64) *extent {
	if off < 0 || off >= s.size {
		return nil
	}
	for off >= s.chain.have {
		if !s.more() {
			s.file.Broken = true // it is declared to be longer
			return nil
		}
	}
	for _, i := range [2]int{s.last, s.last + 1} {
		if i < len(s.runs) && s.runs[i].from <= off && off < s.runs[i].from+s.runs[i].n {
			s.last = i
			return &s.runs[i]
		}
	}
	low, high := 0, len(s.runs)
	for high-low > 1 {
		if mid := (low + high) / 2; s.runs[mid].from <= off {
			low = mid
		} else {
			high = mid
		}
	}
	s.last = low
	return &s.runs[low]
}
