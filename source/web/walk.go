package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// walk goes through directories in the byte order of whole paths. It holds what is
// left of the directories on the way to where it stands; where that grows too much,
// those far up are forgotten, and listed again when their turn comes.
type walk struct {
	src   *Source
	from  string // what comes before it was given out by an earlier run
	stack []level
	held  int // entries in all levels
	fails int // failures of the server at the next directory
}

// enoughFails is after how many failures a directory is passed by, where the server
// lists the one above it all the same.
const enoughFails = 5

// level is one directory. The name of a directory among its entries ends in a
// slash, which makes the order of entries that of whole paths: "a.txt" comes before
// what is in "a".
type level struct {
	path      string // "" or ending in a slash
	left      []entry
	digest    [16]byte // of its listing; zero where that is empty
	taken     string   // its entry that was taken last
	forgotten bool
}

// entry is a line of a listing.
type entry struct {
	name     string // one step of a path; of a directory it ends in a slash
	size     int64  // bytes; -1 unknown
	modified int64  // seconds since 1970; 0 unknown
	unclear  bool   // the listing does not tell directories from files
}

func (e *entry) directory() bool { return strings.HasSuffix(e.name, "/") }

func newWalk(src *Source, from string) *walk {
	return &walk{src: src, from: from, stack: []level{{left: []entry{{name: "./"}}}}, held: 1}
}

// join returns the path of an entry of a directory.
func join(dir, name string) string {
	if name == "./" { // the root, as an entry of nothing
		return ""
	}
	return dir + name
}

// after returns the least path that comes after an entry and all below it.
func after(path string) string {
	if dir, ok := strings.CutSuffix(path, "/"); ok {
		return dir + "0" // which follows the slash
	}
	return path + "\x00"
}

// next returns the path from which the walk goes on, "" at its end.
func (w *walk) next() string {
	for i := len(w.stack) - 1; i >= 0; i-- {
		switch l := &w.stack[i]; {
		case l.forgotten:
			return after(l.path + l.taken)
		case len(l.left) > 0:
			return max(join(l.path, l.left[0].name), w.from)
		}
	}
	return ""
}

// page returns what comes next. It asks for one directory, besides those that it
// must see again: an answer is saved before the next one is asked for.
func (w *walk) page(ctx context.Context) (source.Page, error) {
	page := source.Page{}
	asked := false
	for len(page.Objects) < w.src.pageSize && len(w.stack) > 0 {
		top := &w.stack[len(w.stack)-1]
		if !top.forgotten && len(top.left) == 0 {
			w.stack = w.stack[:len(w.stack)-1]
			continue
		}
		if !top.forgotten && !top.left[0].directory() && !top.left[0].unclear {
			page.Objects = append(page.Objects, w.take(top).object(top.path))
			continue
		}
		if asked || len(page.Objects) > 0 {
			break
		}
		o, passed, err := w.ask(ctx, top)
		if err != nil {
			return source.Page{}, err
		}
		if o != nil {
			page.Objects = append(page.Objects, *o)
		}
		asked = !passed
	}
	page.Next = w.next()
	return page, nil
}

