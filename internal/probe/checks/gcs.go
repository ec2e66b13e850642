package checks

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// gcs asks one bucket of Google Cloud Storage.
type gcs struct{}

// Info implements [probe.Check].
func (gcs) Info() probe.Info {
	return probe.Info{
		Name: "gcs", Providers: []exposure.Provider{exposure.GCS}, Rights: storageRights(),
		Asks:         "testPermissions, Objects: list (one name), Objects: get (one byte), Objects: list with versions",
		Source:       "cloud.google.com/storage/docs/json_api/v1",
		Experimental: true,
	}
}

// permissions are what testPermissions is asked for, by the right that each gives.
var permissions = []struct {
	name  string
	right exposure.Right
}{
	{"storage.buckets.getIamPolicy", exposure.RightReadACL},
	{"storage.buckets.get", exposure.RightMetadata},
	{"storage.objects.create", exposure.RightWrite},
	{"storage.objects.delete", exposure.RightWrite},
	{"storage.objects.update", exposure.RightWrite},
	{"storage.buckets.setIamPolicy", exposure.RightWrite},
	{"storage.objects.list", exposure.RightList},
	{"storage.objects.get", exposure.RightRead},
}

// Ask implements [probe.Check]. What may be tried by reading is tried; for the rest the
// service's own word is taken.
func (gcs) Ask(ctx context.Context, s *probe.Session) error {
	if s.Target.Query != "" {
		return presigned{s, googleMarked}.ask(ctx)
	}
	b := googleBucket{s, s.Target.Endpoint + "/storage/v1/b/" + url.PathEscape(s.Target.Container)}
	questions := []func(context.Context) error{b.list, b.read, b.versions, b.test}
	if s.Brief {
		questions = questions[:1]
	}
	for _, ask := range questions {
		if err := ask(ctx); err != nil {
			return err
		}
	}
	return nil
}

type googleBucket struct {
	s       *probe.Session
	address string
}

func (b googleBucket) listing(more string) string {
	query := "/o?maxResults=1&fields=kind,items(name,generation)" + more
	if p := b.s.Target.Prefix; p != "" {
		query += "&prefix=" + url.QueryEscape(p)
	}
	return query
}

// refused judges an answer that gave nothing (Cloud Storage documentation, "HTTP status
// and error codes for JSON").
func (b googleBucket) refused(a *probe.Answer) probe.Judged {
	if j, ok := a.Doubtful(); ok {
		return j
	}
	switch a.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return sure(b.s, a, googleMarked(a), probe.Closed("HTTP %d: anonymous callers lack the permission, or there is no such bucket", a.Status))
	case http.StatusNotFound:
		j := sure(b.s, a, googleMarked(a), probe.Closed("there is no such bucket"))
		if j.Verdict == exposure.Closed {
			b.s.Exists(probe.ExistsNot)
		}
		return j
	}
	return probe.Doubt("HTTP %d, of which the service's pages do not say what it means here", a.Status)
}

// googleItems reads a listing: names, each with what asks for it as it is now.
func googleItems(body []byte) (items []probe.Version, ok bool) {
	var page struct {
		Kind  string `json:"kind"`
		Items []struct {
			Name       string `json:"name"`
			Generation string `json:"generation"`
		} `json:"items"`
	}
	if json.Unmarshal(body, &page) != nil || page.Kind != "storage#objects" {
		return nil, false
	}
	for _, i := range page.Items {
		items = append(items, probe.Version{Name: i.Name, Query: "generation=" + url.QueryEscape(i.Generation)})
	}
	return items, true
}

func (b googleBucket) list(ctx context.Context) error {
	return b.listed(ctx, exposure.RightList, "", "HTTP 200 to a listing of one name, which it gave")
}

func (b googleBucket) versions(ctx context.Context) error {
	if err := b.listed(ctx, exposure.RightListVersions, "&versions=true", "HTTP 200 to a listing with older versions"); err != nil {
		return err
	}
	return oldVersion(b.s, googleMarked, b.refused, func(v probe.Version) (*probe.Answer, error) {
		return b.object(ctx, v.Name, "&"+v.Query)
	})
}

// object asks for one byte of an object.
func (b googleBucket) object(ctx context.Context, name, more string) (*probe.Answer, error) {
	return b.s.Ask(ctx, probe.Question{URL: b.address + "/o/" + url.PathEscape(name) + "?alt=media" + more, Header: http.Header{"Range": {"bytes=0-0"}},
		Shown: b.address + "/o/" + probe.Hidden + "?alt=media" + more, Object: true})
}

