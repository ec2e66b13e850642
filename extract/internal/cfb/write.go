package cfb

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"unicode/utf16"
)

// A Node is a storage or a stream of a file that is to be made.
type Node struct {
	Name     string
	CLSID    [16]byte
	Children []*Node     // of a storage
	Data     io.ReaderAt // of a stream; nil makes a storage
	Size     int64       // of Data
}

// sectorShift is log2 of the size of the sectors of files that are made.
const sectorShift = 9

// A layout is where the parts of a file that is made lie.
type layout struct {
	nodes   []*Node
	dir     []byte
	fat     []uint32
	minifat []uint32
	mini    []byte
	big     []*Node
	starts  map[*Node]uint32
}

// Make returns the bytes of a compound file (version 3) whose root is n. They
// depend on the names and the bytes of the streams alone, and are made while they
// are read; streams below 4 KiB and the tables are held in memory.
func Make(n *Node) io.Reader {
	l := &layout{starts: make(map[*Node]uint32)}
	l.gather(n)
	l.place()
	return l.reader()
}

// gather lists the nodes, children beside each other, and copies small streams.
func (l *layout) gather(root *Node) {
	l.nodes = []*Node{root}
	for i := 0; i < len(l.nodes) && len(l.nodes) < maxEntries; i++ {
		n := l.nodes[i]
		slices.SortStableFunc(n.Children, compareNames)
		l.nodes = append(l.nodes, n.Children...)
		switch {
		case n.Data == nil:
		case n.Size >= miniCutoff:
			l.big = append(l.big, n)
		case n.Size > 0:
			at, size := len(l.mini), (n.Size+miniSize-1)/miniSize*miniSize
			l.mini = append(l.mini, make([]byte, size)...)
			_, _ = n.Data.ReadAt(l.mini[at:at+int(n.Size)], 0) // what cannot be read stays zero
			l.starts[n] = uint32(len(l.minifat))
			l.minifat = appendChain(l.minifat, int(size)/miniSize)
		}
	}
}

// appendChain adds a chain of n sectors to a table.
func appendChain(table []uint32, n int) []uint32 {
	for i := range n {
		next := uint32(len(table)) + 1
		if i == n-1 {
			next = endOfChain
		}
		table = append(table, next)
	}
	return table
}

func sectorsOf(n int64) int { return int((n + 1<<sectorShift - 1) >> sectorShift) }

// place gives each part its sectors: directory, mini table, mini stream, streams,
// and behind them the tables.
func (l *layout) place() {
	dir := appendStart(&l.fat, sectorsOf(int64(len(l.nodes))*entrySize))
	minifat := appendStart(&l.fat, sectorsOf(int64(len(l.minifat))*4))
	mini := appendStart(&l.fat, sectorsOf(int64(len(l.mini))))
	for _, n := range l.big {
		l.starts[n] = appendStart(&l.fat, sectorsOf(n.Size))
	}
	l.directory(mini)
	// The table holds itself and the list of its own sectors.
	used, fats, difs := len(l.fat), 0, 0
	for {
		f := (used + fats + difs + 127) / 128
		d := (max(f-109, 0) + 126) / 127
		if f == fats && d == difs {
			break
		}
		fats, difs = f, d
	}
	for range fats {
		l.fat = append(l.fat, fatSector)
	}
	for range difs {
		l.fat = append(l.fat, difSector)
	}
	for len(l.fat)%128 != 0 {
		l.fat = append(l.fat, freeSector)
	}
	l.header(dir, minifat, used, fats, difs)
}

// appendStart adds a chain of n sectors and returns where it begins.
func appendStart(table *[]uint32, n int) uint32 {
	if n == 0 {
		return endOfChain
	}
	start := uint32(len(*table))
	*table = appendChain(*table, n)
	return start
}

// directory writes the entries.
func (l *layout) directory(mini uint32) {
	first := make(map[*Node]int) // of the children of a node
	next := 1
	for _, n := range l.nodes {
		first[n] = next
		next += len(n.Children)
	}
	l.dir = make([]byte, sectorsOf(int64(len(l.nodes))*entrySize)<<sectorShift)
	for i := range len(l.dir) / entrySize {
		p := l.dir[i*entrySize:]
		for _, at := range []int{68, 72, 76} {
			binary.LittleEndian.PutUint32(p[at:], noEntry)
		}
	}
	for i, n := range l.nodes {
		l.entry(l.dir[i*entrySize:], i, n, mini)
		if len(n.Children) > 0 && first[n]+len(n.Children) <= len(l.nodes) {
			down := l.balance(first[n], first[n]+len(n.Children))
			binary.LittleEndian.PutUint32(l.dir[i*entrySize+76:], down)
		}
	}
}

