package checks

import (
	"net/http"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// oldVersion asks for one byte of a version that was seen before, where versions are not listed now:
// whoever remembers one may still read it.
func oldVersion(s *probe.Session, marked func(*probe.Answer) bool, refused func(*probe.Answer) probe.Judged, ask func(probe.Version) (*probe.Answer, error)) error {
	v := s.SeenVersion
	if v == (probe.Version{}) || s.Verdict(exposure.RightListVersions) == exposure.Open || !strings.HasPrefix(v.Name, s.Target.Prefix) {
		return nil
	}
	a, err := ask(v)
	if err != nil {
		return err
	}
	j, doubtful := a.Doubtful()
	switch {
	case doubtful:
	case gave(a, marked(a)), a.Status == http.StatusRequestedRangeNotSatisfiable && marked(a):
		j = probe.Open("HTTP %d to one byte of a version that was seen before", a.Status)
	case a.Status/100 == 2:
		j = probe.Doubt("HTTP %d for a version from something that does not show to be the service", a.Status)
	case a.Status == http.StatusNotFound:
		j = sure(s, a, marked(a), probe.Closed("versions are not listed, and the one that was seen before is gone"))
	default:
		j = refused(a)
	}
	s.Told(exposure.RightListVersions, j, a.Evidence)
	return nil
}
