package detect

// lower folds ASCII letters; every other byte stands for itself.
var lower = func() (t [256]byte) {
	for b := range 256 {
		t[b] = byte(b)
		if b >= 'A' && b <= 'Z' {
			t[b] = byte(b) + 'a' - 'A'
		}
	}
	return t
}()

// A charset is a set of bytes.
type charset [256]bool

func chars(s string) *charset {
	var c charset
	for i := 0; i < len(s); i++ {
		if i+2 < len(s) && s[i+1] == '-' {
			for b := int(s[i]); b <= int(s[i+2]); b++ {
				c[b] = true
			}
			i += 2
			continue
		}
		c[s[i]] = true
	}
	return &c
}

// with returns c and the bytes from 0x80 on: any letter beyond ASCII in UTF-8.
func (c *charset) with8bit() *charset {
	d := *c
	for b := 0x80; b < 256; b++ {
		d[b] = true
	}
	return &d
}

// others returns the bytes that are not in c.
func (c *charset) others() *charset {
	d := new(charset)
	for b, in := range c {
		d[b] = !in
	}
	return d
}

// and returns c and the bytes of s.
func (c *charset) and(s string) *charset {
	d := *c
	for i := range len(s) {
		d[s[i]] = true
	}
	return &d
}

// The named character sets of rule files. A literal '-' stands last.
var charsets = map[string]*charset{
	"alnum":     chars("A-Za-z0-9"),
	"word":      chars("A-Za-z0-9_"),
	"digits":    chars("0-9"),
	"hex":       chars("0-9a-fA-F"),
	"lowerhex":  chars("0-9a-f"),
	"upper":     chars("A-Z0-9"),
	"lower":     chars("a-z0-9"),
	"base32":    chars("A-Z2-7"),
	"base64":    chars("A-Za-z0-9+/="),
	"base64url": chars("A-Za-z0-9_-"),
	"base64any": chars("A-Za-z0-9+/_=-"),
	"padded":    chars("A-Za-z0-9_=-"),
	"bech32":    chars("QPZRYXGFTVDWSJNKHCEMUAL0-9"),
	"nopad64":   chars("A-Za-z0-9+/"),
	"crypt64":   chars("./0-9A-Za-z"), // base 64 of crypt(3)
	"letters":   chars("A-Za-z"),
	"space":     chars(" \t\r\n"),
	"quotes":    chars("\"\\"), // as JSON inside of JSON has them
	"beforeat":  chars("!-~").without("\"'`<>@/"),
	"path":      chars("A-Za-z0-9_/.-"),
	"quoted":    chars("!-~").without("\"'`"),
	"value":     chars("!-~").without("\"'`<>&"),
	"secretid":  chars("A-Za-z0-9_.~-"),
	"percent":   chars("A-Za-z0-9._~+/%=-"),
	"token":     chars("A-Za-z0-9._~+/=-"),
	"dotted":    chars("A-Za-z0-9_.-"),
	"resource":  chars("A-Za-z0-9:/_.+=@,-"),
	"printable": chars("!-~"),
}

var (
	wordChars  = charsets["word"]
	word8Chars = wordChars.with8bit()
	notWord8   = word8Chars.others()
	digitChars = charsets["digits"]
	hexChars   = charsets["hex"]
	alnumChars = charsets["alnum"]
)

func isDigit(c byte) bool { return c-'0' < 10 }
func isUpper(c byte) bool { return c-'A' < 26 }
func isLower(c byte) bool { return c-'a' < 26 }
func isAlpha(c byte) bool { return c|0x20-'a' < 26 }
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// trimmed returns b without the bytes of set at both ends.
func trimmed(b []byte, set *charset) []byte {
	for len(b) > 0 && set[b[0]] {
		b = b[1:]
	}
	for len(b) > 0 && set[b[len(b)-1]] {
		b = b[:len(b)-1]
	}
	return b
}

// run returns the end of the run of set that begins at i, at most max bytes on.
func run(text []byte, i, max int, set *charset) int {
	end := min(len(text), i+max)
	for i < end && set[text[i]] {
		i++
	}
	return i
}

// runBack returns the start of the run of set that ends before i.
func runBack(text []byte, i, max int, set *charset) int {
	end := i - max
	if end < 0 {
		end = 0
	}
	for i > end && set[text[i-1]] {
		i--
	}
	return i
}
