package checks

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	source "github.com/hemostat/hemostat/source/web"
)

// web asks a directory or file behind a web server.
type web struct{}

// Info implements [probe.Check].
func (web) Info() probe.Info {
	return probe.Info{
		Name: "web", Providers: []exposure.Provider{exposure.Web}, Rights: []exposure.Right{exposure.RightList, exposure.RightRead},
		Asks: "GET of robots.txt, where its owner may keep this program out by name; GET of the directory, GET of one byte of a file that it lists or that is named, GET of a name that nothing has; " +
			"where names may be guessed, one byte of .git/HEAD, .env and backups at the directory",
		Source: "www.rfc-editor.org/rfc/rfc9110",
	}
}

// Ask implements [probe.Check].
func (web) Ask(ctx context.Context, s *probe.Session) error {
	w := &site{s: s, base: s.Target.Endpoint + "/" + escapePath(s.Target.Prefix)}
	directory := s.Target.Prefix == "" || strings.HasSuffix(s.Target.Prefix, "/")
	if out, err := w.keptOut(ctx); err != nil || out {
		return err
	}
	if err := w.missing(ctx, directory); err != nil {
		return err
	}
	if !directory {
		s.Told(exposure.RightList, probe.Closed("it is a file, which lists nothing"))
		_, err := w.file(ctx, "", "it")
		return err
	}
	if err := w.list(ctx); err != nil {
		return err
	}
	left := 0 // files that were seen there and are not known to be gone
	for _, k := range knownObjects(s) {
		before := w.gone
		open, err := w.file(ctx, escapePath(strings.TrimPrefix(k.name, s.Target.Prefix)), "a file of it")
		if err != nil {
			return err
		}
		if open {
			s.SawObject(k.name)
			break
		}
		switch {
		case !k.seen:
		case w.gone == before:
			left++
		default:
			w.deleted++
		}
	}
	if s.MayGuess() {
		if err := w.leftovers(ctx); err != nil {
			return err
		}
	} else {
		s.Note("files that belong on no web server (.git/HEAD, .env, backups) were not asked for: the grant does not say discover = true")
	}
	switch {
	case w.gone == nil:
	case w.deleted > 0 && left == 0 && w.nothingElse():
		s.Otherwise(exposure.RightRead, probe.Closed("HTTP %d: what was read there is gone: closed by deletion", w.gone.Status), w.gone.Evidence)
	case w.deleted > 0 && left == 0 && s.Verdict(exposure.RightList) == exposure.Closed:
		s.Otherwise(exposure.RightRead, probe.Gone("HTTP %d: what was read there is gone; others may be there whose names are not known", w.gone.Status), w.gone.Evidence)
	default: // which tells nothing of the others
		s.Otherwise(exposure.RightRead, probe.Doubt("HTTP %d: a file of it is no longer there", w.gone.Status), w.gone.Evidence)
	}
	s.Otherwise(exposure.RightRead, probe.Doubt("no file's name is known: name one to be sure"))
	return nil
}

type site struct {
	s    *probe.Session
	base string
	// nothing is the answer for a name that nothing has: some sites have a page for those.
	nothing *probe.Answer
	gone    *probe.Answer // for a file that is known and no longer there
	deleted int           // files that were seen there and are gone
	absent  bool          // the directory itself is not there
}

// nothingElse reports whether the files that were seen are all that is known to have been open: of a
// directory that once listed its files others may be read by whoever remembers their names, unless it is gone
// as a whole.
func (w *site) nothingElse() bool {
	shut := w.s.Verdict(exposure.RightList) == exposure.Closed
	return shut && (w.absent || !slices.Contains(w.s.WasOpen, exposure.RightList))
}

// keptOut asks for robots.txt (RFC 9309). Its owner may keep this program out by name; what they
// ask of crawlers in general is no answer to whoever they, or the law, have let examine it.
func (w *site) keptOut(ctx context.Context) (bool, error) {
	a, err := w.s.Ask(ctx, probe.Question{URL: w.s.Target.Endpoint + "/robots.txt"})
	if err != nil {
		return false, err
	}
	if a.Status != http.StatusOK || !disallows(string(a.Body), "/"+w.s.Target.Prefix) {
		return false, nil
	}
	w.s.Exists(probe.Exists)
	for _, right := range []exposure.Right{exposure.RightList, exposure.RightRead} {
		w.s.Told(right, probe.Doubt("its owner asks hemostat, by name in robots.txt, to keep out"), a.Evidence)
	}
	return true, nil
}

// disallows reports whether a robots.txt keeps the user agent "hemostat" out of a path: the
// longest rule that matches decides, and an allowance where two are as long (RFC 9309, 2.2.2).
func disallows(robots, path string) bool {
	longest, out, ours, rules := -1, false, false, true
	for line := range strings.Lines(robots) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch {
		case !ok:
		case key == "user-agent":
			if rules { // the first of a group
				ours, rules = false, false
			}
			ours = ours || strings.EqualFold(value, "hemostat")
		case key == "allow", key == "disallow":
			rules = true
			if ours && value != "" && strings.HasPrefix(path, value) && (len(value) > longest || len(value) == longest && key == "allow") {
				longest, out = len(value), key == "disallow"
			}
		}
	}
	return out
}

