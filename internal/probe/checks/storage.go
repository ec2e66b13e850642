package checks

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// mostKnown is how many known names are asked for.
const mostKnown = 3

// A knownName is the name of an object that is there.
type knownName struct {
	name string
	seen bool // by this program, now or before; else somebody says so
}

// knownObjects returns the names of objects that are there, at most mostKnown: one that the
// listing gave, those that were seen before, those that somebody says are there, the one
// that the target itself names.
func knownObjects(s *probe.Session) (known []knownName) {
	add := func(seen bool, names ...string) {
		for _, name := range names {
			again := slices.ContainsFunc(known, func(k knownName) bool { return k.name == name })
			if name != "" && !again && len(known) < mostKnown && strings.HasPrefix(name, s.Target.Prefix) {
				known = append(known, knownName{name, seen})
			}
		}
	}
	add(true, s.Object())
	add(true, s.Seen...)
	add(false, s.Objects...)
	if p := s.Target.Prefix; !strings.HasSuffix(p, "/") {
		add(false, p)
	}
	return known
}

// readKnown asks for one byte of each known object until one is open, and tells the verdict
// on reading: open, else inconclusive, else closed, as [probe.Session.Find] holds it.
// judge judges one answer. That an object is gone counts only where nothing else was learnt.
func readKnown(s *probe.Session, known []knownName, ask func(name string) (*probe.Answer, error), judge func(*probe.Answer) probe.Judged) error {
	for _, k := range known {
		a, err := ask(k.name)
		if err != nil {
			return err
		}
		j := judge(a)
		if j.Verdict == exposure.Inconclusive && a.Status == http.StatusNotFound {
			defer s.Otherwise(exposure.RightRead, j, a.Evidence)
			continue
		}
		s.Told(exposure.RightRead, j, a.Evidence)
		if j.Verdict == exposure.Open {
			s.Exists(probe.Exists)
			s.SawObject(k.name)
			return nil
		}
	}
	return nil
}

// A refusalAlike is one of a service that answers to whoever may not list alike for what it
// refuses and for what is not there, as S3 and Cloud Storage do.
type refusalAlike struct {
	listing bool // the listing is open, so that what is not there is told from what is refused
	shut    bool // the listing is refused in the same words
	known   []knownName
}

// judge judges the refusal of a known object. With the listing shut as well, objects
// that were seen there before and are refused now are closed; names that somebody
// gave may be wrong.
func (r refusalAlike) judge(j probe.Judged) probe.Judged {
	if j.Verdict != exposure.Closed || r.listing {
		return j
	}
	seen := 0
	for _, k := range r.known {
		if k.seen {
			seen++
		}
	}
	switch {
	case seen > 0 && r.shut && seen == 1:
		return probe.Closed("%s: for an object that was seen there before, and for the listing; what is gone is refused alike", j.Why)
	case seen > 0 && r.shut:
		return probe.Closed("%s: for %d objects that were seen there before, and for the listing; what is gone is refused alike", j.Why, seen)
	case seen > 0:
		return probe.Doubt("%s, as what is gone is refused, and the listing is not refused so", j.Why)
	}
	return probe.Doubt("%s, as what is not there is refused: the name was given, not seen there", j.Why)
}

// escapePath writes a name into the path of an address: each of its parts escaped, the
// slashes kept.
func escapePath(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		switch p = url.PathEscape(p); p { // a step that clients and servers would take away
		case ".", "..":
			p = strings.ReplaceAll(p, ".", "%2E")
			parts[i] = p
		default:
			parts[i] = p
		}
	}
	return strings.Join(parts, "/")
}

// jsonNames reads the names of the objects in an array of a JSON answer. ok is false for
// what is no such answer.
func jsonNames(body []byte, array, field string) (names []string, ok bool) {
	var page map[string]json.RawMessage
	if json.Unmarshal(body, &page) != nil {
		return nil, false
	}
	list, ok := page[array]
	if !ok {
		return nil, false
	}
	var items []map[string]any
	if json.Unmarshal(list, &items) != nil {
		return nil, false
	}
	for _, item := range items {
		if item["isDirectory"] == "true" { // of a file system of ADLS Gen2
			continue
		}
		if name, ok := item[field].(string); ok {
			names = append(names, name)
		}
	}
	return names, true
}