// ask asks the server about the next entry, or once more for a directory that was
// forgotten; passed says that it was seen before. A directory that cannot be gone
// into is an object.
func (w *walk) ask(ctx context.Context, top *level) (o *source.Object, passed bool, err error) {
	if top.forgotten {
		return nil, true, w.again(ctx, top)
	}
	e := top.left[0]
	path := join(top.path, e.name)
	if e.unclear {
		passed = path < w.from
		return nil, passed, w.clear(ctx, top)
	}
	passed = path < w.from
	switch {
	case len(w.stack) > maxDepth+1:
		w.take(top)
		return unread(path, exposure.NotReadDepth), passed, nil
	case strings.Contains(e.name, `..\`) || strings.Contains(e.name, `\..`): // steps, to IIS, and no request for them is in any scope
		w.take(top)
		return unread(path, exposure.NotReadScope), passed, nil
	}
	found, err := w.src.index(ctx, path, path == "" && w.from != "")
	reason := closedTo(err)
	if reason == "" && w.broken(ctx, top, err) {
		reason = exposure.NotReadFailed
	}
	if reason != "" && path != "" {
		w.take(top)
		return unread(path, reason), passed, nil
	}
	if err != nil {
		return nil, false, err
	}
	w.fails = 0
	w.take(top)
	if w.leadsBack(found) {
		return unread(path, exposure.NotReadSpecial), passed, nil
	}
	w.push(level{path: path, left: w.ahead(path, w.src.andKnown(path, found.entries)), digest: found.digest})
	if found.cut {
		o = unread(path, exposure.NotReadEntries)
	}
	return o, passed, nil
}

// unread returns the object that stands for a directory that is not gone into.
func unread(path string, why exposure.Reason) *source.Object {
	return &source.Object{Name: path, Size: -1, Current: true, Unreadable: why}
}

// closedTo returns why a directory was not listed, "" where the error is not about
// that one directory.
func closedTo(err error) exposure.Reason {
	var failed *source.Error
	if errors.As(err, &failed) {
		switch failed.Kind {
		case source.ErrDenied, source.ErrClosedMidway, source.ErrNoListing, source.ErrElsewhere, source.ErrRequest:
			return failed.Reason
		case source.ErrNotFound:
			return exposure.NotReadGone
		}
	}
	return ""
}

// broken reports whether a directory fails again and again while the one above it
// is listed: one that a server cannot list must not keep all others from being seen.
func (w *walk) broken(ctx context.Context, top *level, err error) bool {
	if !errors.Is(err, source.ErrServer) && !errors.Is(err, source.ErrGarbled) || len(w.stack) < 2 {
		return false
	}
	if w.fails++; w.fails < enoughFails {
		return false
	}
	w.fails = 0
	_, err = w.src.index(ctx, top.path, false)
	return err == nil
}

// ahead returns those entries that are still to come, in order, each once.
func (w *walk) ahead(dir string, entries []entry) []entry {
	if w.from != "" {
		entries = slices.DeleteFunc(entries, func(e entry) bool {
			path := dir + e.name
			if e.unclear { // what is in it comes later than its name
				path += "/"
			}
			return path < w.from && !(strings.HasSuffix(path, "/") && strings.HasPrefix(w.from, path))
		})
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return slices.CompactFunc(entries, func(a, b entry) bool { return a.name == b.name })
}

// take takes the next entry of a level.
func (w *walk) take(l *level) entry {
	e := l.left[0]
	l.left, l.taken = l.left[1:], e.name
	w.held--
	return e
}

func (w *walk) push(l level) {
	w.stack = append(w.stack, l)
	w.held += len(l.left)
	for i := 1; i < len(w.stack)-1 && w.held > w.src.maxHeld; i++ {
		if up := &w.stack[i]; len(up.left) > 0 {
			w.held -= len(up.left)
			up.left, up.forgotten = nil, true
		}
	}
}

// again lists a directory once more, for what comes after its last taken entry.
func (w *walk) again(ctx context.Context, l *level) error {
	found, err := w.src.index(ctx, l.path, true)
	if err != nil {
		return err
	}
	w.from = max(w.from, after(l.path+l.taken))
	l.left, l.forgotten = w.ahead(l.path, w.src.andKnown(l.path, found.entries)), false
	w.held += len(l.left)
	return nil
}

// leadsBack reports whether a listing is that of directories above it: a link of the
// server leads back. One such directory may be a coincidence, as an empty file and a
// directory in a directory of the same name; so may several that hold nothing but
// directories.
func (w *walk) leadsBack(found index) bool {
	same, enough := 0, 2
	if !slices.ContainsFunc(found.entries, func(e entry) bool { return !e.directory() }) {
		enough = 8
	}
	for i := range w.stack {
		if len(found.entries) > 0 && w.stack[i].digest == found.digest {
			same++
		}
	}
	return same >= enough
}

// clear finds out whether an entry is a directory, of which a server gives the
// address with a slash when asked without.
func (w *walk) clear(ctx context.Context, l *level) error {
	e := l.left[0]
	path := l.path + e.name
	resp, err := w.src.ask(ctx, w.src.reads, http.MethodHead, path, nil)
	if err != nil {
		return source.FailTransport(ctx, "list", w.src.target, "", err)
	}
	resp.Body.Close()
	if err := w.src.busy(w.src.attempt("list", "", true), resp); err != nil {
		return err
	}
	e.unclear = false
	if w.src.becomesDirectory(path, resp) {
		e.name += "/"
	} else if path < w.from {
		w.take(l)
		return nil
	}
	at, _ := slices.BinarySearchFunc(l.left[1:], e, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	copy(l.left, l.left[1:at+1])
	l.left[at] = e
	return nil
}

// object returns a file of a directory.
func (e entry) object(dir string) source.Object {
	o := source.Object{Name: dir + e.name, Size: e.size, Current: true}
	if e.modified != 0 {
		o.Modified = time.Unix(e.modified, 0).UTC()
	}
	return o
}
