package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// powers is searched from the top: the first entry one of whose words stands in the
// rule's name is taken. Lower opens more.
var powers = [...]struct {
	power int
	words []string
}{
	{4, []string{"webhook", "workflow", "recaptcha", "client-id", "pub-key", "newrelic-id", "test-key"}},
	{3, []string{"jwt", "session", "cookie", "bearer", "presigned"}},
	// Whole accounts, storage, clusters, and keys that others trust.
	{0, []string{"private-key", "putty", "rsa-xml", "jwk", "pkcs12", "jks", "age-secret", "tink", "machine-key", "origin-key", "bitlocker", "kubeconfig", "kubernetes", "openshift"}},
	{0, []string{"azure", "aws", "gcs", "google-oauth", "alibaba", "yandex", "digitalocean", "heroku", "cloudflare", "vault", "terraform", "pulumi", "1password", "bitwarden", "okta", "unattend", "cpassword"}},
	// Databases and whatever opens by a password.
	{1, []string{"password", "connection", "database", "sql", "pgpass", "netrc", "basic-auth", "supabase", "planetscale", "clickhouse", "redis", "login-pair", "credential"}},
}

// Power says how much a credential that rule has found opens by what it is: 0 whole
// accounts, storage, private keys; 1 databases and passwords; 2 tokens and keys of one
// service; 3 sessions; 4 webhooks and what names rather than opens.
func Power(rule string) int {
	for _, p := range powers {
		for _, word := range p.words {
			if strings.Contains(rule, word) {
				return p.power
			}
		}
	}
	return 2
}

// A credentialGroup holds the credentials that one rule has found, in the order of
// the list.
type credentialGroup struct {
	Credential // the most urgent one
	list       []Credential
	files      int  // objects that hold one of them
	cut        bool // not every place is listed
}

// grouped returns the credentials by rule, so that four hundred tokens of one sort do
// not hide the one key of another. The rule that has the most urgent credential comes
// first, of those the one that opens most.
func grouped(all []Credential) []credentialGroup {
	at := map[string]int{}
	var groups []credentialGroup
	var files []map[string]bool
	for _, c := range all {
		i, ok := at[c.Rule]
		if !ok {
			i = len(groups)
			at[c.Rule] = i
			groups = append(groups, credentialGroup{Credential: c})
			files = append(files, map[string]bool{})
		}
		g := &groups[i]
		g.list = append(g.list, c)
		g.cut = g.cut || c.More > 0
		for _, place := range c.Places {
			file, _, _ := strings.Cut(place, "!/")
			files[i][file] = true
		}
		g.files = len(files[i])
	}
	slices.SortStableFunc(groups, func(a, b credentialGroup) int {
		return cmp.Or(cmp.Compare(urgency(a.Credential), urgency(b.Credential)), cmp.Compare(Power(a.Rule), Power(b.Rule)))
	})
	return groups
}

// urgency is 0 for what looks usable, 1 for what nobody knows of, and 2 for what
// somebody has said is rotated or a false alarm.
func urgency(c Credential) int {
	switch {
	case c.State != nil && c.State.Word != rotate.Open:
		return 2
	case c.Class == exposure.ClassLive:
		return 0
	}
	return 1
}

// ToRotate returns how many credentials there are to rotate that nobody has dealt with.
func (r *Report) ToRotate() uint64 { return r.RotateTotal - min(r.RotateTotal, r.RotateDone) }

// rotateCount says how many credentials there are to rotate, and how many somebody has dealt with.
func (r *Report) rotateCount() string {
	text := plural(r.ToRotate(), "credential", "credentials")
	if r.RotateDone > 0 {
		text += ", and " + number(r.RotateDone) + " more that somebody has marked as rotated or a false alarm"
	}
	return text
}

// rotateSentence says the same in a headline, "" where there never were any.
func (r *Report) rotateSentence() string {
	switch n := r.ToRotate(); {
	case n > 0:
		return capital(plural(n, "credential", "credentials")) + " should be rotated first."
	case r.RotateDone > 0:
		return "No credential is left to rotate: of " + number(r.RotateDone) + " somebody has said that they are rotated or a false alarm."
	}
	return ""
}

// said tells what a person has said of a credential, "" where nobody has.
func (c *Credential) said() string {
	s := c.State
	if s == nil {
		return ""
	}
	text := ", " + s.Word
	if s.By != "" {
		text += " by " + s.By
	}
	if s.At != nil {
		text += " on " + s.At.Format(time.DateOnly)
	}
	if s.Reason != "" {
		text += ": " + s.Reason
	}
	if s.Owner != "" {
		text += ", for " + s.Owner
	}
	return text
}

// count says how many there are in how many objects.
func (g *credentialGroup) count() string {
	s := plural(uint64(len(g.list)), "credential", "credentials")
	if g.files == 0 {
		return s
	}
	in := " in "
	if g.cut {
		in = " in at least "
	}
	return s + in + plural(uint64(g.files), "file", "files")
}

// fair is how many of each group are shown where about total rows are to be had: the
// first of every one in any case.
func fair(total, groups int) int { return max(1, total/max(groups, 1)) }

type rotateView struct {
	Groups []groupView
	Total  string
	Sorts  []secretView
}

type groupView struct {
	Title, Rule, Count, Advice string
	List                       []credentialView
	More                       string
}

type credentialView struct {
	Class, Masked, Mentions, Said, Print, At string
	Places                                   []string
	More                                     string
}

type secretView struct{ Rule, Class, Mentions, Distinct string }

func rotateOf(r *Report) rotateView {
	groups := grouped(r.Rotate)
	v := rotateView{Total: r.rotateCount()}
	shown := fair(topRotate, len(groups))
	for _, g := range groups {
		gv := groupView{Title: Visible(g.title()), Rule: Visible(g.Rule), Count: g.count(), Advice: Visible(g.Advice)}
		for _, c := range g.list[:min(shown, len(g.list))] {
			gv.List = append(gv.List, credentialOf(c))
		}
		if more := len(g.list) - len(gv.List); more > 0 {
			gv.More = "and " + number(uint64(more)) + " more of this sort"
		}
		v.Groups = append(v.Groups, gv)
	}
	for _, s := range r.Figures.Secrets {
		v.Sorts = append(v.Sorts, secretView{Visible(s.Rule), Visible(classText(s.Class)), number(s.Mentions), number(s.Distinct)})
	}
	return v
}

func credentialOf(c Credential) credentialView {
	v := credentialView{Class: Visible(classText(c.Class)), Masked: Visible(c.Masked), Mentions: plural(c.Mentions, "mention", "mentions"), Said: Visible(c.said()), Print: Visible(c.Fingerprint)}
	if c.First != nil {
		v.At = Visible(c.First.String())
	}
	for _, place := range c.Places[:min(topPlaces, len(c.Places))] {
		v.Places = append(v.Places, Visible(place))
	}
	if more := c.morePlaces(); more > 0 {
		v.More = plural(more, "more place", "more places")
	}
	return v
}

// morePlaces are those that the page and the summary do not name.
func (c *Credential) morePlaces() uint64 {
	return c.More + uint64(len(c.Places)-min(topPlaces, len(c.Places)))
}

func (c *Credential) title() string { return cmp.Or(c.Title, c.Rule) }
