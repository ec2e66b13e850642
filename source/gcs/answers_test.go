package gcs_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/gcs"
)

func plain(t testing.TB) http.RoundTripper {
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

// answering returns a source over a server that answers so.
func answering(t *testing.T, h http.HandlerFunc) *gcs.Source {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	target, err := exposure.ParseTarget("gs+" + s.URL + "/crm/2022/")
	if err != nil {
		t.Fatal(err)
	}
	src, err := gcs.New(gcs.Options{Target: target, Transport: plain(t)})
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// Answers of the service by its documentation, and of whoever else answers.
func TestAnswers(t *testing.T) {
	failure := func(reason string) string {
		return fmt.Sprintf(`{"error": {"code": 400, "message": "somebody@contoso.example", "errors": [{"reason": %q}]}}`, reason)
	}
	for _, c := range []struct {
		status     int
		body       string
		list, open error
		reason     exposure.Reason // of opening
	}{
		{401, failure("required"), source.ErrNotFoundOrPrivate, source.ErrDenied, exposure.NotReadDenied},
		{403, failure("forbidden"), source.ErrNotFoundOrPrivate, source.ErrDenied, exposure.NotReadDenied},
		{403, failure("rateLimitExceeded"), source.ErrThrottled, source.ErrThrottled, exposure.NotReadThrottled},
		{403, failure("accountDisabled"), source.ErrNotFoundOrPrivate, source.ErrDenied, exposure.NotReadDenied},
		{404, failure("notFound"), source.ErrNotFound, source.ErrGone, exposure.NotReadGone},
		{400, failure("userProjectMissing"), source.ErrDenied, source.ErrDenied, exposure.NotReadDenied},
		{400, failure("resourceIsEncryptedWithCustomerEncryptionKey"), source.ErrDenied, source.ErrDenied, exposure.NotReadEncrypted},
		{400, failure("invalid"), source.ErrRequest, source.ErrRequest, exposure.NotReadBroken},
		{412, "Precondition Failed", source.ErrChanged, source.ErrChanged, exposure.NotReadChanging},
		{416, "", source.ErrLength, source.ErrLength, exposure.NotReadLength},
		{429, "<html>", source.ErrThrottled, source.ErrThrottled, exposure.NotReadThrottled},
		{500, failure("backendError"), source.ErrServer, source.ErrServer, exposure.NotReadNetwork},
		{503, "", source.ErrThrottled, source.ErrThrottled, exposure.NotReadThrottled},
		{302, "", source.ErrGarbled, source.ErrGarbled, exposure.NotReadBroken},
		{200, "<html>Sign in to the hotel's network</html>", source.ErrGarbled, nil, ""},
		{200, `{"kind": "storage#buckets"}`, source.ErrGarbled, nil, ""},
		{200, `{"kind": "storage#objects", "items": [{"size": "1"}]}`, source.ErrGarbled, nil, ""},
		{200, `{"kind": "storage#objects", "items": [{"name": "2022/a", "generation": "1&userProject=x"}]}`, source.ErrGarbled, nil, ""},
		{200, ``, source.ErrGarbled, nil, ""},
		{200, `{"kind": "storage#objects"}`, nil, nil, ""},
	} {
		src := answering(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Method != http.MethodGet || r.URL.Query().Get("userProject") != "" {
				t.Errorf("%s %s", r.Method, r.URL)
			}
			w.WriteHeader(c.status)
			io.WriteString(w, c.body)
		})
		_, err := src.List(t.Context(), "")
		if !errors.Is(err, c.list) || (err == nil) != (c.list == nil) {
			t.Errorf("%d %s: list: %v, want %v", c.status, c.body, err, c.list)
		}
		r, err := src.Open(t.Context(), source.Object{Name: "2022/a", Current: true, Size: -1}, 0)
		if !errors.Is(err, c.open) || (err == nil) != (c.open == nil) {
			t.Errorf("%d %s: open: %v, want %v", c.status, c.body, err, c.open)
		}
		if err == nil {
			r.Body.Close()
		} else if source.ReasonOf(err) != c.reason || strings.Contains(err.Error(), "somebody") {
			t.Errorf("%d %s: %q: %v", c.status, c.body, source.ReasonOf(err), err)
		}
	}
}

// A bucket that was open and no longer is, and an object of another state than asked
// for by a server that does not mind conditions.
func TestMidway(t *testing.T) {
	src := answering(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("alt") == "media" {
			w.Header().Set("X-Goog-Generation", "8")
			io.WriteString(w, "text")
			return
		}
		w.WriteHeader(http.StatusUnauthorized)
	})
	if _, err := src.List(t.Context(), "marker"); !errors.Is(err, source.ErrClosedMidway) {
		t.Errorf("%v", err)
	}
	if _, err := src.Open(t.Context(), source.Object{Name: "2022/a", ETag: "7", Current: true}, 0); !errors.Is(err, source.ErrChanged) {
		t.Errorf("%v", err)
	}
	if _, err := src.OpenRange(t.Context(), source.Object{Name: "2022/a", ETag: "8", Current: true}, 1, 2); !errors.Is(err, source.ErrGarbled) {
		t.Errorf("the whole in place of a part: %v", err)
	}
}

