package gitpack

import (
	"bytes"
	"container/heap"
)

// A Place is where a blob stands: the path in the commit that has it first.
type Place struct {
	Path   string
	Commit Hash
}

// Bounds of paths.
const (
	maxPath   = 1024     // bytes
	maxPlaces = 1 << 20  // blobs whose place is kept
	maxPaths  = 64 << 20 // bytes of all paths that are kept: a deep tree can have many long ones
)

// History finds the places of blobs. The commits, trees and tags must have been
// handed on by [Pack.Each]. Commits are taken parents first, then by time: each tree
// is looked into once, so that trees within one another cost nothing.
func (p *Pack) History(commits []CommitTime) (map[Hash]Place, error) {
	places := make(map[Hash]Place)
	p.paths = maxPaths
	seen := make(map[Hash]bool)
	for _, c := range inOrder(commits) {
		if err := p.tree(c.Tree, "", c.Hash, seen, places, 0); err != nil {
			return nil, err
		}
	}
	return places, nil
}

// tree notes the blobs of a tree.
func (p *Pack) tree(h Hash, path string, commit Hash, seen map[Hash]bool, places map[Hash]Place, depth int) error {
	if seen[h] || depth > 200 || len(places) >= maxPlaces {
		return nil
	}
	seen[h] = true
	data, ok, err := p.Find(h, Tree)
	if !ok {
		return err
	}
	type sub struct {
		h    Hash
		path string
	}
	var subs []sub
	Entries(data, func(mode, name []byte, h Hash) {
		full := path + string(name)
		if len(full) > maxPath || p.paths < len(full) {
			return
		}
		switch {
		case bytes.Equal(mode, []byte("40000")) || bytes.Equal(mode, []byte("040000")):
			if !seen[h] {
				p.paths -= len(full)
				subs = append(subs, sub{h, full + "/"})
			}
		case bytes.HasPrefix(mode, []byte("10")) || bytes.HasPrefix(mode, []byte("12")):
			if _, ok := places[h]; !ok && len(places) < maxPlaces {
				p.paths -= len(full)
				places[h] = Place{full, commit}
			}
		}
	})
	for _, s := range subs {
		if err := p.tree(s.h, s.path, commit, seen, places, depth+1); err != nil {
			return err
		}
		p.paths += len(s.path) - 1
	}
	return nil
}

// A CommitTime is what of a commit decides on its order.
type CommitTime struct {
	Hash    Hash
	Tree    Hash
	Parents []Hash
	When    int64 // seconds since 1970
}

// queue holds the commits all of whose parents have been taken.
type queue struct {
	all   []CommitTime
	ready []int
}

func (q *queue) Len() int { return len(q.ready) }

func (q *queue) Less(i, j int) bool {
	a, b := &q.all[q.ready[i]], &q.all[q.ready[j]]
	if a.When != b.When {
		return a.When < b.When
	}
	return bytes.Compare(a.Hash[:], b.Hash[:]) < 0
}

func (q *queue) Swap(i, j int) { q.ready[i], q.ready[j] = q.ready[j], q.ready[i] }

// Push implements [heap.Interface].
func (q *queue) Push(x any) { q.ready = append(q.ready, x.(int)) }

// Pop implements [heap.Interface].
func (q *queue) Pop() any {
	i := q.ready[len(q.ready)-1]
	q.ready = q.ready[:len(q.ready)-1]
	return i
}

// inOrder puts parents before their children.
func inOrder(all []CommitTime) []CommitTime {
	at := make(map[Hash]int, len(all))
	for i := range all {
		at[all[i].Hash] = i
	}
	missing, children := make([]int, len(all)), make([][]int, len(all))
	for i := range all {
		for _, h := range all[i].Parents {
			if k, ok := at[h]; ok {
				missing[i]++
				children[k] = append(children[k], i)
			}
		}
	}
	q := &queue{all: all}
	for i, n := range missing {
		if n == 0 {
			q.ready = append(q.ready, i)
		}
	}
	heap.Init(q)
	ordered := make([]CommitTime, 0, len(all))
	for q.Len() > 0 {
		i := heap.Pop(q).(int)
		ordered = append(ordered, all[i])
		for _, k := range children[i] {
			if missing[k]--; missing[k] == 0 {
				heap.Push(q, k)
			}
		}
	}
	return ordered
}
