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
	folder, table, ok := tableIn(strings.ReplaceAll(name, "\\", "/"))
	if !ok {
		return nil
	}
	p := &catalog.Place{Folder: z.sealer.Folder(target, folder), Of: table.Of}
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

// tableIn returns the folder in which a table stands, and what its name says. Where files are but the parts of
// a table, that is called what their folder is: "customers/part-00001.csv".
func tableIn(name string) (folder string, table detect.TableName, ok bool) {
	at := strings.LastIndexByte(name, '/') + 1
	folder, file := name[:at], name[at:]
	part := isPart(file)
	if table, ok = detect.TableNamed(file); part {
		table, ok = detect.TableName{}, true
	}
	if !ok || table.Of != exposure.OfRow || slices.ContainsFunc(table.Words, func(w detect.TableWord) bool { return !w.Tells }) || len(folder) < 2 {
		return folder, table, ok
	}
	at = strings.LastIndexByte(folder[:len(folder)-1], '/') + 1
	outer, ok := detect.TableNamed(folder[at : len(folder)-1])
	outer.Words = append(outer.Words, table.Words...)
	return folder[:at], outer, ok && len(outer.Words) <= detect.MostTableWords
}

// isPart reports whether a file is a part of a table, as programs name them that write several at once, and as sources of
// rows do: "part-00000-c000.snappy.parquet", "id=start..5000.csv".
func isPart(file string) bool {
	return strings.HasPrefix(file, "part-") || strings.HasPrefix(file, "part_") || strings.Contains(file, "=")
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
