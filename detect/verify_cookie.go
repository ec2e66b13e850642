package detect

// cookieWords are in the names of cookies that sign in.
var cookieWords = foldWords("sess", "auth", "token", "sid", "jwt", "login", "remember", "identity", "ticket", "sso")

// verifyCookie looks at "cookie:": each cookie in the header whose name says that it
// signs in (RFC 6265).
func verifyCookie(v *view) {
	text := v.text
	if v.base+int64(v.start) < v.st.skip.cookie {
		return
	}
	i := run(text, v.end, 8, cookieGap)
	for range 32 {
		end := run(text, i, 64, keyChars)
		if end == i || end >= len(text) || text[end] != '=' {
			return
		}
		from := run(text, end+1, 2, shellQuotes)
		to := run(text, from, 4<<10, cookieChars)
		if name, value := text[i:end], text[from:to]; cookieWords.in(name) && len(value) >= 6 && !isCode(value, true) {
			switch {
			case len(value) < 16 || entropy(value) < 280:
				score, class, w := judge(value, 40, "", whyContext|whyWeak|whyShort)
				v.found(v.rule, from, to, value, score, class, w)
			default:
				v.secret(v.rule, from, to, whyContext|whyStructure)
			}
		}
		i = run(text, to, 8, cookieEnd)
		v.st.skip.cookie = v.base + int64(to)
	}
}

var (
	cookieGap   = chars(" \t\"'\\")
	cookieEnd   = chars(" \t;\"'\\")
	cookieChars = chars("!-~").without("\"',;\\") // RFC 6265 section 4.1.1
)
