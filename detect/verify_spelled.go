package detect

import "github.com/hemostat/hemostat/exposure"

// verifySpelled looks at "(at)" and the like: an address that is written so that
// programs do not find it: "jane dot doe (at) contoso dot com".
func verifySpelled(v *view) {
	text := v.text
	domain, end, labels := v.spelledWords(v.end, 1)
	if labels < 2 {
		return
	}
	// The local part: back from the anchor, word by word.
	start := v.start
	for start > 0 && v.start-start < 2 && text[start-1] == ' ' {
		start--
	}
	last := start
	for range 3 {
		from := runBack(text, start, maxLocal, localChars)
		if from == start {
			return
		}
		start = from
		before := spelledDotBack(text, start)
		if before < 0 {
			break
		}
		start = before
	}
	local := unspelled(text[start:last])
	if len(local) == 0 || len(local) > maxLocal || !v.wordStart(start) || !alnumChars[local[0]] {
		return
	}
	host, ok := v.st.host(domain)
	if !ok {
		return
	}
	class := exposure.Class("")
	switch {
	case host.own:
		class = exposure.ClassOwn
	case host.reserved:
		class = exposure.ClassReserved
	case host.freeMail:
		class = exposure.ClassFreeMail
	}
	v.foundOwn(v.rule, start, end, append(append(local, '@'), domain...), v.rule.Score, class, whyContext|whySuffix)
}

// spelledWords reads a domain from i on, its dots as they stand or spelled.
func (v *view) spelledWords(i, blanks int) (domain []byte, end, labels int) {
	text := v.text
	for n := 0; n < blanks && i < len(text) && text[i] == ' '; n++ {
		i++
	}
	for labels < 6 {
		to := run(text, i, 64, labelChars)
		for to > i && !alnumChars[text[to-1]] {
			to--
		}
		if to == i {
			break
		}
		domain, end = append(domain, text[i:to]...), to
		labels += 1 + countDots(text[i:to])
		if i = spelledDot(text, to); i < 0 || i >= len(text) || !alnumChars[text[i]] {
			break
		}
		domain = append(domain, '.')
	}
	for len(domain) > 0 && domain[len(domain)-1] == '.' {
		domain = domain[:len(domain)-1]
	}
	return domain, end, labels
}

func countDots(b []byte) (n int) {
	for _, c := range b {
		if c == '.' {
			n++
		}
	}
	return n
}

// spelledDots are how people spell the dot.
var spelledDots = lowerWords(" dot ", " (dot) ", "(dot)", " [dot] ", "[dot]", " punkt ", "(punkt)", "[punkt]", " point ", " punto ", "{dot}")

// spelledDot returns where a spelled dot at i ends, -1 if there is none.
func spelledDot(text []byte, i int) int {
	for _, d := range spelledDots {
		if foldedAt(text, i, d) {
			return i + len(d)
		}
	}
	return -1
}

func spelledDotBack(text []byte, i int) int {
	for _, d := range spelledDots {
		if foldedAt(text, i-len(d), d) {
			return i - len(d)
		}
	}
	return -1
}

// unspelled returns s with its dots.
func unspelled(s []byte) []byte {
	out := make([]byte, 0, len(s)+1)
	for i := 0; i < len(s); {
		if end := spelledDot(s, i); end > 0 {
			out, i = append(out, '.'), end
			continue
		}
		out = append(out, s[i])
		i++
	}
	return out
}
