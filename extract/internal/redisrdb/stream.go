package redisrdb

// stream reads a stream: all its entries, with their numbers, and the names of those
// who read it.
func (r *reader) stream(kind byte) {
	for n := r.length(); n > 0 && r.err == nil; n-- {
		r.string()
		r.pack(listpack(r.string()), false, false, 2)
	}
	lengths := 3
	if kind >= typeStream2 {
		lengths = 8
	}
	for range lengths {
		r.length()
	}
	for groups := r.length(); groups > 0 && r.err == nil; groups-- {
		r.give(nil, r.string())
		r.length()
		r.length()
		if kind >= typeStream2 {
			r.length()
		}
		for n := r.length(); n > 0 && r.err == nil; n-- {
			r.take(16 + 8)
			r.length()
		}
		for consumers := r.length(); consumers > 0 && r.err == nil; consumers-- {
			r.give(nil, r.string())
			r.take(8)
			if kind >= typeStream3 {
				r.take(8)
			}
			for n := r.length(); n > 0 && r.err == nil; n-- {
				r.take(16)
			}
		}
	}
}

// module reads the value of a module: its strings.
func (r *reader) module() {
	for r.err == nil {
		switch r.length() {
		case 0:
			return
		case 1, 2:
			r.length()
		case 3:
			r.take(4)
		case 4:
			r.take(8)
		case 5:
			r.give(nil, r.string())
		default:
			r.fail(ErrFormat)
		}
	}
}
