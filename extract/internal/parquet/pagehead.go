package parquet

// A pageHeader is what stands before a page.
type pageHeader struct {
	kind             int64
	unpacked, packed int64
	values           int64
	encoding         int64
	defs, reps       int64 // bytes, in version 2
	defEnc, repEnc   int64
	bare             bool // in version 2: not packed
}

// kinds of pages ("enum PageType").
const (
	pageData  = 0
	pageIndex = 1
	pageDict  = 2
	pageData2 = 3
)

// pageHeader reads a PageHeader.
func (t *thrift) pageHeader() (h pageHeader, err error) {
	number := func(to *int64) (bool, error) {
		v, err := t.int()
		*to = v
		if err == nil && (v < 0 || v > 1<<31-1) {
			err = ErrFormat
		}
		return true, err
	}
	part := func(fields map[int16]*int64) (bool, error) {
		return true, t.structure(func(id int16, kind byte) (bool, error) {
			if to := fields[id]; to != nil && kind == typeInt32 {
				return number(to)
			}
			if id == 7 && kind == typeFalse {
				h.bare = true
			}
			return false, nil
		})
	}
	err = t.structure(func(id int16, kind byte) (bool, error) {
		switch {
		case kind == typeInt32 && id <= 3:
			return number([]*int64{&h.kind, &h.unpacked, &h.packed}[max(id, 1)-1])
		case kind == typeStruct && id == 5:
			return part(map[int16]*int64{1: &h.values, 2: &h.encoding, 3: &h.defEnc, 4: &h.repEnc})
		case kind == typeStruct && id == 7:
			return part(map[int16]*int64{1: &h.values, 2: &h.encoding})
		case kind == typeStruct && id == 8:
			return part(map[int16]*int64{1: &h.values, 4: &h.encoding, 5: &h.defs, 6: &h.reps})
		}
		return false, nil
	})
	return h, err
}
