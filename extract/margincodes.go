package extract

// marginText is the text of a header or footer of a sheet without its codes (ECMA-376,
// 18.3.1.46): fonts, sizes, colours, and what stands for the page, the date or the
// name of the file. Its sections are lines.
func marginText(p []byte) []byte {
	var out []byte
	for len(p) > 0 {
		if p[0] != '&' || len(p) == 1 {
			out, p = append(out, p[0]), p[1:]
			continue
		}
		code, rest := p[1], p[2:]
		switch {
		case code == '&':
			out = append(out, '&')
		case code == 'L' || code == 'C' || code == 'R':
			if len(out) > 0 {
				out = append(out, '\n')
			}
		case code == '"':
			for len(rest) > 0 && rest[0] != '"' {
				rest = rest[1:]
			}
			rest = rest[min(1, len(rest)):]
		case code == 'K': // RRGGBB, or a theme's colour and how bright: 01+000
			rest = rest[min(6, len(rest)):]
			for len(rest) > 0 && !(rest[0] < 0x80 || rest[0] >= 0xc0) { // no half of a letter
				rest = rest[1:]
			}
		case code >= '0' && code <= '9':
			for len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9' {
				rest = rest[1:]
			}
		case code >= 0x80: // no code
			out, rest = append(out, '&'), p[1:]
		}
		p = rest
	}
	return out
}
