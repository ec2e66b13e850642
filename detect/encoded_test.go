package detect

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

const (
	coded  = "please write to jane.doe@contoso.example about it"
	hidden = "jane.doe@contoso.example"
)

func fold(s string, n int, end string) string {
	var b strings.Builder
	for len(s) > n {
		b.WriteString(s[:n] + end)
		s = s[n:]
	}
	return b.String() + s
}

func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// encodings write a text otherwise, as programs do.
var encodings = map[string]struct {
	within string // with %d for the place where the coded text begins
	encode func(s string) string
}{
	"base64":      {"base64@%d", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	"base64 raw":  {"base64@%d", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }},
	"base64 mime": {"base64@%d", func(s string) string { return fold(base64.StdEncoding.EncodeToString([]byte(s)), 64, "\r\n") }},
	"base64 yaml": {"base64@%d", func(s string) string {
		return fold(base64.StdEncoding.EncodeToString([]byte(s)), 40, "\n    ")
	}},
	"base64 in JSON":   {"base64@%d", func(s string) string { return fold(base64.StdEncoding.EncodeToString([]byte(s)), 64, `\n`) }},
	"base64 of UTF-16": {"base64-utf16@%d", func(s string) string { return base64.StdEncoding.EncodeToString(wide(s)) }},
	"hex":              {"hex@%d", func(s string) string { return hex.EncodeToString([]byte(s)) }},
	"hex upper":        {"hex@%d", func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) }},
	"percent":          {"percent@%d", url.QueryEscape},
	"entities":         {"html@%d", func(s string) string { return strings.ReplaceAll(html.EscapeString(s), "@", "&#64;") }},
	"hex entities":     {"html@%d", func(s string) string { return strings.ReplaceAll(s, "@", "&#x40;") }},
	"JSON":             {"escape@%d", func(s string) string { return strings.ReplaceAll(s, "@", `\u0040`) }},
	"quoted":           {"quoted-printable@%d", func(s string) string { return strings.ReplaceAll(s, "@", "=40") }},
	"encoded word Q": {"encoded-word@%d", func(s string) string {
		return "=?utf-8?Q?" + strings.NewReplacer("@", "=40", " ", "_").Replace(s) + "?="
	}},
	"encoded word B": {"encoded-word@%d", func(s string) string { return "=?utf-8?b?" + base64.StdEncoding.EncodeToString([]byte(s)) + "?=" }},
	"base64 twice": {"base64@%d/base64@0", func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(s))))
	}},
	"percent in base64": {"base64@%d/percent@0", func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(s)))
	}},
}

// What stands in another coding is found, at the place of the coded text.
func TestEncodedTextIsFound(t *testing.T) {
	e := newEngine(t)
	for name, x := range encodings {
		for _, before := range []string{"", "data: ", "<a href=\"", "\n\n", "https://contoso.example/path/"} {
			escapes := strings.ContainsAny(x.encode("@"), "%&\\=") && !strings.HasPrefix(name, "base64") && !strings.HasPrefix(name, "encoded")
			if escapes && strings.HasSuffix(before, "/") {
				continue // the token begins before
			}
			text := before + x.encode(coded) + "\" and more"
			found := false
			for _, m := range collect(t, e, Segment{}, text, "") {
				if string(m.Value) != hidden {
					continue
				}
				found = true
				if end := m.Offset + int64(m.Length); m.Offset < int64(len(before)) || end > int64(len(text)-len("\" and more")) || m.Length < 24 {
					t.Errorf("%s behind %q: takes %d to %d of %q", name, before, m.Offset, end, text)
				}
				if !escapes && m.Within() != fmt.Sprintf(x.within, len(before)) {
					t.Errorf("%s behind %q: within %s", name, before, m.Within())
				}
				if m.Within() == "" {
					t.Errorf("%s behind %q: in no coding", name, before)
				}
			}
			if !found {
				t.Errorf("%s behind %q is not found: %s", name, before, text)
			}
		}
	}
}

// A coded value that also reads as itself counts once.
func TestEncodedCountsOnce(t *testing.T) {
	e := newEngine(t)
	for text, want := range map[string]string{
		"?mail=jane.doe%2Bnews@contoso.example&x=1": "jane.doe+news@contoso.example",
		"?mail=jane.doe%40contoso.example":          "jane.doe@contoso.example",
		"jane.doe&#64;contoso.example":              "jane.doe@contoso.example",
	} {
		var have []string
		for _, m := range collect(t, e, Segment{}, text, "") {
			if m.Rule == "email" {
				have = append(have, string(m.Value))
			}
		}
		if !slices.Equal(have, []string{want}) {
			t.Errorf("%s: %q, want %s", text, have, want)
		}
	}
}