// balance makes a tree of the entries from low up to high, and returns its top.
func (l *layout) balance(low, high int) uint32 {
	if low >= high {
		return noEntry
	}
	mid := (low + high) / 2
	binary.LittleEndian.PutUint32(l.dir[mid*entrySize+68:], l.balance(low, mid))
	binary.LittleEndian.PutUint32(l.dir[mid*entrySize+72:], l.balance(mid+1, high))
	return uint32(mid)
}

// entry writes what an entry says of itself.
func (l *layout) entry(p []byte, i int, n *Node, mini uint32) {
	le := binary.LittleEndian
	name, kind, start, size := n.Name, byte(kindStorage), uint32(0), int64(0)
	switch {
	case i == 0:
		name, kind, start, size = "Root Entry", kindRoot, mini, int64(len(l.mini))
	case n.Data != nil:
		kind, size, start = kindStream, n.Size, endOfChain
		if s, ok := l.starts[n]; ok {
			start = s
		}
	}
	units := utf16.Encode([]rune(name))
	units = units[:min(len(units), 31)]
	for j, u := range units {
		le.PutUint16(p[2*j:], u)
	}
	le.PutUint16(p[64:], uint16(2*len(units)+2))
	p[66], p[67] = kind, 1
	copy(p[80:96], n.CLSID[:])
	le.PutUint32(p[116:], start)
	le.PutUint32(p[120:], uint32(size))
}

// header puts the header in front of the directory.
func (l *layout) header(dir, minifat uint32, used, fats, difs int) {
	le := binary.LittleEndian
	h := make([]byte, headerSize+difs<<sectorShift)
	copy(h, Magic)
	le.PutUint16(h[24:], 0x3e)
	le.PutUint16(h[26:], 3)
	le.PutUint16(h[28:], 0xfffe)
	le.PutUint16(h[30:], sectorShift)
	le.PutUint16(h[32:], 6)
	le.PutUint32(h[44:], uint32(fats))
	le.PutUint32(h[48:], dir)
	le.PutUint32(h[56:], miniCutoff)
	le.PutUint32(h[60:], minifat)
	le.PutUint32(h[64:], uint32(sectorsOf(int64(len(l.minifat))*4)))
	le.PutUint32(h[68:], endOfChain)
	if difs > 0 {
		le.PutUint32(h[68:], uint32(used+fats))
	}
	le.PutUint32(h[72:], uint32(difs))
	for i := 76; i < len(h); i += 4 {
		le.PutUint32(h[i:], freeSector)
	}
	for i := range difs {
		next := uint32(endOfChain)
		if i < difs-1 {
			next = uint32(used + fats + i + 1)
		}
		le.PutUint32(h[headerSize+(i+1)<<sectorShift-4:], next)
	}
	for i := range fats {
		at := 76 + 4*i
		if i >= 109 {
			j := i - 109
			at = headerSize + (j/127)<<sectorShift + (j%127)*4
		}
		le.PutUint32(h[at:], uint32(used+i))
	}
	l.dir = append(h, l.dir...)
}

// reader gives the parts in their order.
func (l *layout) reader() io.Reader {
	difs := 0
	if n := int(binary.LittleEndian.Uint32(l.dir[72:])); n > 0 {
		difs = n << sectorShift
	}
	parts := []io.Reader{
		bytes.NewReader(l.dir[:headerSize]), bytes.NewReader(l.dir[headerSize+difs:]),
		padded(numbers(l.minifat), freeSector), padded(l.mini, 0),
	}
	for _, n := range l.big {
		pad := int64(sectorsOf(n.Size))<<sectorShift - n.Size
		parts = append(parts, &whole{r: io.NewSectionReader(n.Data, 0, n.Size), left: n.Size}, bytes.NewReader(make([]byte, pad)))
	}
	parts = append(parts, bytes.NewReader(numbers(l.fat)), bytes.NewReader(l.dir[headerSize:headerSize+difs]))
	return io.MultiReader(parts...)
}

func numbers(list []uint32) []byte {
	p := make([]byte, 4*len(list))
	for i, v := range list {
		binary.LittleEndian.PutUint32(p[4*i:], v)
	}
	return p
}

// padded fills p up to a whole sector.
func padded(p []byte, with uint32) io.Reader {
	for len(p)&(1<<sectorShift-1) != 0 {
		p = append(p, byte(with))
	}
	return bytes.NewReader(p)
}

// whole gives as many bytes as were announced: zeros for what is missing.
type whole struct {
	r    io.Reader
	left int64
}

func (w *whole) Read(p []byte) (int, error) {
	if w.left == 0 {
		return 0, io.EOF
	}
	p = p[:min(int64(len(p)), w.left)]
	n, err := w.r.Read(p)
	if n == 0 && err == io.EOF {
		clear(p)
		n, err = len(p), nil
	}
	if err == io.EOF {
		err = nil
	}
	w.left -= int64(n)
	return n, err
}
