package detect

import "github.com/hemostat/hemostat/exposure"

// How much of the text about a credential is lent with it. Of what a candidate is
// settled in, at least so much is held whatever the pieces in which it came: marginBack
// is maxBack and 512, and marginAhead leaves more than this behind the longest match.
const (
	aroundBack  = 480
	aroundAhead = 4 << 10
)

// aroundOf returns the text about a credential, lent; nil for other kinds and for what
// stands in another coding.
func (st *Stream) aroundOf(c *candidate) []byte {
	switch {
	case c.around != nil:
		return c.around
	case c.rule.Kind != exposure.Secret || c.within != nil || st.outer != nil:
		return nil
	}
	from := c.offset - min(c.offset, aroundBack)
	to := min(c.end()+aroundAhead, st.base+int64(len(st.buf)))
	return st.buf[from-st.base : to-st.base : to-st.base]
}

// atIn returns where a candidate begins in the text about it.
func atIn(around []byte, c *candidate) int {
	if around == nil {
		return 0
	}
	return int(min(c.offset, aroundBack))
}