func (b googleBucket) listed(ctx context.Context, right exposure.Right, more, why string) error {
	a, err := b.s.Ask(ctx, probe.Question{URL: b.address + b.listing(more)})
	if err != nil {
		return err
	}
	items, ok := googleItems(a.Body)
	j, doubtful := a.Doubtful()
	switch {
	case doubtful:
		b.s.Told(right, j, a.Evidence)
	case a.Status == http.StatusOK && ok:
		b.s.Exists(probe.Exists)
		for _, i := range items {
			b.s.SawObject(i.Name)
			b.s.SawVersion(i)
		}
		b.s.Told(right, probe.Open("%s", why), a.Evidence)
	case a.Status == http.StatusOK:
		b.s.Told(right, probe.Doubt("HTTP 200 with something that is no listing: another server, a portal or a sign-in page answers"), a.Evidence)
	default:
		b.s.Told(right, b.refused(a), a.Evidence)
	}
	return nil
}

func (b googleBucket) read(ctx context.Context) error {
	known := knownObjects(b.s)
	if len(known) == 0 {
		b.s.Told(exposure.RightRead, probe.Doubt("no object's name is known: name one to be sure"))
		return nil
	}
	list := b.s.Verdict(exposure.RightList)
	alike := refusalAlike{listing: list == exposure.Open, shut: list == exposure.Closed, known: known}
	return readKnown(b.s, known, func(name string) (*probe.Answer, error) {
		return b.object(ctx, name, "")
	}, func(a *probe.Answer) probe.Judged {
		j, doubtful := a.Doubtful()
		marked := googleMarked(a)
		switch {
		case doubtful:
			return j
		case gave(a, marked), a.Status == http.StatusRequestedRangeNotSatisfiable && marked:
			return probe.Open("HTTP %d to one byte of an object", a.Status)
		case a.Status/100 == 2, a.Status == http.StatusRequestedRangeNotSatisfiable:
			return probe.Doubt("HTTP %d from something that does not show to be Cloud Storage: another server, a portal or a sign-in page answers", a.Status)
		case a.Status == http.StatusNotFound:
			return probe.Doubt("the object that was asked for is not there, or its bucket is not")
		}
		return alike.judge(b.refused(a))
	})
}

// test asks which permissions everybody has. A server that answers to have them all, also
// one that there is none of, is an emulator that knows no rights.
func (b googleBucket) test(ctx context.Context) error {
	query := url.Values{}
	for _, p := range permissions {
		query.Add("permissions", p.name)
	}
	a, err := b.s.Ask(ctx, probe.Question{URL: b.address + "/iam/testPermissions?" + query.Encode()})
	if err != nil {
		return err
	}
	var has struct {
		Kind        string   `json:"kind"`
		Permissions []string `json:"permissions"`
	}
	if _, doubtful := a.Doubtful(); doubtful || a.Status != http.StatusOK || json.Unmarshal(a.Body, &has) != nil || has.Kind != "storage#testIamPermissionsResponse" {
		j := b.refused(a)
		if a.Status == http.StatusOK && !doubtful {
			j = probe.Doubt("HTTP 200 with something that is no answer to testPermissions")
		}
		for _, right := range []exposure.Right{exposure.RightReadACL, exposure.RightMetadata, exposure.RightWrite} {
			b.s.Told(right, j, a.Evidence)
		}
		return nil
	}
	b.s.Exists(probe.Exists)
	for _, p := range permissions {
		switch given := slices.Contains(has.Permissions, p.name); {
		case p.right == exposure.RightList, p.right == exposure.RightRead && b.s.Verdict(p.right) != exposure.Inconclusive:
			// was tried
		case !given && p.right == exposure.RightRead: // an object may have a list of its own, and what was asked for may be gone
			b.s.Note("testPermissions says that the bucket does not give everybody %s", p.name)
		case given && p.right == exposure.RightRead:
			b.s.Told(p.right, probe.Open("testPermissions says that everybody has %s; no object's name is known to try it", p.name), a.Evidence)
		case given:
			b.s.Told(p.right, probe.Open("testPermissions says that everybody has %s (not tried)", p.name), a.Evidence)
		default:
			b.s.Told(p.right, probe.Closed("testPermissions says that anonymous callers have none of it"), a.Evidence)
		}
	}
	return nil
}
