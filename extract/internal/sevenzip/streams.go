package sevenzip

// streams are the packed streams of an archive and how to unpack them.
type streams struct {
	packAt  int64
	packed  []int64
	folders []*folder
	sizes   []int64 // of the substreams
	digests []digest
}

// A coder is one method of a folder.
type coder struct {
	method uint64
	in     int
	props  []byte
}

// A pair leads the output of a coder into the input of another.
type pair struct{ in, out int }

// A folder is one run of coders over one or more packed streams: a solid block.
type folder struct {
	coders []coder
	pairs  []pair
	inputs []int // the input that each packed stream leads into
	sizes  []int64
	sum    digest
	first  int   // of its packed streams
	at     int64 // of the first of them
	parts  int   // substreams
}

func (f *fields) streams() *streams {
	s := &streams{}
	id := f.byte()
	if id == idPackInfo {
		f.packInfo(s)
		id = f.byte()
	}
	if id == idUnpackInfo {
		f.unpackInfo(s)
		id = f.byte()
	}
	for _, fo := range s.folders {
		fo.parts = 1
	}
	if id == idSubStreams {
		f.subStreams(s)
		id = f.byte()
	} else {
		for _, fo := range s.folders {
			s.sizes, s.digests = append(s.sizes, fo.size()), append(s.digests, fo.sum)
		}
	}
	if id != idEnd {
		f.fail()
	}
	return s
}

func (f *fields) packInfo(s *streams) {
	s.packAt = f.size()
	n := f.count(len(f.p))
	for id := f.byte(); id != idEnd && !f.bad; id = f.byte() {
		switch id {
		case idSize:
			for range n {
				s.packed = append(s.packed, f.size())
			}
		case idCRC:
			f.digests(n)
		default:
			f.fail()
		}
	}
	if len(s.packed) != n {
		f.fail()
	}
}

func (f *fields) unpackInfo(s *streams) {
	if f.byte() != idFolder {
		f.fail()
	}
	n := f.count(len(f.p))
	if f.byte() != 0 { // the folders stand elsewhere: no program writes that
		f.fail()
	}
	next, at := 0, s.packAt
	for range n {
		fo := f.folder()
		if f.bad || next+len(fo.inputs) > len(s.packed) {
			f.fail()
			return
		}
		fo.first, fo.at = next, at
		for range fo.inputs {
			if at += s.packed[next]; at < 0 || at > 1<<62 {
				f.fail()
				return
			}
			next++
		}
		s.folders = append(s.folders, fo)
	}
	if f.byte() != idUnpackSize {
		f.fail()
	}
	for _, fo := range s.folders {
		for range fo.coders {
			fo.sizes = append(fo.sizes, f.size())
		}
	}
	id := f.byte()
	if id == idCRC {
		for i, d := range f.digests(len(s.folders)) {
			s.folders[i].sum = d
		}
		id = f.byte()
	}
	if id != idEnd {
		f.fail()
	}
}

// folder reads the coders of a folder and what binds them.
func (f *fields) folder() *folder {
	fo := &folder{}
	ins := 0
	for range f.count(maxCoders) {
		flags := f.byte()
		c := coder{in: 1}
		for _, b := range f.take(uint64(flags & 15)) {
			c.method = c.method<<8 | uint64(b)
		}
		if flags&0x10 != 0 {
			c.in = f.count(maxStreams)
			if f.number() != 1 { // outputs: only old BCJ2 encoders have more
				f.fail()
			}
		}
		if flags&0x20 != 0 {
			c.props = f.take(f.number())
		}
		if flags&0xc0 != 0 {
			f.fail()
		}
		ins += c.in
		fo.coders = append(fo.coders, c)
	}
	if len(fo.coders) == 0 || ins > maxStreams || ins < len(fo.coders) {
		f.fail()
		return fo
	}
	bound := make([]bool, ins)
	for range len(fo.coders) - 1 {
		p := pair{f.count(ins - 1), f.count(len(fo.coders) - 1)}
		fo.pairs = append(fo.pairs, p)
		bound[p.in] = true
	}
	if n := ins - len(fo.pairs); n == 1 {
		for i, b := range bound {
			if !b {
				fo.inputs = append(fo.inputs, i)
			}
		}
	} else {
		for range n {
			fo.inputs = append(fo.inputs, f.count(ins-1))
		}
	}
	return fo
}

// last is the coder whose output is the folder's: no pair leads it on.
func (fo *folder) last() int {
	for i := range fo.coders {
		bound := false
		for _, p := range fo.pairs {
			bound = bound || p.out == i
		}
		if !bound {
			return i
		}
	}
	return -1
}

// size is what the folder unpacks to.
func (fo *folder) size() int64 {
	if i := fo.last(); i >= 0 && i < len(fo.sizes) {
		return fo.sizes[i]
	}
	return 0
}

func (f *fields) subStreams(s *streams) {
	id := f.byte()
	for id != idNumUnpack && id != idSize && id != idCRC && id != idEnd && !f.bad {
		f.take(f.number())
		id = f.byte()
	}
	most := len(f.p) + len(s.folders)
	if id == idNumUnpack {
		total := 0
		for _, fo := range s.folders {
			fo.parts = f.count(most)
			if total += fo.parts; total > most || total > maxItems {
				f.many = f.many || total <= most
				f.fail()
				return
			}
		}
		id = f.byte()
	}
	for _, fo := range s.folders {
		left := fo.size()
		for i := range fo.parts {
			n := left
			if i < fo.parts-1 {
				n = 0
				if id == idSize {
					n = f.size()
				}
			}
			if n > left || f.bad {
				f.fail()
				return
			}
			s.sizes, left = append(s.sizes, n), left-n
		}
	}
	if id == idSize {
		id = f.byte()
	}
	s.digests = make([]digest, len(s.sizes))
	unknown := 0
	for _, fo := range s.folders {
		if fo.parts != 1 || !fo.sum.set {
			unknown += fo.parts
		}
	}
	var sums []digest
	for ; id != idEnd && !f.bad; id = f.byte() {
		if id == idCRC {
			sums = f.digests(unknown)
		} else {
			f.take(f.number())
		}
	}
	i, k := 0, 0
	for _, fo := range s.folders {
		for range fo.parts {
			if fo.parts == 1 && fo.sum.set {
				s.digests[i] = fo.sum
			} else if k < len(sums) {
				s.digests[i] = sums[k]
				k++
			}
			i++
		}
	}
}
