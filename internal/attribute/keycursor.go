package attribute

import (
	"iter"
	"slices"
	"sort"

	"github.com/hemostat/hemostat/exposure"
)

// A keyCursor goes along the keys of one content as its records come. Close it.
type keyCursor struct {
	next func() ([]exposure.Key, error, bool)
	stop func()
	rows []exposure.Key     // that were read last
	at   int                // of those whose record may still come
	met  func(exposure.Key) // is told of each key once
	err  error
}

func (m *model) newKeyCursor(content uint32, met func(exposure.Key)) *keyCursor {
	k := &keyCursor{met: met}
	k.next, k.stop = iter.Pull2(m.in.Ledger.Keys(*m.units.at(content)))
	return k
}

// of returns the keys of a record, lent until the next call. Records come ascending, or nearly so: one that
// comes much too late has none. Those of parties and of whom a row names beside have none.
func (k *keyCursor) of(record uint64) []exposure.Key {
	if _, beside := exposure.RowOf(record); beside || exposure.RoleOf(record) != "" {
		return nil
	}
	if k.at > 0 && k.rows[k.at-1].Record >= record {
		k.at = sort.Search(k.at, func(i int) bool { return k.rows[i].Record >= record })
	}
	for {
		for k.at < len(k.rows) && k.rows[k.at].Record < record {
			k.at++
		}
		to := k.at
		for to < len(k.rows) && k.rows[to].Record == record {
			to++
		}
		if to < len(k.rows) || !k.more() {
			return k.rows[k.at:min(to, len(k.rows))]
		}
	}
}

// more reads on. What was read stays as long as its record may still come.
func (k *keyCursor) more() bool {
	if k.err != nil {
		return false
	}
	list, err, ok := k.next()
	if k.err = err; !ok || err != nil {
		return false
	}
	for i := range list {
		k.met(list[i])
	}
	kept := k.rows[min(k.at, max(0, len(k.rows)-keysBehind)):]
	k.at -= len(k.rows) - len(kept)
	k.rows = append(slices.Clone(kept), list...)
	return true
}

// keysBehind is how many keys stay that were passed already.
const keysBehind = 256

// end reads the rest and closes.
func (k *keyCursor) end() error {
	for k.more() {
		k.at = len(k.rows)
	}
	k.stop()
	return k.err
}
