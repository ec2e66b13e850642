package checks

import (
	"context"
	"net/http"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// wantsListing are the headers by which a directory is asked for. What the answer says of itself
// depends on them.
func wantsListing() http.Header {
	return http.Header{"Accept": {"text/html, application/json;q=0.9, */*;q=0.1"}}
}

// listsAsBefore asks whether the listing is the one that was read before, where that is known: by
// HEAD, since Apache tells a tag and minds no conditions, and with conditions, as others do. A server
// decides who may have a page before it looks at either (RFC 9110, 9.3.2 and 13.2.1).
func (w *site) listsAsBefore(ctx context.Context) (bool, error) {
	known := w.s.Listed
	if known == (probe.Validator{}) {
		return false, nil
	}
	header := wantsListing()
	for name, value := range map[string]string{"If-None-Match": known.Tag, "If-Modified-Since": known.Date} {
		if value != "" {
			header.Set(name, value)
		}
	}
	a, err := w.s.Ask(ctx, probe.Question{Method: http.MethodHead, URL: w.base, Header: header})
	if err != nil {
		return false, err
	}
	same := a.Header.Get("Last-Modified") == known.Date
	if known.Tag != "" {
		same = a.Header.Get("ETag") == known.Tag
	}
	if _, foreign := a.Foreign(); foreign || a.Status != http.StatusNotModified && !(a.Status == http.StatusOK && same) {
		return false, nil
	}
	w.s.Exists(probe.Exists)
	w.s.ListsAsBefore()
	w.s.Told(exposure.RightList, probe.Open("HTTP %d to HEAD of the directory: its listing is the one that was read before", a.Status), a.Evidence)
	return true, nil
}
