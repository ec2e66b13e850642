package web

import "strings"

// child returns the one step of a path below dir that a link leads to, with a slash
// at its end where the link has one: decoded, as bytes. ok is false for a link that
// leads anywhere else: up, to dir itself, deeper, to another server, to a question
// or a place within a page. dir is "" or ends in a slash.
func child(href, dir string) (name string, ok bool) {
	href = strings.Trim(href, " \t\r\n\f")
	if strings.ContainsAny(href, "?#\t\r\n") {
		return "", false
	}
	if colon := strings.IndexByte(href, ':'); colon >= 0 && !strings.Contains(href[:colon], "/") {
		return "", false // a scheme: what stands at this server is written without one
	}
	switch {
	case strings.HasPrefix(href, "//"):
		return "", false
	case strings.HasPrefix(href, "/"):
		if href, ok = below(href[1:], dir); !ok {
			return "", false
		}
	default:
		for strings.HasPrefix(href, "./") {
			href = href[2:]
		}
	}
	step, slash := strings.CutSuffix(href, "/")
	name = decode(step)
	if !proper(name) {
		return "", false
	}
	if slash {
		name += "/"
	}
	return name, true
}

// below returns what follows the steps of dir in a path, each decoded by itself.
func below(path, dir string) (rest string, ok bool) {
	for dir != "" {
		want, after, _ := strings.Cut(dir, "/")
		step, others, found := strings.Cut(path, "/")
		if !found || decode(step) != want {
			return "", false
		}
		path, dir = others, after
	}
	return path, true
}

// proper reports whether a decoded step names a file or directory of its own.
func proper(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, "/\x00")
}

// decode undoes percent-encoding. A percent sign that begins none stands for itself,
// as in browsers (WHATWG URL, "percent-decode").
func decode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if high, low := hexValue(s[i+1]), hexValue(s[i+2]); high >= 0 && low >= 0 {
				b = append(b, byte(high<<4|low))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