// missing asks for a name that nothing has, in a directory. Of a file its own path alone is
// granted.
func (w *site) missing(ctx context.Context, directory bool) (err error) {
	if !directory {
		return nil
	}
	w.nothing, err = w.s.Ask(ctx, probe.Question{URL: w.base + w.s.RandomName(), Header: http.Header{"Range": {"bytes=0-0"}}})
	return err
}

func (w *site) list(ctx context.Context) error {
	if same, err := w.listsAsBefore(ctx); err != nil || same {
		return err
	}
	a, err := w.s.Ask(ctx, probe.Question{URL: w.base, Header: wantsListing()})
	if err != nil {
		return err
	}
	if server := a.Header.Get("Server"); server != "" {
		w.s.Runs(server)
	}
	_, foreign := a.Foreign()
	if !foreign {
		w.s.Exists(probe.Exists)
	}
	names, ok := source.Names(a.Body, a.Header, "/"+w.s.Target.Prefix)
	j, doubtful := a.Doubtful()
	switch {
	case doubtful:
		w.s.Told(exposure.RightList, j, a.Evidence)
	case a.Status == http.StatusOK && ok:
		w.s.Lists(probe.Validator{Tag: a.Header.Get("ETag"), Date: a.Header.Get("Last-Modified")})
		w.s.Told(exposure.RightList, probe.Open("HTTP 200 with a directory listing of %s", count(len(names), "name")), a.Evidence)
		for _, n := range names {
			if !strings.HasSuffix(n, "/") {
				w.s.SawObject(w.s.Target.Prefix + n)
			}
		}
	case a.Status == http.StatusOK:
		w.s.Told(exposure.RightList, probe.Closed("HTTP 200 with a page that is no directory listing"), a.Evidence)
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden:
		w.s.Told(exposure.RightList, probe.Closed("HTTP %d: the directory is not listed", a.Status), a.Evidence)
	case a.Status == http.StatusNotFound, a.Status == http.StatusGone:
		w.absent = true
		w.s.Told(exposure.RightList, probe.Closed("HTTP %d: there is no such directory", a.Status), a.Evidence)
	default:
		w.s.Told(exposure.RightList, probe.Doubt("HTTP %d", a.Status), a.Evidence)
	}
	return nil
}

// file asks for one byte of a file. That a file is gone shuts no site: only of the target
// itself that is the whole answer.
func (w *site) file(ctx context.Context, name, what string) (open bool, err error) {
	a, err := w.s.Ask(ctx, probe.Question{URL: w.base + name, Header: http.Header{"Range": {"bytes=0-0"}}, Limit: 1, Shown: w.shown(name)})
	if err != nil {
		return false, err
	}
	if _, foreign := a.Foreign(); !foreign {
		w.s.Exists(probe.Exists)
	}
	j, doubtful := a.Doubtful()
	switch {
	case doubtful:
	case a.Status == http.StatusRequestedRangeNotSatisfiable && w.nothing != nil && w.nothing.Status == a.Status:
		j = probe.Doubt("HTTP 416 for %s, as for names that nothing has", what)
	case a.Status == http.StatusRequestedRangeNotSatisfiable:
		j = probe.Open("HTTP 416 for %s, which is empty and may be read", what)
	case a.Status/100 == 2 && w.likeNothing(a):
		j = probe.Doubt("HTTP %d for %s, as for names that nothing has", a.Status, what)
	case a.Status/100 == 2 && w.signIn(a):
		j = probe.Doubt("HTTP %d for %s with a page: perhaps that of a sign-in", a.Status, what)
	case a.Status/100 == 2:
		j = probe.Open("HTTP %d to one byte of %s", a.Status, what)
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusForbidden:
		j = probe.Closed("HTTP %d for %s", a.Status, what)
	case (a.Status == http.StatusNotFound || a.Status == http.StatusGone) && name == "":
		j = probe.Closed("HTTP %d: %s is not there", a.Status, what)
	case a.Status == http.StatusNotFound, a.Status == http.StatusGone:
		w.gone = a
		return false, nil
	default:
		j = probe.Doubt("HTTP %d for %s", a.Status, what)
	}
	w.s.Told(exposure.RightRead, j, a.Evidence)
	return j.Verdict == exposure.Open, nil
}

// shown is the address of a file for the evidence.
func (w *site) shown(name string) string {
	if name == "" { // the target itself
		return ""
	}
	return w.base + probe.Hidden
}

// likeNothing reports whether an answer is what the site gives for anything: the same sort of
// content and as long, or as long as the name differs.
func (w *site) likeNothing(a *probe.Answer) bool {
	if w.nothing == nil || w.nothing.Status/100 != 2 {
		return false
	}
	return a.Header.Get("Content-Type") == w.nothing.Header.Get("Content-Type") || near(length(a), length(w.nothing))
}

func near(a, b int64) bool { return a >= 0 && b >= 0 && a-b < 64 && b-a < 64 }

// length returns the size of the whole that an answer is of, -1 where it does not say.
func length(a *probe.Answer) int64 {
	if _, whole, ok := strings.Cut(a.Header.Get("Content-Range"), "/"); ok {
		if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
			return n
		}
	}
	if n, err := strconv.ParseInt(a.Header.Get("Content-Length"), 10, 64); err == nil {
		return n
	}
	return -1
}

// signIn reports whether a page came for a file that is none.
func (w *site) signIn(a *probe.Answer) bool {
	kind, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
	name := w.s.Target.Prefix
	page := strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".htm") || strings.HasSuffix(name, "/") || name == ""
	return kind == "text/html" && !page
}
