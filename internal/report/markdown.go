package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode"

	"github.com/hemostat/hemostat/exposure"
)

// topMarkdown is how many entities and credentials the summary names.
const topMarkdown = 10

// topPlaces is how many places of a credential the page and the summary name.
const topPlaces = 3

// WriteMarkdown writes a summary for a ticket: CommonMark with tables as
// GitHub, GitLab and Jira read them.
func (r *Report) WriteMarkdown(w io.Writer) error {
	p, err := r.prepared()
	if err != nil {
		return err
	}
	digest, err := r.FiguresDigest()
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	p.markdownHead(b)
	if unexamined(p) == "" { // else there are no figures of nothing
		p.markdownCounts(b)
		p.markdownEntities(b)
		p.markdownRotate(b)
	}
	p.markdownExposures(b)
	p.markdownNotRead(b)
	fmt.Fprintf(b, "\n---\n\nRules `%s` · figures SHA-256 `%s` · Hemostat %s · made %s\n\nRecount: `hemostat replay %s`\n",
		md(p.Campaign.Rules), digest, md(p.Campaign.Version), moment(p.Run.Made), md(p.Campaign.asked()))
	if err := b.Flush(); err != nil {
		return fmt.Errorf("report: write Markdown: %w", err)
	}
	return nil
}

func (r *Report) markdownHead(b *bufio.Writer) {
	c := r.Campaign
	fmt.Fprintf(b, "# %s\n\n", md(c.Label))
	if !r.Run.Complete && unexamined(r) == "" {
		fmt.Fprintf(b, "> **Not complete: %d %% of the bytes were read.**", r.Run.PerCent())
		for _, why := range r.Run.Why {
			fmt.Fprintf(b, " %s", md(sentence(why)))
		}
		fmt.Fprint(b, "\n\n")
	}
	for _, s := range quotable(r) {
		fmt.Fprintf(b, "%s ", md(s))
	}
	fmt.Fprint(b, "\n\n")
	for _, t := range c.Targets {
		fmt.Fprintf(b, "- Target: `%s`\n", code(t))
	}
	fmt.Fprintf(b, "- Basis: %s", md(string(c.Basis)))
	if c.SignedOffBy != "" {
		fmt.Fprintf(b, ", signed off by %s", md(c.SignedOffBy))
	}
	fmt.Fprintf(b, "\n- Read: %s of %s objects, %s of %s\n", number(r.Run.ObjectsRead), number(r.Run.ObjectsListed),
		size(r.Run.BytesRead), size(r.Run.BytesListed))
}

func (r *Report) markdownCounts(b *bufio.Writer) {
	fmt.Fprint(b, "\n## Figures\n\n| | Mentions | Distinct | Resolved |\n|---|---:|---:|---:|\n")
	for _, c := range countsOf(r.Figures) {
		if c.mentions > 0 {
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", md(capital(c.many)), number(c.mentions), number(c.distinct), span(c.low, c.high))
		}
	}
	for _, c := range countsOf(r.Figures) {
		if c.reserved > 0 {
			fmt.Fprintf(b, "\n%s: of %s distinct %s.\n", md(capital(c.many)), number(c.distinct), ReservedText(c.reserved, c.distinct))
		}
		if c.examples > 0 {
			fmt.Fprintf(b, "\n%s: of %s distinct %s.\n", md(capital(c.many)), number(c.distinct), examplesText(c.examples))
		}
	}
	if none := notFound(r.Figures); len(none) > 0 {
		fmt.Fprintf(b, "\nNot found in what was examined: %s.\n", listed(none))
	}
}

func (r *Report) markdownEntities(b *bufio.Writer) {
	all := r.Figures.Entities.List
	if len(all) == 0 {
		return
	}
	top := all[:min(topMarkdown, len(all))]
	fmt.Fprintf(b, "\n## Organisations: %d of %s\n\n| Organisation | Country | Mentions | What of theirs |\n|---|---|---:|---|\n", len(top), organisations(r.Figures))
	for _, e := range top {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", md(e.Name), md(countryName(e.Country)), number(e.Mentions), md(strings.Join(holdings(e.Kinds), ", ")))
	}
	fmt.Fprintf(b, "\nAll of them: `hemostat report %s --format csv`\n", code(r.Campaign.asked()))
}

