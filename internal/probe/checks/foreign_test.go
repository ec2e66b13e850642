package checks

import (
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
)

// openStorage answers as an open container of any service does.
func openStorage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Ms-Request-Id", "1")
	w.Header().Set("X-Amz-Request-Id", "1")
	w.Header().Set("X-Guploader-Uploadid", "1")
	q := r.URL.Query()
	switch {
	case q.Has("versions") && !strings.HasSuffix(r.URL.Path, "/o"):
		io.WriteString(w, `<ListVersionsResult/>`)
	case q.Has("list-type"):
		io.WriteString(w, `<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>`)
	case q.Has("policy"):
		io.WriteString(w, `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*"}]}`)
	case q.Get("comp") == "list":
		io.WriteString(w, `<EnumerationResults><Blobs><Blob><Name>a</Name></Blob></Blobs></EnumerationResults>`)
	case q.Get("comp") == "acl":
		io.WriteString(w, `<SignedIdentifiers/>`)
	case strings.HasSuffix(r.URL.Path, "/o"):
		io.WriteString(w, `{"kind":"storage#objects","items":[{"name":"a"}]}`)
	case strings.HasSuffix(r.URL.Path, "testPermissions"):
		io.WriteString(w, `{"kind":"storage#testIamPermissionsResponse","permissions":["storage.buckets.get","storage.objects.get","storage.objects.create"]}`)
	case r.URL.Path == "/dir/":
		io.WriteString(w, `<title>Index of /dir/</title><h1>Index of /dir/</h1><pre><a href="../">../</a>
<a href="a">a</a>  22-Nov-2026 10:00  9
</pre>`)
	case strings.HasPrefix(r.URL.Path, "/dir/") && r.URL.Path != "/dir/a":
		http.NotFound(w, r)
	case strings.HasSuffix(r.URL.Path, "/a"):
		w.Header().Set("Content-Range", "bytes 0-0/9")
		w.WriteHeader(http.StatusPartialContent)
		io.WriteString(w, "i")
	}
}

// Who shows the certificate of another name is somebody else, whatever it answers.
func TestAnothersCertificate(t *testing.T) {
	for _, whose := range []string{"127.0.0.1", "127.0.0.9"} {
		cert, key := probetest.Certificate(t, whose)
		pair, err := tls.X509KeyPair([]byte(cert), []byte(key))
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewUnstartedServer(http.HandlerFunc(openStorage))
		server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
		server.StartTLS()
		t.Cleanup(server.Close)
		for i, target := range []string{server.URL + "/devstoreaccount1/c", "s3+" + server.URL + "/b", "gs+" + server.URL + "/b", server.URL + "/dir/"} {
			for _, f := range probetest.Ask(t, All()[i], probetest.Place{Target: target, Seen: []string{"a"}}).Rights {
				switch {
				case f.Right == exposure.RightWrite && i == 0: // told without a question
				case whose == "127.0.0.9" && f.Verdict != exposure.Inconclusive:
					t.Errorf("%s: %s is %s (%s)", target, f.Right, f.Verdict, f.Why)
				case whose == "127.0.0.1" && f.Verdict != exposure.Open && (f.Right == exposure.RightRead || f.Right == exposure.RightList):
					t.Errorf("%s: %s is %s (%s)", target, f.Right, f.Verdict, f.Why)
				}
			}
		}
	}
}

// What any server may answer to the question for one byte shows no object open.
func TestBytesOfNobody(t *testing.T) {
	azureMark, s3Mark, googleMark := "X-Ms-Request-Id: 1", "X-Amz-Request-Id: 1", "X-Guploader-Uploadid: 1"
	part := "Content-Range: bytes 0-0/9"
	refused := map[string]answerOf{"azure": {403, azureMark, ""}, "s3": s3Refusal(403, "AccessDenied"), "gcs": gcsRefusal(403, "forbidden")}
	for name, c := range map[string]struct {
		check  int
		answer answerOf
		known  bool
		want   exposure.Verdict
	}{
		"azure, a page":               {0, answerOf{200, "", "welcome"}, true, exposure.Inconclusive},
		"azure, a part of nothing":    {0, answerOf{206, "", "w"}, true, exposure.Inconclusive},
		"azure, a part":               {0, answerOf{206, part, "w"}, true, exposure.Open},
		"azure, the whole":            {0, answerOf{200, azureMark, "w"}, true, exposure.Open},
		"azure, the whole of no name": {0, answerOf{200, azureMark, "w"}, false, exposure.Inconclusive},
		"azure, 416":                  {0, answerOf{416, "", ""}, true, exposure.Inconclusive},
		"azure, its 416":              {0, answerOf{416, azureMark, ""}, true, exposure.Open},
		"azure, 204":                  {0, answerOf{204, azureMark, ""}, true, exposure.Inconclusive},
		"s3, a page":                  {1, answerOf{200, "", "welcome"}, true, exposure.Inconclusive},
		"s3, the whole":               {1, answerOf{200, s3Mark, "w"}, true, exposure.Open},
		"s3, a part":                  {1, answerOf{206, part, "w"}, true, exposure.Open},
		"s3, a part of no name":       {1, answerOf{206, part, "w"}, false, exposure.Inconclusive},
		"s3, its 416":                 {1, s3Refusal(416, "InvalidRange"), true, exposure.Open},
		"s3, archived":                {1, s3Refusal(403, "InvalidObjectState"), true, exposure.Open},
		"gcs, a page":                 {2, answerOf{200, "", "welcome"}, true, exposure.Inconclusive},
		"gcs, the whole":              {2, answerOf{200, googleMark, "w"}, true, exposure.Open},
		"gcs, a part of nothing":      {2, answerOf{206, googleMark, "w"}, true, exposure.Inconclusive},
		"gcs, a part":                 {2, answerOf{206, part, "w"}, true, exposure.Open},
		"gcs, 416":                    {2, answerOf{416, "", ""}, true, exposure.Inconclusive},
		"gcs, its 416":                {2, answerOf{416, googleMark, ""}, true, exposure.Open},
	} {
		check := All()[c.check]
		objects, rest := map[string]answerOf{"a": c.answer}, refused[check.Info().Name]
		place := probetest.Place{Seen: []string{"a"}}
		if !c.known {
			place.Seen, rest = nil, c.answer
		}
		at := storageService(t, refused[check.Info().Name], rest, objects)
		place.Target = []string{at + "/devstoreaccount1/c", "s3+" + at + "/b", "gs+" + at + "/b"}[c.check]
		if f := verdictOn(probetest.Ask(t, check, place).Rights, exposure.RightRead); f.Verdict != c.want {
			t.Errorf("%s: %s (%s), want %s", name, f.Verdict, f.Why, c.want)
		}
	}
}

