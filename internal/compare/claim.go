package compare

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/hemostat/hemostat/internal/strict"
)

// A Claim is what somebody has said that a campaign holds.
type Claim struct {
	Source  string `json:"source"`
	Date    string `json:"date"` // as it was written
	Figures []Said `json:"figures"`
}

// A Said is one figure of a claim.
type Said struct {
	Word  string `json:"word"` // one of [Words]
	Count uint64 `json:"count"`
}

// claimed is a claim as it stands in a file.
type claimed struct {
	Source string
	Date   any

	Entities, Emails, Users, Projects, Countries, Files, Persons, Phones, Companies, Domains, Credentials, Messages, Documents, Accounts, Cards any // whole numbers, or texts of them: "65,000"
	Gigabytes                                                                                                                                   *float64
}

// words are the words of a claim in their order, and where they stand.
func (c *claimed) words() []struct {
	word  string
	count any
} {
	return []struct {
		word  string
		count any
	}{
		{"entities", c.Entities}, {"emails", c.Emails}, {"users", c.Users}, {"projects", c.Projects}, {"countries", c.Countries}, {"files", c.Files},
		{"persons", c.Persons}, {"phones", c.Phones}, {"companies", c.Companies}, {"domains", c.Domains}, {"credentials", c.Credentials},
		{"messages", c.Messages}, {"documents", c.Documents}, {"accounts", c.Accounts}, {"cards", c.Cards},
	}
}

// Words returns what a claim may count.
func Words() (list []string) {
	for _, w := range (&claimed{}).words() {
		list = append(list, w.word)
	}
	return append(list, gigabytes)
}

const gigabytes = "gigabytes"

// Example is a file of claims.
const Example = `source = "the finder's page"
date = 2022-10-19
entities = 65_000
emails = 335_000
users = 548_000
projects = 133_000
countries = 111
gigabytes = 2400

[[claim]] # of somebody else
source = "the owner's answer"
date = 2022-10-20
emails = 21_000
`

// The bounds of a file of claims.
const (
	mostClaims  = 100
	longestText = 300
)

// ParseClaims reads claims, of a file that errors call name:
// the keys at its top are a claim, and each [[claim]] is another.
func ParseClaims(name string, data []byte) ([]Claim, error) {
	var file struct {
		claimed
		Claim []claimed
	}
	lines, err := strict.Decode(data, name, &file)
	if err != nil {
		return nil, err
	}
	var all []Claim
	add := func(c *claimed, table string, n int) error {
		claim, err := c.claim()
		if err != nil {
			return &strict.Error{File: name, Line: lines.Of(table, n, err.key), Why: err.why}
		}
		all = append(all, claim)
		return nil
	}
	if file.claimed.any() || len(file.Claim) == 0 {
		if err := add(&file.claimed, "", 0); err != nil {
			return nil, err
		}
	}
	if len(file.Claim) > mostClaims {
		return nil, &strict.Error{File: name, Why: fmt.Sprintf("it holds %d claims: want %d at most", len(file.Claim), mostClaims)}
	}
	for i := range file.Claim {
		if err := add(&file.Claim[i], "claim", i); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// any reports whether something of a claim is said.
func (c *claimed) any() bool {
	return c.Source != "" || c.Date != nil || c.Gigabytes != nil || slices.ContainsFunc(c.words(), func(w struct {
		word  string
		count any
	}) bool {
		return w.count != nil
	})
}

// grouped is a number as English texts write it.
var grouped = regexp.MustCompile(`^(\d{1,15}|\d{1,3}(,\d{3}){1,4})$`)

// countOf reads a count, which may be quoted as it was claimed.
func countOf(v any) (n int64, ok bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case string:
		if !grouped.MatchString(v) {
			return 0, false
		}
		n, err := strconv.ParseInt(strings.ReplaceAll(v, ",", ""), 10, 64)
		return n, err == nil
	}
	return 0, false
}

// A wrong is what is wrong with a key.
type wrong struct{ key, why string }

func (c *claimed) claim() (Claim, *wrong) {
	out := Claim{Source: strings.TrimSpace(c.Source)}
	switch d := c.Date.(type) {
	case nil:
	case string:
		out.Date = strings.TrimSpace(d)
	case toml.LocalDate:
		out.Date = d.String()
	default:
		return out, &wrong{"date", "want a day, such as 2022-10-19"}
	}
	switch {
	case out.Source == "":
		return out, &wrong{"source", "a claim says who made it: source = \"...\""}
	case out.Date == "":
		return out, &wrong{"date", "a claim says when it was made: date = 2022-10-19"}
	case len(out.Source) > longestText || len(out.Date) > longestText:
		return out, &wrong{"source", fmt.Sprintf("source and date are %d bytes at most", longestText)}
	}
	for _, w := range c.words() {
		if w.count == nil {
			continue
		}
		n, ok := countOf(w.count)
		switch {
		case !ok:
			return out, &wrong{w.word, "want a whole number, such as 65_000 or \"65,000\""}
		case n < 1:
			return out, &wrong{w.word, "want 1 or more"}
		}
		out.Figures = append(out.Figures, Said{w.word, uint64(n)})
	}
	if g := c.Gigabytes; g != nil {
		if !(*g > 0 && *g <= 1e9) {
			return out, &wrong{gigabytes, "want more than 0, and 1,000,000,000 at most"}
		}
		out.Figures = append(out.Figures, Said{gigabytes, uint64(math.Round(*g * 1e9))})
	}
	if len(out.Figures) == 0 {
		return out, &wrong{"", "a claim counts something: " + strings.Join(Words(), ", ")}
	}
	return out, nil
}
