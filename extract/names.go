package extract

// names keeps one string for each name of a field, which comes again with each
// record. Its zero value works.
type names struct {
	all  map[string]string
	near [128]string // of those met last, by a few of their bytes
}

// maxNames is how many names are kept.
const maxNames = 4096

// of is b as a string, of at most maxField bytes.
func (n *names) of(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	k := 29*len(b) + 7*int(b[0]) + 13*int(b[len(b)/2]) + 31*int(b[len(b)-1])
	near := &n.near[k%len(n.near)]
	if *near == string(b) {
		return *near
	}
	s, ok := n.all[string(b)]
	if !ok {
		s = fieldName(b)
		if n.all == nil {
			n.all = make(map[string]string)
		}
		if len(n.all) < maxNames {
			n.all[s] = s
		}
	}
	*near = s
	return s
}
