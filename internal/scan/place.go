package scan

import (
	"slices"
	"strings"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
)

// placeOf returns where a name stands and what it says of the table in it, nil where it names none. It is
// the target's, or that of a member in its container, whose target is "".
func (z *sealing) placeOf(target, name string) *catalog.Place {
	name = strings.ReplaceAll(name, "\\", "/")
	at := strings.LastIndexByte(name, '/') + 1
	table, ok := detect.TableNamed(name[at:])
	if !ok {
		return nil
	}
	p := &catalog.Place{Folder: z.sealer.Folder(target, name[:at]), Of: table.Of}
	for _, w := range table.Words {
		hash := z.sealer.TableWord(w.Word) &^ 1
		if w.Tells {
			hash |= 1
		}
		p.Words = append(p.Words, hash)
	}
	slices.Sort(p.Words)
	return p
}

// key takes in the key of a row.
func (s *sink) key(f *frame, k detect.Key) error {
	f.keyed = max(f.keyed, catalog.WithKeys)
	if k.Column.Own() {
		f.keyed = catalog.WithTables
	}
	f.batch.Key(exposure.Key{Record: uint64(exposure.InSegment(k.Record, f.part)), Part: f.part, Column: k.Column, Lead: k.Lead, Hash: s.w.sealing.sealer.RowKey(k.Value)})
	return nil
}
