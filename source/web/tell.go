package web

import (
	"regexp"
	"strings"
)

// A tally is what the anchors of a page come to.
type tally struct {
	found   lines
	pre     bool // the page has preformatted text
	sorts   bool // links that sort a listing
	marks   bool // it ends directories in a slash, as nearly all servers do
	clear   int  // children that are clearly files or directories: with a dot or a slash
	shown   int  // children of which the text is their name
	odd     int  // links with another text
	foreign int  // links that belong to no listing
	prose   int  // words that belong to none
	last    bool // the last of found is shown
}

// add takes in an anchor of the page of a directory.
func (t *tally) add(l *link, dir string) {
	text := strings.TrimSpace(l.text)
	name, ok := child(l.href, dir)
	switch {
	case ok:
		t.child(name, text, l)
	case sorting.MatchString(l.href):
		t.sorts = true
	case !upwards(l.href, dir):
		t.foreign++
	}
}

// child takes in a link to a child. The picture beside a name may be a link of its
// own, in front of it.
func (t *tally) child(name, text string, l *link) {
	e := entry{name: name, size: -1}
	bare := strings.TrimSuffix(name, "/")
	if !e.directory() {
		e.size = exactSize(l)
	}
	if known := t.found.entries; len(known) > 0 && known[len(known)-1].name == name {
		known[len(known)-1].size = max(known[len(known)-1].size, e.size)
	} else {
		e.unclear = bare == name
		if !e.unclear || strings.Contains(name, ".") {
			t.clear++
		}
		t.marks = t.marks || !e.unclear
		t.last = false
		t.found.add(e, l.before+"\x00"+l.after)
	}
	switch {
	case text == "":
	case !names(text, bare):
		t.odd++
	case !t.last:
		t.last = true
		t.shown++
	}
}

// sorting are the links that sort a listing: Apache's and those of nginx's fancy index.
var sorting = regexp.MustCompile(`^\?C=[A-Z](?:;|&(?:amp;)?)O=[AD]$`)

// upwards reports whether a link leads to dir or to a directory above it.
func upwards(href, dir string) bool {
	href, _, _ = strings.Cut(href, "?")
	switch href {
	case "", ".", "./", "..", "../", "/":
		return true
	}
	path, ok := strings.CutPrefix(href, "/")
	return ok && !strings.HasPrefix(path, "/") && strings.HasPrefix(dir, strings.TrimSuffix(decode(path), "/")+"/")
}

// names reports whether the text of a link is a name, whole or cut as servers cut
// long ones, with the marks that they put behind it.
func names(text, name string) bool {
	name = strings.TrimSpace(name)
	if text == name || strings.TrimRight(text, "/@*") == name {
		return true
	}
	for _, dots := range [...]string{"..>", "...", "…", ".."} {
		if front, cut := strings.CutSuffix(text, dots); cut && front != "" && strings.HasPrefix(name, strings.TrimSpace(front)) {
			return true
		}
	}
	return false
}

// belong are the words that stand in listings beside names.
const belong = " name size modified last date type description index directory directories parent listing file files folder folders items bytes " +
	"jan feb mar apr may jun jul aug sep oct nov dec gmt utc dir home root sort time total "

// words counts what belongs to no listing in a text outside of links.
func (t *tally) words(text string) {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if len(word) > 2 && !strings.Contains(belong, " "+word+" ") {
			t.prose++
		}
	}
}

// announced are the titles and headings of listings: Apache, nginx, lighttpd and many
// (Index of /), Python and Twisted (Directory listing for /), Tomcat (Directory Listing
// For [/]), Jetty (Directory: /), serve (Files within).
var announced = regexp.MustCompile(`(?i)^(?:index of|directory listing for|directory:|files within)\s*\S*/`)

// express is how Express heads a listing, in which directories look as files do.
var express = regexp.MustCompile(`^listing directory /`)

// internetInformation is how IIS heads a listing: host and path.
var internetInformation = regexp.MustCompile(`^\S+ - /`)

// index tells a listing from a page of a site. One that says what it is in its
// title or heading is taken at its word; any other must be a list of links, each of
// which shows the name that it leads to, and hardly anything else.
func (p *page) index() (index, error) {
	title, heading := strings.TrimSpace(p.title.String()), strings.TrimSpace(p.heading.String())
	t := &p.links
	found := t.found.index()
	marks := t.marks
	switch {
	case express.MatchString(title):
		marks = false
	case announced.MatchString(title), announced.MatchString(heading), t.sorts,
		internetInformation.MatchString(title) && title == heading && t.pre:
		marks = true
	default:
		n := len(found.entries)
		bare := t.pre && t.prose == 0 && t.foreign == 0 && title+heading == "" // Go's own, which is nothing but the links
		if t.clear == 0 && !bare || t.shown < n || t.odd > 0 || t.foreign > 1 || t.prose > 8+n/4 {
			return index{}, errNoIndex
		}
	}
	for i := range found.entries {
		e := &found.entries[i]
		e.unclear = e.unclear && (!marks && !strings.Contains(e.name, ".") || express.MatchString(title))
	}
	return found, nil
}
