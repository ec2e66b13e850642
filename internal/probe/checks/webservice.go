package checks

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// A webService is a check of a service that speaks HTTP: what it is asked for, and what
// an open one answers. What cannot be written down so is a type of its own.
type webService struct {
	service, title string
	asks, source   string
	experimental   bool
	// known reports whether an answer, be it a refusal, is of the service, and what runs
	// there as far as that says so.
	known func(a *probe.Answer) (software string, ok bool)
	// first is asked for before anything where no answer to a question below says what
	// the service is; its own answer opens nothing, since everybody is given it.
	first     string
	questions []webQuestion
	// holds tells what it holds, at depth list, of a server that lists.
	holds func(ctx context.Context, v *service) error
}

// A webQuestion is a path and what the answer of an open server shows.
type webQuestion struct {
	rights []exposure.Right
	path   string
	// make, where given, makes the path: of a name that nothing has, or from what is
	// known by now. It says why where there is nothing to ask for.
	make  func(v *service) (path string, otherwise probe.Judged)
	limit int64 // of bytes; 0: as of [probe.Question]
	shows show
	// closed, where given, judges answers that this service refuses by in its own way.
	closed func(a *probe.Answer) (probe.Judged, bool)
	header http.Header
}

// Info implements [probe.Check].
func (w webService) Info() probe.Info {
	return probe.Info{
		Name: w.service, Service: w.service, Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(),
		Asks: w.asks, Source: w.source, Experimental: w.experimental,
	}
}

// Ask implements [probe.Check].
func (w webService) Ask(ctx context.Context, s *probe.Session) error {
	var v *service
	if w.first != "" {
		var a *probe.Answer
		var err error
		if v, a, err = askService(ctx, s, w.title, probe.Question{URL: w.first}); err != nil {
			return err
		}
		if !w.knows(s, a) && a.Status/100 != 4 {
			tellAll(s, v.refusal(a), a.Evidence)
			return nil
		}
	}
	for i, q := range w.questions {
		a, err := w.question(ctx, s, &v, q)
		if err != nil {
			return err
		}
		if i == 0 && w.first == "" && !s.Found() && a != nil && a.Status != http.StatusUnauthorized && a.Status != http.StatusForbidden {
			tellAll(s, v.refusal(a), a.Evidence) // something else: nothing more is asked
			return nil
		}
	}
	if s.Depth >= exposure.List && s.Verdict(exposure.RightList) == exposure.Open && w.holds != nil {
		return w.holds(ctx, v)
	}
	return nil
}

// knows notes what answers, where an answer is of the service.
func (w webService) knows(s *probe.Session, a *probe.Answer) bool {
	software, ok := w.known(a)
	if ok {
		s.Exists(probe.Exists)
		s.Runs(software)
	}
	return ok
}

// question asks one question and tells its rights. There is no service before the first.
func (w webService) question(ctx context.Context, s *probe.Session, v **service, q webQuestion) (a *probe.Answer, err error) {
	path := q.path
	if q.make != nil {
		var otherwise probe.Judged
		if path, otherwise = q.make(*v); path == "" {
			for _, right := range q.rights {
				s.Told(right, otherwise)
			}
			return nil, nil
		}
	}
	asked := probe.Question{URL: path, Limit: q.limit, Header: q.header}
	if *v == nil {
		*v, a, err = askService(ctx, s, w.title, asked)
	} else {
		a, err = (*v).ask(ctx, asked)
	}
	if err != nil {
		return nil, err
	}
	w.knows(s, a)
	if q.closed != nil {
		if j, ok := q.closed(a); ok {
			s.Exists(probe.Exists)
			for _, right := range q.rights {
				s.Told(right, j, a.Evidence)
			}
			return a, nil
		}
	}
	(*v).judge(a, q.shows, q.rights...)
	return a, nil
}

// missing is a question for something by a name that nothing has: an open server says that
// it is not there, by status 404 and in its own words.
func missing(why string, own func(a *probe.Answer) bool) show {
	return func(a *probe.Answer) (string, bool) { return why, a.Status == http.StatusNotFound && own(a) }
}

// firstItem reads the first item of an array of JSON that may have been cut; of an empty one
// there is none. ok is false for anything else.
func firstItem(a *probe.Answer, into any) (some, ok bool) {
	if a.Status != http.StatusOK {
		return false, false
	}
	d := json.NewDecoder(bytes.NewReader(a.Body))
	if begin, err := d.Token(); err != nil || begin != json.Delim('[') {
		return false, false
	}
	if !d.More() {
		end, err := d.Token()
		return false, err == nil && end == json.Delim(']')
	}
	return true, d.Decode(into) == nil
}

// bodyHas reports whether an answer holds some words of its service.
func bodyHas(a *probe.Answer, words string) bool { return bytes.Contains(a.Body, []byte(words)) }

// serverIs reports whether an answer names its server so.
func serverIs(a *probe.Answer, name string) bool {
	return strings.HasPrefix(a.Header.Get("Server"), name)
}