// What is asked, to the byte: a prefix, as little as serves, and bytes as they are
// stored.
func TestRequests(t *testing.T) {
	var asked []string
	src := answering(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.EscapedPath()+" "+r.URL.Query().Encode()+" "+r.Header.Get("Accept-Encoding")+" "+r.Header.Get("Range")+r.Header.Get("Authorization"))
		io.WriteString(w, `{"kind": "storage#objects", "nextPageToken": "t&=", "items": [{"name": "2022/a b/../c?%"}]}`)
	})
	page, err := src.List(t.Context(), "")
	if err != nil || page.Next != "t&=" || page.Objects[0].Size != -1 || page.Objects[0].ETag != "" {
		t.Fatalf("%+v, %v", page, err)
	}
	src.List(t.Context(), page.Next)
	src.Open(t.Context(), page.Objects[0], 5)
	src.Open(t.Context(), source.Object{Name: "2022/b", Version: "7", ETag: "7", Current: true}, 0)
	src.Open(t.Context(), source.Object{Name: "..", Version: "3", ETag: "3"}, 0)
	fields := url.QueryEscape("kind,nextPageToken,items(name,size,generation,md5Hash,updated,timeCreated,timeDeleted,storageClass,contentType,contentEncoding)")
	want := []string{
		"/storage/v1/b/crm/o fields=" + fields + "&maxResults=1000&prefix=2022%2F gzip ",
		"/storage/v1/b/crm/o fields=" + fields + "&maxResults=1000&pageToken=t%26%3D&prefix=2022%2F gzip ",
		"/storage/v1/b/crm/o/2022%2Fa%20b%2F..%2Fc%3F%25 alt=media gzip bytes=5-",
		"/storage/v1/b/crm/o/2022%2Fb alt=media&ifGenerationMatch=7 gzip ",
		"/storage/v1/b/crm/o/%2E%2E alt=media&generation=3 gzip ",
	}
	if strings.Join(asked, "\n") != strings.Join(want, "\n") {
		t.Errorf("asked\n%s\nwant\n%s", strings.Join(asked, "\n"), strings.Join(want, "\n"))
	}
}

// keyFile makes the key file of a service account whose tokens a server gives.
func keyFile(t *testing.T, tokens string) ([]byte, *rsa.PublicKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file, err := json.Marshal(map[string]string{
		"type": "service_account", "client_email": "reader@contoso.example", "private_key_id": "k1", "token_uri": tokens,
		"private_key": string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return file, &key.PublicKey
}

// A service account signs what it claims, gets a token that allows reading alone, and
// uses it until it ends.
func TestServiceAccount(t *testing.T) {
	given, seconds, status := 0, 3600, http.StatusOK
	var public *rsa.PublicKey
	var address string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		parts := strings.Split(r.Form.Get("assertion"), ".")
		if r.Method != http.MethodPost || len(parts) != 3 || r.Form.Get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" {
			t.Fatalf("%s %v", r.Method, r.Form)
		}
		sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
		signature, _ := base64.RawURLEncoding.DecodeString(parts[2])
		if err := rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], signature); err != nil {
			t.Error(err)
		}
		raw, _ := base64.RawURLEncoding.DecodeString(parts[1])
		var claims struct {
			Iss, Scope, Aud string
			Iat, Exp        int64
		}
		if err := json.Unmarshal(raw, &claims); err != nil || claims.Iss != "reader@contoso.example" || claims.Aud != address ||
			!strings.HasSuffix(claims.Scope, "devstorage.read_only") || claims.Exp-claims.Iat != 3600 {
			t.Errorf("%s, %v", raw, err)
		}
		given++
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"access_token": "t%d", "token_type": "Bearer", "expires_in": %d}`, given, seconds)
	}))
	defer s.Close()
	address = s.URL + "/token"
	file, key := keyFile(t, address)
	public = key
	token, err := gcs.ServiceAccount(file, plain(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		seconds, status int
		want            string
	}{{30, 200, "t1"}, {3600, 200, "t2"}, {3600, 500, "t2"}} { // the first has ended before it is used again
		seconds, status = c.seconds, c.status
		if got, err := token(t.Context()); got != c.want || err != nil {
			t.Errorf("%q, %v; want %q", got, err, c.want)
		}
	}
	for status, want := range map[int]error{400: source.ErrSignIn, 503: source.ErrServer} {
		again, err := gcs.ServiceAccount(file, answers(status))
		if err != nil {
			t.Fatal(err)
		}
		target, _ := exposure.ParseTarget("gs://crm")
		src, err := gcs.New(gcs.Options{Target: target, Transport: answers(500), Token: again})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := src.List(t.Context(), ""); !errors.Is(err, want) || strings.Contains(err.Error(), "assertion") || !strings.Contains(err.Error(), "gs://crm") {
			t.Errorf("%d: %v, want %v", status, err, want)
		}
	}
	for name, bad := range map[string]string{
		"empty": "", "another kind": `{"type": "authorized_user"}`, "no key": `{"type": "service_account", "client_email": "x", "token_uri": "https://h/t"}`,
		"in the clear": strings.Replace(string(file), s.URL, "http://tokens.example", 1), "user": strings.Replace(string(file), "http://", "http://u:p@", 1),
	} {
		if _, err := gcs.ServiceAccount([]byte(bad), plain(t)); err == nil || strings.Contains(err.Error(), "PRIVATE") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// answers answers every request with a status and nothing to use.
type answers int

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: int(a), Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"error_description": "assertion"}`)), Request: r}, nil
}
