package checks

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// An answerOf is what a service that a test plays gives.
type answerOf struct {
	status int
	header string // "Name: value", more of them apart by a line
	body   string
}

// storageService plays a storage service: list is its answer to a listing, objects those for objects
// by name, rest that for anything else.
func storageService(t *testing.T, list, rest answerOf, objects map[string]answerOf) string {
	return probetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := rest
		name := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		o, ok := objects[name]
		switch q := r.URL.Query(); {
		case q.Has("list-type"), strings.HasSuffix(r.URL.Path, "/o"), q.Get("comp") == "list":
			answer = list
		case ok:
			answer = o
		}
		for line := range strings.Lines(answer.header) {
			if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
				w.Header().Set(name, value)
			}
		}
		w.WriteHeader(answer.status)
		io.WriteString(w, answer.body)
	}))
}

func s3Refusal(status int, code string) answerOf {
	return answerOf{status, "X-Amz-Request-Id: 1\nContent-Type: application/xml", "<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>m</Message></Error>"}
}

func gcsRefusal(status int, reason string) answerOf {
	return answerOf{status, "X-Guploader-Uploadid: u\nContent-Type: application/json", `{"error":{"code":` + itoa(status) + `,"message":"m","errors":[{"reason":"` + reason + `"}]}}`}
}

// verdictOn returns what was found of one right.
func verdictOn(rights []exposure.Finding, right exposure.Right) exposure.Finding {
	return rights[slices.IndexFunc(rights, func(f exposure.Finding) bool { return f.Right == right })]
}

// S3 and Cloud Storage refuse what is not there as they refuse what is, to whoever may not list.
func TestRefusalsAlike(t *testing.T) {
	s3List := answerOf{200, "", `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></ListBucketResult>`}
	gcsList := answerOf{200, "", `{"kind":"storage#objects"}`}
	given := answerOf{206, "Content-Range: bytes 0-0/9\nX-Amz-Request-Id: 1\nX-Guploader-Uploadid: u", "i"}
	both := map[string]struct {
		list, rest    func(s3 bool) answerOf
		third         answerOf
		objects, seen []string
		want          exposure.Verdict
		why           string
	}{
		"typed, all shut":         {list: refusal, rest: refusal, objects: []string{"a", "b"}, want: exposure.Inconclusive, why: "given, not seen"},
		"seen, all shut":          {list: refusal, rest: refusal, seen: []string{"a", "b"}, want: exposure.Closed, why: "2 objects that were seen there before, and for the listing; what is gone is refused alike"},
		"one seen, all shut":      {list: refusal, rest: refusal, seen: []string{"a"}, objects: []string{"b"}, want: exposure.Closed, why: "an object that was seen"},
		"seen, the listing fails": {list: func(bool) answerOf { return answerOf{status: 500} }, rest: refusal, seen: []string{"a"}, want: exposure.Inconclusive, why: "the listing is not refused so"},
		"typed, listed": {list: func(s3 bool) answerOf {
			if s3 {
				return s3List
			}
			return gcsList
		}, rest: refusal, objects: []string{"a"}, want: exposure.Closed, why: "refused"},
		"the third is open": {list: refusal, rest: refusal, third: given, seen: []string{"a", "b"}, objects: []string{"c"}, want: exposure.Open, why: "one byte"},
		"a fourth is asked": {list: refusal, rest: refusal, third: given, seen: []string{"a", "b", "x", "c"}, want: exposure.Closed, why: "3 objects"},
	}
	for name, c := range both {
		for _, s3Spoken := range []bool{true, false} {
			objects := map[string]answerOf{}
			if c.third.status != 0 {
				objects["c"] = c.third
			}
			at := storageService(t, c.list(s3Spoken), c.rest(s3Spoken), objects)
			place := probetest.Place{Target: "gs+" + at + "/b", Objects: c.objects, Seen: c.seen}
			check := All()[2]
			if s3Spoken {
				place.Target, check = "s3+"+at+"/b", All()[1]
			}
			f := verdictOn(probetest.Ask(t, check, place).Rights, exposure.RightRead)
			if why := strings.Replace(f.Why, "anonymous callers lack the permission, or there is no such bucket", "refused", 1); f.Verdict != c.want || !strings.Contains(why, c.why) {
				t.Errorf("%s of %s: %s (%s), want %s (%s)", name, check.Info().Name, f.Verdict, f.Why, c.want, c.why)
			}
		}
	}
}

func refusal(s3 bool) answerOf {
	if s3 {
		return s3Refusal(403, "AccessDenied")
	}
	return gcsRefusal(403, "forbidden")
}

// A signature that is no longer taken shuts whatever it is for.
func TestS3SignatureRefused(t *testing.T) {
	for code, want := range map[string]exposure.Verdict{"SignatureDoesNotMatch": exposure.Closed, "ExpiredToken": exposure.Inconclusive, "AccessDenied": exposure.Inconclusive} {
		status := 403
		if code == "ExpiredToken" {
			status = 400
		}
		at := storageService(t, s3Refusal(status, code), s3Refusal(status, code), nil)
		f := verdictOn(probetest.Ask(t, s3{}, probetest.Place{Target: "s3+" + at + "/b/a"}).Rights, exposure.RightRead)
		if f.Verdict != want {
			t.Errorf("%s: %s (%s), want %s", code, f.Verdict, f.Why, want)
		}
	}
}

