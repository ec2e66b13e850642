package extract

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// What is kept of quotes that nothing closes changes no cell.
func TestOpenQuotes(t *testing.T) {
	const parts = "ab,,,\"\"\"\"\"\"\" \r\n"
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200000 {
		b := make([]byte, rnd.IntN(24))
		for i := range b {
			b[i] = parts[rnd.IntN(len(parts))]
		}
		text, open := string(b), 0
		for at := 0; at < len(text); {
			from, to, end := cellEnd(text[at:], ',', &open)
			if f, o, e := cellEnd(text[at:], ',', new(int)); f != from || o != to || e != end {
				t.Fatalf("the cell at %d of %q is %d %d %d, want %d %d %d", at, text, from, to, end, f, o, e)
			}
			at += end + 1
		}
	}
}

// A text full of quotes that nothing closes is looked at once: where each quote is looked for
// anew, a text of this size, far above that of a sample, outlasts the time that all tests have.
func TestHostileQuotes(t *testing.T) {
	for _, s := range []string{`,"a`, `,"`, "\n\"a", "\n\"a,b", `,"a""`, `,"""a`, "a,b\n,\"a", `;"a` + "\n" + `|"a`, `:"a,"b`} {
		tableOf([]byte(strings.Repeat(s, 100*sampleSize/len(s))), true)
	}
}