// The field and the record of the coded text are those of what stands in it.
func TestEncodedKeepsItsField(t *testing.T) {
	e := newEngine(t)
	for _, m := range collect(t, e, Segment{}, "Jane%20Doe%40x", "name") {
		if m.Field == "" || m.Record != 1 {
			t.Errorf("%+v", m)
		}
	}
	found := false
	for _, m := range collect(t, e, Segment{}, base64.StdEncoding.EncodeToString([]byte(coded)), "mail") {
		found = found || m.Field != "" && m.Record == 1 && m.Rule == "email"
	}
	if !found {
		t.Error("no address with its field")
	}
}

// manyCoded makes a text of prose, random keys, and short and long runs in every
// coding.
func manyCoded(seed uint64) string {
	rng := rand.New(rand.NewPCG(seed, 5))
	names := make([]string, 0, len(encodings))
	for name := range encodings {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	random := func(n int) string {
		p := make([]byte, n)
		for i := range p {
			p[i] = byte(rng.Uint32())
		}
		return base64.StdEncoding.EncodeToString(p)
	}
	for b.Len() < 400<<10 {
		var inner strings.Builder
		for range 1 + rng.IntN(3)*rng.IntN(400) {
			fmt.Fprintf(&inner, "person %d writes to p%d.x@contoso%d.example now. ", rng.IntN(99), rng.IntN(9999), rng.IntN(99))
		}
		switch rng.IntN(4) {
		case 0:
			b.WriteString(random(rng.IntN(20_000)))
		case 1:
			b.WriteString(strings.Repeat("lorem ipsum dolor ", rng.IntN(60)))
		default:
			b.WriteString(encodings[names[rng.IntN(len(names))]].encode(inner.String()))
		}
		b.WriteString([]string{"\n", " ", "\"", ",", ".", "\n\n  "}[rng.IntN(6)])
	}
	return b.String()
}

// Neither the pieces in which a text comes nor the size of windows shows, however
// long a coded run is.
func TestEncodedDoesNotDependOnCuts(t *testing.T) {
	e := newEngine(t)
	for seed := range uint64(3) {
		text := manyCoded(seed)
		show := func(window, piece int) (list []string) {
			st := &Stream{e: e, window: window}
			st.Reset(Segment{}, func(m Mention) error {
				list = append(list, fmt.Sprintf("%s %s %d+%d %s", m.Rule, m.Value, m.Offset, m.Length, m.Within()))
				return nil
			})
			for from := 0; from < len(text); from += piece {
				if err := st.Write([]byte(text[from:min(len(text), from+piece)]), nil); err != nil {
					t.Fatal(err)
				}
			}
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			slices.Sort(list)
			return list
		}
		want := show(windowSize, len(text))
		if len(want) < 200 {
			t.Fatalf("seed %d: %d mentions", seed, len(want))
		}
		for _, window := range []int{windowSize, 4 << 10, 1000, 64} {
			for _, piece := range []int{len(text), 100_000, 4097, 61} {
				if have := show(window, piece); !slices.Equal(have, want) {
					t.Fatalf("seed %d, window %d, pieces of %d: %d mentions, want %d", seed, window, piece, len(have), len(want))
				}
			}
		}
	}
}

// Keys, hashes and words are not text in another coding, and so cost next to
// nothing.
func TestWhatIsNotEncoded(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 20_000 {
		p := make([]byte, 48)
		for i := range p {
			p[i] = byte(rng.Uint32())
		}
		for _, s := range []string{base64.StdEncoding.EncodeToString(p), hex.EncodeToString(p)} {
			if _, _, _, ok := probe([]byte(s)); ok {
				t.Errorf("random bytes are taken for text: %s", s)
			}
		}
	}
	for _, s := range []string{strings.Repeat("a", 100), strings.Repeat("0", 100), strings.Repeat("deadbeef", 9), "internationalizationHelperClassFactoryBuilder"} {
		if _, _, _, ok := probe([]byte(s)); ok {
			t.Errorf("%s is taken for text", s)
		}
	}
}

// Every value of a long run is found once, at its place, however the run is folded
// and wherever it begins.
func TestLongRunsHaveTheirPlaces(t *testing.T) {
	e := newEngine(t)
	var plain strings.Builder
	var places []int
	for i := range 3000 {
		fmt.Fprintf(&plain, "%s wrote to ", strings.Repeat("x", i%37))
		places = append(places, plain.Len())
		fmt.Fprintf(&plain, "p%04d@contoso.example yesterday. ", i)
	}
	base := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, c := range []struct {
		name   string
		encode func(s string) string
		ratio  float64
	}{
		{"base64", base, 4. / 3},
		{"base64 twice", func(s string) string { return base(base(s)) }, 16. / 9},
		{"base64 three times", func(s string) string { return base(base(base(s))) }, 64. / 27},
		{"hex", func(s string) string { return hex.EncodeToString([]byte(s)) }, 2},
		{"hex twice", func(s string) string { return hex.EncodeToString([]byte(hex.EncodeToString([]byte(s)))) }, 4},
		{"base64 of UTF-16", func(s string) string { return base64.StdEncoding.EncodeToString(wide(s)) }, 8. / 3},
		{"percent in base64", func(s string) string { return base(strings.ReplaceAll(s, "@", "%40")) }, 4. / 3 * float64(plain.Len()+2*len(places)) / float64(plain.Len())},
	} {
		for _, before := range []int{0, 5, 12_000} {
			text := strings.Repeat(". ", before/2) + c.encode(plain.String())
			n := 0
			for _, m := range collect(t, e, Segment{}, text, "") {
				if m.Rule != "email" {
					continue
				}
				var i int
				if _, err := fmt.Sscanf(string(m.Value), "p%d@", &i); err != nil || i != n {
					t.Fatalf("%s behind %d: %s in place of the %dth value", c.name, before, m.Value, n)
				}
				at := before/2*2 + int(float64(places[i])*c.ratio)
				if off := int(m.Offset) - at; off < -24 || off > 24 || m.Length < len(m.Value) || m.Length > int(float64(len(m.Value))*c.ratio)+24 {
					t.Fatalf("%s behind %d: value %d takes %d+%d, want about %d", c.name, before, i, m.Offset, m.Length, at)
				}
				n++
			}
			if n != len(places) {
				t.Errorf("%s behind %d: %d values, want %d", c.name, before, n, len(places))
			}
		}
	}
	for width := 32; width < 80; width++ {
		for _, end := range []string{"\n", "\r\n", "\n   ", `\n`} {
			coded := base(plain.String()[:60_000])
			first := min(32+(width*7)%60, len(coded))
			text := coded[:first] + end + fold(coded[first:], width, end)
			n := 0
			for _, m := range collect(t, e, Segment{}, text, "") {
				if m.Rule == "email" {
					n++
				}
			}
			if want := strings.Count(plain.String()[:60_000], "@contoso.example "); n != want {
				t.Fatalf("lines of %d, the first of %d, ending in %q: %d values, want %d", width, first, end, n, want)
			}
		}
	}
}

// benchCoded are texts that make decoding work.
var benchCoded = map[string]string{
	"mixed escapes": "%40&#64;\\u0040\\x40=40f.g ", "one token": strings.Repeat("%40&#64;\\u0040\\x40=40f.g", 20) + " ", "percent": "%40 ",
	"addresses": "a%40b.de ", "entities": "&commat; ", "numbers": "&#64; ", "escapes": "\\u0040 ", "all percent": "%", "all ampersands": "&", "all backslashes": "\\",
	"short hex": "706c6561736520777269746520746f20 ", "short base64": "cGxlYXNlIHdyaXRlIHRvIGphbmU= ",
	"access log": "10.0.0.1 GET /login?user=jane%40contoso.example&next=https%3A%2F%2Fcontoso.example%2Fa 200\n",
	"JSON":       `{"html":"\\u003cb\\u003e \\u0022x\\u0022 y"}` + "\n", "zeros": "0",
}

// BenchmarkCoded reads 4 MB of what costs most.
func BenchmarkCoded(b *testing.B) {
	e := newEngine(b)
	for name, piece := range benchCoded {
		for _, wrap := range []string{"", " in base64"} {
			text := []byte(strings.Repeat(piece, 4<<20/len(piece)))
			if wrap != "" {
				text = []byte(base64.StdEncoding.EncodeToString(text))
			}
			b.Run(name+wrap, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				st := e.Stream(Segment{}, func(Mention) error { return nil })
				for b.Loop() {
					st.Reset(Segment{}, func(Mention) error { return nil })
					if err := st.Write(text, nil); err != nil {
						b.Fatal(err)
					}
					if err := st.Close(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