// Whatever stands before a storage service may answer 401, 403 or 404.
func TestRefusalsOfNobody(t *testing.T) {
	marks := map[string]map[string]answerOf{
		"azure": {"s": {403, "X-Ms-Request-Id: 1", ""}},
		"s3":    {"s by a header": {403, "X-Amz-Request-Id: 1", ""}, "s by its body": {403, "", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"}},
		"gcs":   {"s by a header": {403, "X-Guploader-Uploadid: 1", "no"}, "s by its body": {403, "", `{"error":{"code":403,"message":"no"}}`}},
	}
	places := map[string]string{"azure": "/devstoreaccount1/c", "s3": "/b", "gcs": "/b"}
	for _, c := range All()[:3] {
		name := c.Info().Name
		scheme := map[string]string{"azure": "", "s3": "s3+", "gcs": "gs+"}[name]
		for _, status := range []int{401, 403, 404, 410} {
			for _, body := range []string{"", "<html><body>Forbidden</body></html>", `{"error":"forbidden"}`} {
				nobody := answerOf{status: status, body: body}
				r := probetest.Ask(t, c, probetest.Place{Target: scheme + storageService(t, nobody, nobody, nil) + places[name], Seen: []string{"a"}})
				for _, f := range r.Rights {
					if f.Verdict != exposure.Inconclusive && !(name == "azure" && f.Right == exposure.RightWrite) {
						t.Errorf("%s: %s of a page with status %d: %s (%s)", name, f.Right, status, f.Verdict, f.Why)
					}
				}
				if r.Exists != probe.ExistsUnknown {
					t.Errorf("%s: a page with status %d: exists %q", name, status, r.Exists)
				}
			}
		}
		for whose, refused := range marks[name] {
			f := verdictOn(probetest.Ask(t, c, probetest.Place{Target: scheme + storageService(t, refused, refused, nil) + places[name]}).Rights, exposure.RightList)
			if f.Verdict != exposure.Closed {
				t.Errorf("%s: the service'%s: %s (%s)", name, whose, f.Verdict, f.Why)
			}
		}
	}
}

// On a provider's own host a certificate of nobody's authority shows somebody else.
func TestSure(t *testing.T) {
	closed := probe.Closed("refused")
	for _, c := range []struct {
		named   bool
		problem string
		want    exposure.Verdict
	}{{false, "", exposure.Closed}, {false, "not from a known authority", exposure.Inconclusive}, {false, "expired", exposure.Inconclusive}, {true, "not from a known authority", exposure.Closed}} {
		s := &probe.Session{Target: exposure.Target{Named: c.named}}
		a := &probe.Answer{Evidence: &probe.Evidence{TLS: &probe.TLS{Problem: c.problem}}, Status: 403}
		if j := sure(s, a, true, closed); j.Verdict != c.want {
			t.Errorf("named %v, %q: %s", c.named, c.problem, j.Verdict)
		}
	}
}

// An object that is gone does not unsay what another one showed.
func TestGoneSaysNothing(t *testing.T) {
	list := answerOf{200, "", `<ListBucketResult><Contents><Key>b</Key></Contents></ListBucketResult>`}
	denied, gone := s3Refusal(403, "AccessDenied"), s3Refusal(404, "NoSuchKey")
	for name, c := range map[string]struct {
		objects map[string]answerOf
		want    exposure.Verdict
	}{
		"refused, gone": {map[string]answerOf{"a": gone, "b": denied}, exposure.Closed},
		"gone, refused": {map[string]answerOf{"a": denied, "b": gone}, exposure.Closed},
		"both gone":     {map[string]answerOf{"a": gone, "b": gone}, exposure.Inconclusive},
	} {
		at := storageService(t, list, denied, c.objects)
		if f := verdictOn(probetest.Ask(t, s3{}, probetest.Place{Target: "s3+" + at + "/b", Seen: []string{"a"}}).Rights, exposure.RightRead); f.Verdict != c.want {
			t.Errorf("%s: %s (%s), want %s", name, f.Verdict, f.Why, c.want)
		}
	}
	site := probetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(map[string]int{"/dir/a": 404, "/dir/b": 403}[r.URL.Path] + map[bool]int{true: 404}[!strings.HasPrefix(r.URL.Path, "/dir/a") && r.URL.Path != "/dir/b"])
	}))
	if f := verdictOn(probetest.Ask(t, web{}, probetest.Place{Target: site + "/dir/", Seen: []string{"dir/a", "dir/b"}}).Rights, exposure.RightRead); f.Verdict != exposure.Closed {
		t.Errorf("a site: %s (%s)", f.Verdict, f.Why)
	}
}
