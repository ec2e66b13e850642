package cfb

import (
	"sort"
	"strings"
)

// Find returns the entry that is reached by the names, nil where there is none.
// Names are compared without regard to the case of letters, as they are sorted.
func (e *Entry) Find(names ...string) *Entry {
	for _, name := range names {
		var next *Entry
		for _, c := range e.Children {
			if strings.EqualFold(c.Name, name) {
				next = c
				break
			}
		}
		if next == nil {
			return nil
		}
		e = next
	}
	return e
}

// Sorted returns the children whose names begin so, in the order of their names.
func (e *Entry) Sorted(prefix string) []*Entry {
	var list []*Entry
	for _, c := range e.Children {
		if len(c.Name) >= len(prefix) && strings.EqualFold(c.Name[:len(prefix)], prefix) {
			list = append(list, c)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// Node returns e with what is beneath it, to be made a file of its own or a part
// of one. Streams that together declare more than the file has are left empty.
func (e *Entry) Node() *Node {
	left := e.file.size
	top := &Node{Name: e.Name, CLSID: e.CLSID}
	type pair struct {
		e *Entry
		n *Node
	}
	for list := []pair{{e, top}}; len(list) > 0; {
		p := list[0]
		list = list[1:]
		if p.e.IsStream() {
			s := p.e.Open()
			if p.n.Data = s; s.Size() <= left {
				p.n.Size = s.Size()
				left -= s.Size()
			}
			continue
		}
		for _, c := range p.e.Children {
			n := &Node{Name: c.Name, CLSID: c.CLSID}
			p.n.Children = append(p.n.Children, n)
			list = append(list, pair{c, n})
		}
	}
	return top
}