func (r *Report) markdownRotate(b *bufio.Writer) {
	if len(r.Rotate) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## Rotate first: %s\n\n", r.rotateCount())
	groups := grouped(r.Rotate)
	shown := fair(topMarkdown, len(groups))
	for _, g := range groups {
		fmt.Fprintf(b, "- [ ] **%s**: %s. %s\n", md(g.title()), g.count(), md(g.Advice))
		for _, c := range g.list[:min(shown, len(g.list))] {
			fmt.Fprintf(b, "  - `%s`, %s, `%s`%s\n", code(c.Masked), plural(c.Mentions, "mention", "mentions"), code(c.Fingerprint), md(c.said()))
			for i, place := range c.Places[:min(topPlaces, len(c.Places))] {
				at := ""
				if i == 0 && c.First != nil {
					at = ", " + md(c.First.String())
				}
				fmt.Fprintf(b, "    - `%s`%s\n", code(place), at)
			}
			if more := c.morePlaces(); more > 0 {
				fmt.Fprintf(b, "    - and %s\n", plural(more, "more place", "more places"))
			}
		}
		if more := len(g.list) - min(shown, len(g.list)); more > 0 {
			fmt.Fprintf(b, "  - and %s more of this sort\n", number(uint64(more)))
		}
	}
	fmt.Fprintf(b, "\nWhat each opens, and what became of it, the halves of a pair in one row: `hemostat keys %s`. All of them, with every place: `hemostat report %s --format csv --table rotate`; those of one: `hemostat explain %s secret FINGERPRINT --limit 100`\n",
		code(r.Campaign.asked()), code(r.Campaign.asked()), code(r.Campaign.asked()))
}

func (r *Report) markdownExposures(b *bufio.Writer) {
	if len(r.Exposures) == 0 {
		return
	}
	fmt.Fprint(b, "\n## Exposures\n\n| Target | Right | Verdict | Examined as | Evidence | When | Last write |\n|---|---|---|---|---|---|---|\n")
	for _, e := range r.Exposures {
		for _, f := range e.Rights {
			verdict := string(f.Verdict)
			switch f.Verdict {
			case exposure.Open:
				verdict = "**open**"
			case exposure.Closed:
				verdict = deniedText
			}
			fmt.Fprintf(b, "| `%s` | %s | %s | %s | %s | %s | %s |\n", code(e.Target), md(rightText(f.Right)), verdict, md(accessText(f.Access)), md(f.Why), moment(f.At), day(e.LastWrite))
		}
	}
}

func (r *Report) markdownNotRead(b *bufio.Writer) {
	if len(r.Figures.NotRead) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## Not read\n\n%s\n\n| Why | What | Read in part | Bytes |\n|---|---|---:|---:|\n", md(unreadStand(unreadSum(r.Figures.NotRead))))
	for _, n := range r.Figures.NotRead {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", md(capital(n.Reason.Explain().Text)), UnreadText(n), number(n.InPart), sizeKnown(n.Bytes))
	}
}

// md returns foreign text such that Markdown shows it as it is: no link, no
// markup, no mention of a user, no table cell that ends early. What means nothing
// where it stands is left as it is, for those who read the source.
func md(s string) string {
	runes := []rune(Visible(s))
	var b strings.Builder
	for i, c := range runes {
		switch {
		case c == '<':
			b.WriteString("&lt;")
		case c == '@':
			b.WriteString("&#64;") // would notify somebody
		case c == ':' && acts(runes, i):
			b.WriteString("&#58;")
		case c == '.' && i >= 3 && strings.EqualFold(string(runes[i-3:i]), "www"):
			b.WriteString("&#46;") // makes a link as a scheme does
		case strings.ContainsRune("\\`*[~$|", c), i == 0 && strings.ContainsRune("#+->", c),
			c == '&' && entity.MatchString(string(runes[i:min(i+40, len(runes))])),
			c == '#' && i+1 < len(runes) && unicode.IsDigit(runes[i+1]),
			c == '_' && (i == 0 || i+1 == len(runes) || !isWord(runes[i-1]) || !isWord(runes[i+1])):
			b.WriteByte('\\')
			b.WriteRune(c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// acts reports whether a colon makes a link of an address, or a picture of a word
// that stands between two of them (":bug:").
func acts(s []rune, i int) bool {
	if i+1 < len(s) && (isWord(s[i+1]) || s[i+1] == '+' || s[i+1] == '-') {
		return true
	}
	begin := i
	for begin > 0 && unicode.IsLetter(s[begin-1]) {
		begin--
	}
	switch strings.ToLower(string(s[begin:i])) {
	case "http", "https", "ftp", "mailto", "xmpp":
		return begin == 0 || s[begin-1] != '+'
	}
	return false
}

// entity is a character by its name or number (CommonMark 0.31.2, section 2.5).
var entity = regexp.MustCompile(`^&(#|[A-Za-z][A-Za-z0-9]*;)`)

func isWord(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

// code returns foreign text that can stand between single back quotes in a
// table cell or outside of one.
func code(s string) string {
	return strings.NewReplacer("`", "'", "|", "¦").Replace(Visible(s))
}

// asked is how a command names the campaign: by its label where a shell takes that as one
// word, else by its identifier.
func (c *Campaign) asked() string {
	for i := range len(c.Label) {
		switch b := c.Label[i]; {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', i > 0 && (b == '.' || b == '_' || b == '-'):
		default:
			return c.ID
		}
	}
	return cmp.Or(c.Label, c.ID)
}
