package attribute

import (
	"cmp"
	"context"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A Placed says where a content with keys of rows stands, as far as it tells which tables belong to one
// export: those of one folder. See docs/adr/0011.
type Placed struct {
	Unit   exposure.Unit
	Within exposure.Unit  // the container in which it stands; zero for an object of a target
	Folder uint64         // of the target or container, by a keyed hash
	Of     exposure.KeyOf // whose rows it has, by its name; [exposure.OfRow] where that does not say
	Words  []uint32       // the other words of its name, keyed, ascending; odd where they tell one export from another
	// Scattered says that the same content stands in the container in more places than were noted:
	// no tables of it are joined.
	Scattered bool
	// Inside says that the content is meant itself, with the tables that are named in it.
	Inside bool
}

// An exported is one place of a content in a folder in which others with keys stand too.
type exported struct {
	folder  uint64
	content uint32
	of      exposure.KeyOf
	words   []uint32
	inside  bool
}

func (e *exported) compare(o *exported) int {
	return cmp.Or(cmp.Compare(e.folder, o.folder), order(e.content, o.content), cmp.Compare(e.of, o.of), slices.Compare(e.words, o.words))
}

// apart makes one number of the words by which the table is told from those of another export: all that are left
// beside the word for whose rows it has, else those that tell.
func (e *exported) apart() (sum uint64) {
	for _, w := range e.words {
		if e.of != exposure.OfRow || w&1 != 0 {
			sum += mix(uint64(w))
		}
	}
	return sum
}

// mostReadings is in how many ways the words of a name are read at most; more words are cut.
const mostReadings = 1 << 8

// readings calls f with the number, as apart makes it, of each selection of the words of a name: a table of
// customers is of the same export if all words by which it is told apart stand there.
func (e *exported) readings(f func(sum uint64)) {
	words := e.words[:min(len(e.words), 8)]
	for set := range min(1<<len(words), mostReadings) {
		sum := uint64(0)
		for i, w := range words {
			if set&(1<<i) != 0 {
				sum += mix(uint64(w))
			}
		}
		f(sum)
	}
}

// readExports finds the contents that stand beside others with keys, by their places: ascending by content.
func (c *crowd) readExports(ctx context.Context) ([]exported, error) {
	if c.m.in.Placed == nil {
		return nil, nil
	}
	type placed struct {
		exported
		within exposure.Unit
	}
	var all []placed
	scattered := map[exposure.Unit]bool{}
	for p, err := range c.m.in.Placed(ctx) {
		if err := wanted(ctx, len(all), err); err != nil {
			return nil, err
		}
		if p.Scattered {
			scattered[p.Within] = true
			continue
		}
		if content, ok := c.m.units.find(&p.Unit); ok {
			all = append(all, placed{exported{p.Folder, content, p.Of, p.Words, p.Inside}, p.Within})
		}
	}
	var list []exported
	for i := range all {
		if !scattered[all[i].within] {
			list = append(list, all[i].exported)
		}
	}
	if err := sortWanted(ctx, list, func(a, b exported) int { return a.compare(&b) }); err != nil {
		return nil, err
	}
	list = slices.CompactFunc(list, func(a, b exported) bool { return a.compare(&b) == 0 })
	kept := list[:0]
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].folder == list[from].folder {
			to++
		}
		if list[from].inside || list[from].content != list[to-1].content {
			kept = append(kept, list[from:to]...)
		}
		from = to
	}
	return kept, sortWanted(ctx, kept, func(a, b exported) int { return cmp.Or(order(a.content, b.content), a.compare(&b)) })
}

// byContent calls f for the places of one content after another.
func byContent(list []exported) (groups [][]exported) {
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && list[to].content == list[from].content {
			to++
		}
		groups, from = append(groups, list[from:to]), to
	}
	return groups
}
