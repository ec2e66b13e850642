package detect

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// A candidate is a mention that may yet lose against an overlapping one.
type candidate struct {
	offset int64
	record int64
	rule   *Rule
	own    []byte // the value, where it is not the text at offset
	around []byte // what a mention lends of the text about it, where that may be dropped
	class  exposure.Class
	length int32
	why    why
	score  int16
	field  fieldID
	role   uint8 // of a party, by the key
	part   bool  // stands in the signature of a mail, in no field
	within *within
	total  *totalLabel // beside which it stands, nil for none
	rank   totalRank
}

// Candidates contend within a group: one address is not also a host, one card
// number not also a telephone number.
const (
	groupAddress = iota // email, message, domain, host, ip, phone, card, IBAN
	groupSecret
	groupPerson // person and company
	groupUser   // user, project and reference
	groupCountry
	groupPlace // postal address
	groups
)

func groupOf(k exposure.Kind) int {
	switch k {
	case exposure.Secret:
		return groupSecret
	case exposure.Person, exposure.Company:
		return groupPerson
	case exposure.User, exposure.Project, exposure.Reference:
		return groupUser
	case exposure.Address:
		return groupPlace
	case exposure.Country:
		return groupCountry
	}
	return groupAddress
}

func (c *candidate) end() int64 { return c.offset + int64(c.length) }

// beats reports whether c is to be kept where both overlap.
func (c *candidate) beats(o *candidate) bool {
	return cmp.Or(cmp.Compare(c.score, o.score), cmp.Compare(c.length, o.length), cmp.Compare(c.meant(), o.meant())) > 0
}

// meant is 1 where the candidate reads the text as it is meant: decoded, but for
// links that open something, which are used as they stand.
func (c *candidate) meant() int {
	if (c.within != nil) == (c.rule.group != groupSecret) {
		return 1
	}
	return 0
}

// before orders candidates by offset; equal offsets by what makes the order
// whole.
func (c *candidate) before(o *candidate) bool {
	if c.offset != o.offset {
		return c.offset < o.offset
	}
	return cmp.Or(
		cmp.Compare(o.score, c.score),
		cmp.Compare(o.length, c.length),
		cmp.Compare(c.rule.Kind, o.rule.Kind),
		cmp.Compare(c.rule.ID, o.rule.ID),
		bytes.Compare(c.own, o.own),
	) < 0
}

// settle decides between candidates that begin before limit and hands on those
// that nothing can displace any more.
func (st *Stream) settle(limit int64) error {
	st.sort()
	n := 0
	for ; n < len(st.order) && st.pending[st.order[n]].offset < limit; n++ {
		if err := st.compete(&st.pending[st.order[n]]); err != nil {
			return err
		}
	}
	st.keep(st.order[n:])
	for g := range st.holds {
		cur := &st.current[g]
		switch {
		case !st.holds[g]:
		case cur.end() <= limit:
			st.holds[g] = false
			if err := st.emit(cur); err != nil {
				return err
			}
		default: // its text may be dropped
			cur.around = bytes.Clone(st.aroundOf(cur))
			if cur.own == nil {
				cur.own = bytes.Clone(st.valueOf(cur))
			}
		}
	}
	return nil
}

// keep leaves the candidates that wait, in their order.
func (st *Stream) keep(order []int32) {
	slices.Sort(order)
	for i, from := range order {
		st.pending[i] = st.pending[from]
	}
	clear(st.pending[len(order):])
	st.pending, st.cells = st.pending[:len(order)], len(order)
}

// sort fills order. Anchors and cells each yield candidates nearly in order.
func (st *Stream) sort() {
	st.order = st.order[:0]
	for i := range st.pending {
		st.order = append(st.order, int32(i))
	}
	a, b := st.order[:st.cells], st.order[st.cells:]
	st.nearlySort(a)
	st.nearlySort(b)
	if len(a) > 0 && len(b) > 0 && st.pending[b[0]].before(&st.pending[a[len(a)-1]]) {
		st.merge(a, b)
	}
}

// nearlySort is insertion sort, as long as that is cheap.
func (st *Stream) nearlySort(order []int32) {
	moves := 16*len(order) + 256
	for i := 1; i < len(order); i++ {
		k := order[i]
		j := i
		for j > 0 && st.pending[k].before(&st.pending[order[j-1]]) {
			order[j] = order[j-1]
			j--
		}
		order[j] = k
		if moves -= i - j; moves < 0 {
			slices.SortFunc(order, func(x, y int32) int {
				if st.pending[x].before(&st.pending[y]) {
					return -1
				}
				return 1
			})
			return
		}
	}
}

// merge merges two sorted parts that lie beside each other in order.
func (st *Stream) merge(a, b []int32) {
	st.spare = append(st.spare[:0], a...)
	a = st.spare
	out := st.order
	for len(a) > 0 && len(b) > 0 {
		if st.pending[b[0]].before(&st.pending[a[0]]) {
			out[0], b = b[0], b[1:]
		} else {
			out[0], a = a[0], a[1:]
		}
		out = out[1:]
	}
	copy(out, a)
}

// compete lets c and the last candidate of its group that was not yet handed
// on contend for overlapping text.
func (st *Stream) compete(c *candidate) error {
	g := c.rule.group
	cur := &st.current[g]
	if st.holds[g] && c.offset < cur.end() {
		if c.beats(cur) {
			*cur = *c
		}
		return nil
	}
	if st.holds[g] {
		if err := st.emit(cur); err != nil {
			return err
		}
	}
	*cur, st.holds[g] = *c, true
	return nil
}

// valueOf returns the value of a candidate, lent.
func (st *Stream) valueOf(c *candidate) []byte {
	if c.own != nil {
		return c.own
	}
	from := c.offset - st.base
	return st.buf[from : from+int64(c.length) : from+int64(c.length)]
}

func (st *Stream) emit(c *candidate) error {
	if int(c.score) < st.e.minScore || !st.e.kinds[c.rule.Kind] {
		return nil
	}
	if st.outer != nil {
		st.outer.takeInner(c, st.valueOf(c), st.accept)
		return nil
	}
	field := c.field.name()
	switch {
	case c.part:
		field = exposure.FieldSignature
	case c.role != 0 && (c.rule.Kind == exposure.Company || c.rule.Kind == exposure.Person):
		field = exposure.Field(exposure.RoleByNumber(c.role))
	}
	around, record := st.aroundOf(c), st.marks.spanned(c.offset, c.record)
	return st.fn(Mention{
		Kind: c.rule.Kind, Rule: c.rule.ID, Value: st.valueOf(c), Offset: c.offset, Length: int(c.length), Around: around, At: atIn(around, c),
		Field: field, Record: record, Score: int(c.score), Class: c.class, why: c.why, within: c.within, total: c.total, rank: c.rank,
	})
}
