package attribute

import (
	"math/bits"
	"slices"
	"sync"
)

// sharedParts is a power of two: into how many parts a shared set is cut, so that
// walkers seldom wait for each other, a part lies in a processor's cache and one
// that grows copies little.
const (
	sharedParts = 1 << sharedBits
	sharedBits  = 8
)

// A cell is what a shared set holds. Its zero value is none.
type cell interface {
	comparable
	// key spreads values evenly by its high bits. Values of one key lie side by
	// side.
	key() uint64
}

// A shared is a set to which several walkers add at once, each through an adder.
// It holds each value once from the beginning, so that it never is larger than
// what is different. What it comes to does not depend on the order in which
// values come.
type shared[T cell] struct {
	parts [sharedParts]struct {
		sync.Mutex
		cells cells[T]
	}
}

const (
	// recently is how many of the values that came last an adder remembers, so as
	// not to hand on the same one again and again. A power of two.
	recently = 1 << 11
	// handedOn is how many values of one part an adder hands on at once.
	handedOn = 64
	// thrifty is from how many cells on a part grows by half and no longer doubles.
	thrifty = 4096
)

// An adder adds one walker's values to a shared set. The zero value needs set.
type adder[T cell] struct {
	set     *shared[T]
	recent  [recently]T
	waiting [sharedParts]struct {
		list [handedOn]T
		n    int
	}
}

func (a *adder[T]) add(x T) {
	key := x.key()
	recent := &a.recent[key%recently]
	if *recent == x {
		return
	}
	*recent = x
	part := key >> (64 - sharedBits)
	w := &a.waiting[part]
	w.list[w.n] = x
	if w.n++; w.n == handedOn {
		a.set.addAll(part, w.list[:])
		w.n = 0
	}
}

// end hands on what still waits.
func (a *adder[T]) end() {
	for part := range a.waiting {
		w := &a.waiting[part]
		a.set.addAll(uint64(part), w.list[:w.n])
		w.n = 0
	}
}

func (s *shared[T]) addAll(part uint64, list []T) {
	p := &s.parts[part]
	p.Lock()
	p.cells.addAll(list)
	p.Unlock()
}

// has reports whether the set holds a value.
func (s *shared[T]) has(x T) bool {
	p := &s.parts[x.key()>>(64-sharedBits)]
	p.Lock()
	defer p.Unlock()
	return p.cells.has(x)
}

// take returns the values of one part, about in the order of their keys, and
// leaves it empty.
func (s *shared[T]) take(part int) []T { return s.parts[part].cells.take() }

// cells is open addressing in the order of keys. Up to three quarters of the room
// are taken, and when it grows at least three eighths; half where there is much.
type cells[T cell] struct {
	list []T
	n    int
	seen T // see putAll
}

// at is where a value belongs if it is alone.
func (c *cells[T]) at(key uint64) int {
	hi, _ := bits.Mul64(key, uint64(len(c.list)))
	return int(hi)
}

// add reports whether the value is new.
func (c *cells[T]) add(x T) bool {
	if 4*(c.n+1) > 3*len(c.list) {
		c.grow()
	}
	return c.put(x)
}

// addAll adds several values.
func (c *cells[T]) addAll(list []T) {
	for len(list) > 0 {
		n := min(len(list), 3*len(c.list)/4-c.n, handedOn)
		if n <= 0 {
			c.grow()
			continue
		}
		c.putAll(list[:n])
		list = list[n:]
	}
}

// putAll puts up to handedOn values. It first looks at the places of all of them:
// these lie far apart in memory, which so fetches many at once and not one after
// another.
func (c *cells[T]) putAll(list []T) {
	var places [handedOn]int
	for i, x := range list {
		at := c.at(x.key() << sharedBits)
		places[i], c.seen = at, c.list[at]
	}
	for i, x := range list {
		c.putAt(places[i], x)
	}
}

func (c *cells[T]) put(x T) bool { return c.putAt(c.at(x.key()<<sharedBits), x) }

// putAt puts a value that belongs at place i if it is alone.
func (c *cells[T]) putAt(i int, x T) bool {
	var empty T
	for ; ; i++ {
		if i == len(c.list) {
			i = 0
		}
		switch c.list[i] {
		case x:
			return false
		case empty:
			c.list[i] = x
			c.n++
			return true
		}
	}
}

func (c *cells[T]) has(x T) bool {
	var empty T
	for i := c.at(x.key() << sharedBits); c.n > 0; i++ {
		switch c.list[i%len(c.list)] {
		case x:
			return true
		case empty:
			return false
		}
	}
	return false
}

func (c *cells[T]) grow() {
	var empty T
	old := c.list
	room := 2 * len(old)
	if room > thrifty {
		room = len(old) + len(old)/2
	}
	c.list, c.n = make([]T, max(64, room)), 0
	for _, x := range old {
		if x != empty {
			c.put(x)
		}
	}
}

func (c *cells[T]) take() []T {
	var empty T
	list := slices.DeleteFunc(c.list, func(x T) bool { return x == empty })
	c.list, c.n = nil, 0
	return list
}