// A file that is gone shuts a target that is the file, and a directory that is gone with it; one that
// somebody names, and nobody saw there, shuts no directory.
func TestWebFileGone(t *testing.T) {
	at := handler(t, 404, map[string]string{"*": "gone"})
	for _, c := range []struct {
		target        string
		seen, objects []string
		want          exposure.Verdict
	}{
		{at + "/dir/", []string{"dir/q3.csv"}, nil, exposure.Closed},
		{at + "/dir/", nil, []string{"dir/q3.csv"}, exposure.Inconclusive},
		{"web+" + at + "/dir/q3.csv", nil, nil, exposure.Closed},
	} {
		if f := verdictOn(probetest.Ask(t, web{}, probetest.Place{Target: c.target, Seen: c.seen, Objects: c.objects}).Rights, exposure.RightRead); f.Verdict != c.want {
			t.Errorf("%s: %s (%s), want %s", c.target, f.Verdict, f.Why, c.want)
		}
	}
}

// HTTP 400 to the question for versions is a refusal where the service says so itself, and
// a signature changes things by more letters than w.
func TestAzureVersionsAndLetters(t *testing.T) {
	for mark, want := range map[string]exposure.Verdict{"": exposure.Inconclusive, "X-Ms-Request-Id: 1": exposure.Closed} {
		bad := answerOf{400, mark, ""}
		f := verdictOn(probetest.Ask(t, azure{}, probetest.Place{Target: storageService(t, bad, bad, nil) + "/devstoreaccount1/c"}).Rights, exposure.RightListVersions)
		if f.Verdict != want {
			t.Errorf("%q: %s (%s), want %s", mark, f.Verdict, f.Why, want)
		}
	}
	at := storageService(t, answerOf{200, "X-Ms-Request-Id: 1", "<EnumerationResults/>"}, answerOf{404, "X-Ms-Request-Id: 1", ""}, nil)
	for power, want := range map[string]exposure.Verdict{"rl": exposure.Closed, "rlef": exposure.Closed, "rlt": exposure.Open, "rli": exposure.Open, "rlm": exposure.Open, "rlo": exposure.Open, "rlw": exposure.Open} {
		f := verdictOn(probetest.Ask(t, azure{}, probetest.Place{Target: at + "/devstoreaccount1/c?sv=2021-12-02&sr=c&sp=" + power + "&sig=aW52ZW50ZWQ%3D"}).Rights, exposure.RightWrite)
		if f.Verdict != want {
			t.Errorf("sp=%s: %s (%s), want %s", power, f.Verdict, f.Why, want)
		}
	}
}

// Of an object that comes whole one byte is kept, at any depth.
func TestOneByteOfAnObject(t *testing.T) {
	whole := answerOf{200, "X-Ms-Request-Id: 1\nX-Amz-Request-Id: 1\nX-Guploader-Uploadid: 1", strings.Repeat("invented ", 1000)}
	at := storageService(t, answerOf{status: 404}, answerOf{status: 404}, map[string]answerOf{"a": whole})
	for i, target := range []string{at + "/devstoreaccount1/c", "s3+" + at + "/b", "gs+" + at + "/b"} {
		for _, e := range probetest.Ask(t, All()[i], probetest.Place{Target: target, Seen: []string{"a"}}).Evidence {
			if e.Status == 200 && e.Bytes != 1 {
				t.Errorf("%s: %d bytes were read", e.Request, e.Bytes)
			}
		}
	}
}

// A HeadBucket that something on the way answers hides no bucket that is there.
func TestHeadOfNobody(t *testing.T) {
	at := probetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		openStorage(w, r)
	}))
	if f := verdictOn(probetest.Ask(t, s3{}, probetest.Place{Target: "s3+" + at + "/b"}).Rights, exposure.RightRead); f.Verdict != exposure.Open {
		t.Errorf("%s (%s)", f.Verdict, f.Why)
	}
}
