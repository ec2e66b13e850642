package compare

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
)

func TestClaims(t *testing.T) {
	claims, err := ParseClaims("c.toml", []byte(Example))
	if err != nil || len(claims) != 2 {
		t.Fatalf("%d claims: %v", len(claims), err)
	}
	if c := claims[0]; c.Source != "the finder's page" || c.Date != "2022-10-19" || fmt.Sprint(c.Figures) != "[{entities 65000} {emails 335000} {users 548000} {projects 133000} {countries 111} {gigabytes 2400000000000}]" {
		t.Errorf("%+v", c)
	}
	if c := claims[1]; c.Source != "the owner's answer" || fmt.Sprint(c.Figures) != "[{emails 21000}]" {
		t.Errorf("%+v", c)
	}
	only, err := ParseClaims("c.toml", []byte("[[claim]]\nsource = \"s\"\ndate = \"spring 2022\"\ngigabytes = 0.25\n"))
	if err != nil || len(only) != 1 || only[0].Figures[0].Count != 250_000_000 || only[0].Date != "spring 2022" {
		t.Errorf("%+v: %v", only, err)
	}
}

// A count may stand as it was claimed, in quotes.
func TestQuotedCounts(t *testing.T) {
	for text, want := range map[string]uint64{`65_000`: 65000, `"65,000"`: 65000, `"65000"`: 65000, `"1,335,000"`: 1335000, `"65.000"`: 0, `"6,5000"`: 0, `""`: 0, `6.5`: 0, `true`: 0, `"0"`: 0, `"-1"`: 0, `[1]`: 0} {
		claims, err := ParseClaims("c.toml", []byte("source = \"s\"\ndate = \"d\"\nentities = "+text+"\n"))
		if got := err == nil; got != (want > 0) || got && claims[0].Figures[0].Count != want {
			t.Errorf("%s: %+v, %v", text, claims, err)
		}
	}
}

func TestClaimsThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "c.toml:1: a claim says who made it",
		"source = \"s\"\nemails = 1\n":           "a claim says when it was made",
		"source = \"s\"\ndate = 2022-10-19\n":    "a claim counts something",
		"source = \"s\"\ndate = 1\nemails = 1\n": "c.toml:2: want a day",
		"source = \"s\"\ndate = \"d\"\nemails = 0\n":                                                   "c.toml:3: want 1 or more",
		"source = \"s\"\ndate = \"d\"\nemails = -1\n":                                                  "c.toml:3: want 1 or more",
		"source = \"s\"\ndate = \"d\"\nemail = 1\n":                                                    "key \"email\" is not known",
		"[[claim]]\nsource = \"s\"\ndate = \"d\"\nemails = 1\n[[claim]]\nsource = \"s\"\nemails = 2\n": "c.toml:5: a claim says when",
		"source = \"s\"\ndate = \"d\"\ngigabytes = -1.0\n":                                             "c.toml:3: want more than 0",
		"source = \"s\"\ndate = \"d\"\ngigabytes = nan\n":                                              "want more than 0",
		"source = \"s\"\ndate = \"d\"\nemails = \"many\"\n":                                            "c.toml:3",
		"source = \"" + strings.Repeat("s", 400) + "\"\ndate = \"d\"\nemails = 1\n":                    "300 bytes at most",
	} {
		if _, err := ParseClaims("c.toml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
}

func FuzzParseClaims(f *testing.F) {
	f.Add([]byte(Example))
	f.Add([]byte("source = \"s\"\ndate = 2022-10-19T00:00:00Z\ngigabytes = inf\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		claims, err := ParseClaims("c", data)
		if err != nil {
			return
		}
		r := Compare("c", claims, sample())
		for _, write := range []func(*bytes.Buffer) error{func(b *bytes.Buffer) error { return r.WriteText(b) }, func(b *bytes.Buffer) error { return r.WriteMarkdown(b) }} {
			var b bytes.Buffer
			if err := write(&b); err != nil || b.Len() == 0 {
				t.Errorf("%d bytes: %v", b.Len(), err)
			}
		}
	})
}

func sample() *Counts {
	return &Counts{
		Kinds: []KindCount{
			{Kind: exposure.Email, Mentions: 336_120, PerFile: 300_000, Once: 90_000, Near: 60_000, Distinct: 21_000, Resolved: attribute.Range{Low: 17_000, High: 20_000},
				Sorts: Sorts{SameBytes: 200_000, OtherContainer: 46_120, NearDuplicate: 25_000, Quoted: 4_000, Again: 40_000, OtherSpelling: 1_000}},
			{Kind: exposure.User, Mentions: 548_100, Distinct: 9_000, Resolved: attribute.Range{Low: 9_000, High: 9_000}},
		},
		Persons:  attribute.PersonFigure{Mentions: 50_000, Distinct: 40_000, Resolved: attribute.Range{Low: 15_000, High: 16_000}},
		Entities: EntityCount{Distinct: 64_000, Mentions: 900_000, Resolved: attribute.Range{Low: 30_000, High: 31_000}, Apart: map[string]uint64{"free-mail": 40}},
		Files:    FileCount{ListedBytes: 2_390_000_000_000, Listed: 10},
	}
}

func TestCompareSaysWhichReadingIsNearest(t *testing.T) {
	claims, err := ParseClaims("c.toml", []byte(Example))
	if err != nil {
		t.Fatal(err)
	}
	r := Compare("case", claims, sample())
	words := map[string]Word{}
	for _, w := range r.Claims[0].Words {
		words[w.Word] = w
	}
	for word, want := range map[string]struct {
		reading string
		verdict Verdict
		said    string
	}{
		"emails":    {"addresses, references in every copy", Reached, "335,000 emails is reached by counting every reference to addresses, in every copy: 336,120 (+0.3 %)."},
		"users":     {"accounts, references in every copy", Reached, "548,000 users is reached by counting every reference to accounts, in every copy: 548,100 (less than a thousandth off)."},
		"entities":  {"domains and names, with what is none", Reached, "Of 64,000 domains and names of companies, 33,000 (52 %) are another name"},
		"gigabytes": {"objects listed", Reached, "2,400 gigabytes is reached by counting the bytes of all objects as the listing announces them: 2,390 (−0.5 %)."},
		"projects":  {"", Unlike, "133,000 projects: nothing of the sort was found in what was examined."},
		"countries": {"", Unlike, "111 countries: nothing of the sort"},
	} {
		w := words[word]
		name := ""
		if w.Nearest >= 0 {
			name = w.Readings[w.Nearest].Name
		}
		if name != want.reading || w.Verdict != want.verdict || !strings.Contains(w.Said, want.said) {
			t.Errorf("%s: %q, %s: %s", word, name, w.Verdict, w.Said)
		}
	}
	if want := "60 % in further objects of the same bytes, 14 % in the same content within other archives and mails, 12 % of a value that stands elsewhere too, 7 % in further versions of a document and 1 % in history that mails quote"; !strings.Contains(words["emails"].Said, want) {
		t.Errorf("%s", words["emails"].Said)
	}
	// 21,000 is what is there: several readings come near, and that is said.
	if said := r.Claims[1].Words[0].Said; !strings.Contains(said, "different addresses: 21,000 (exactly)") || !strings.Contains(said, "addresses, resolved high; the figure alone cannot tell") {
		t.Error(said)
	}
}

func TestNearer(t *testing.T) {
	for _, c := range []struct {
		a, b, claim uint64
		want        bool
	}{{90, 200, 100, true}, {50, 200, 100, false}, {200, 50, 100, false}, {100, 100, 100, false}, {1 << 63, 1, 1 << 62, true}, {1, 1 << 63, 2, true}} {
		if got := nearer(c.a, c.b, c.claim); got != c.want {
			t.Errorf("nearer(%d, %d, %d) = %v", c.a, c.b, c.claim, got)
		}
	}
	for _, c := range []struct {
		n, claim uint64
		want     string
	}{{100, 100, "exactly"}, {1003, 1000, "+0.3 %"}, {900, 1000, "−10.0 %"}, {21_500, 1000, "21.5 times as many"}, {10, 1000, "the claim is 100.0 times that"}, {0, 10, "less than a millionth"}, {1 << 62, 1, "more than a million times as many"}} {
		if got := apart(c.n, c.claim); got != c.want {
			t.Errorf("apart(%d, %d) = %s", c.n, c.claim, got)
		}
	}
}

// Nothing that a claim's author wrote is Markdown, or a line of its own.
func TestMarkdownIsPlain(t *testing.T) {
	claims, err := ParseClaims("c.toml", []byte("source = \"<b>|x*\\n# y\"\ndate = \"[z](http://x.example)\"\nemails = 1\n"))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Compare("a|b", claims, sample()).WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, no := range []string{"<b>", "\n# y", " [z](http", "of a|b"} {
		if strings.Contains(b.String(), no) {
			t.Errorf("%q stands in it", no)
		}
	}
}
