package azure_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/azure"
	"github.com/hemostat/hemostat/source/sourcetest"
)

func TestNewRefuses(t *testing.T) {
	target, err := exposure.ParseTarget("az://contosobackup/q3?sig=SECRET")
	if err != nil {
		t.Fatal(err)
	}
	rt := transportFor(t)
	for name, o := range map[string]azure.Options{
		"no transport":  {Target: target},
		"no target":     {Transport: rt},
		"a folder":      {Target: exposure.Target{Provider: exposure.Folder, Path: "/x"}, Transport: rt},
		"two sign-ins":  {Target: target, Transport: rt, SharedKey: sourcetest.AzuriteKey},
		"a broken key":  {Target: exposure.Target{Provider: exposure.Azure, Account: "contoso", Container: "q3", Endpoint: "https://contoso.blob.core.windows.net"}, Transport: rt, SharedKey: "not base64!"},
		"three at once": {Target: target, Transport: rt, SharedKey: "x", Token: bearer("t")},
	} {
		src, err := azure.New(o)
		if err == nil || strings.Contains(err.Error(), "SECRET") || strings.Contains(err.Error(), "not base64!") {
			t.Errorf("%s: %v, %v", name, src, err)
		}
	}
	if _, err := azure.New(azure.Options{Target: target}); !errors.Is(err, source.ErrNoTransport) {
		t.Errorf("%v", err)
	}
}

// expiredSignature: with a signature that has ended, the answer is denied,
// and no error shows the signature.
func expiredSignature(t *testing.T, a *azurite) {
	s := a.store(t, source.AccessSAS)
	s.Put(t, "a.txt", []byte("a"))
	address, err := s.owner.GetSASURL(sas.ContainerPermissions{Read: true, List: true}, time.Now().Add(-time.Hour),
		&container.GetSASURLOptions{StartTime: to(time.Now().Add(-2 * time.Hour))})
	if err != nil {
		t.Fatal(err)
	}
	_, s.target.Query, _ = strings.Cut(address, "?")
	src := s.Open(t, sourcetest.Options{Transport: transportFor(t)})
	_, err = src.List(t.Context(), "")
	if !errors.Is(err, source.ErrDenied) || strings.Contains(err.Error(), "sig=") || strings.Contains(src.(*azure.Source).String(), "sig=") {
		t.Errorf("%v", err)
	}
}

func to[T any](v T) *T { return &v }

// pastedListing: an operator pastes the address of a listing with its
// signature; the signature alone is used.
func pastedListing(t *testing.T, a *azurite) {
	s := a.store(t, source.AccessSAS)
	s.Put(t, "q3/a.txt", []byte("a"))
	s.Put(t, "q4/b.txt", []byte("b"))
	target, err := exposure.ParseTarget(s.owner.URL() + "/q3/?restype=container&comp=list&prefix=x&maxresults=1&" + s.target.Query)
	if err != nil {
		t.Fatal(err)
	}
	src, err := azure.New(azure.Options{Target: target, Transport: transportFor(t)})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := read(t, src, onlyObject(t, src), soon); string(got) != "a" || err != nil || src.Access() != source.AccessSAS {
		t.Errorf("%q, %v, %s", got, err, src.Access())
	}
	r, err := src.Open(t.Context(), source.Object{Name: "q4/b.txt", Size: -1, Current: true}, 0)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if strings.Contains(r.Address, "sig=") || !strings.HasSuffix(r.Address, "/q4%2Fb.txt") {
		t.Errorf("address %s", r.Address)
	}
}

// snapshots lists snapshots by name, and opens the state that each is.
func snapshots(t *testing.T, a *azurite) {
	s := a.store(t, source.AccessAnonymous)
	s.Put(t, "list.csv", []byte("old"))
	if _, err := s.owner.NewBlobClient("list.csv").CreateSnapshot(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	s.Put(t, "list.csv", []byte("newer"))
	for _, snapshots := range []bool{false, true} {
		src, err := azure.New(azure.Options{Target: s.target, Transport: transportFor(t), Snapshots: snapshots})
		if err != nil {
			t.Fatal(err)
		}
		objects, err := list(t, src)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, o := range objects {
			data, err := read(t, src, o, soon)
			if err != nil {
				t.Errorf("%+v: %v", o, err)
			}
			got[string(o.Unreadable)] += string(data)
			if (o.Snapshot == "") != o.Current {
				t.Errorf("%+v", o)
			}
		}
		want := ""
		if snapshots {
			want = "old"
		}
		if got[""] != "newer" || got[string(exposure.NotReadSnapshot)] != want || len(objects) != len(got) {
			t.Errorf("snapshots %v: %v", snapshots, got)
		}
	}
}

// archiveTier: a blob that was put away is listed as such.
func archiveTier(t *testing.T, a *azurite) {
	s := a.store(t, source.AccessAnonymous)
	s.Put(t, "old.bak", []byte("x"))
	if _, err := s.owner.NewBlobClient("old.bak").SetTier(t.Context(), blob.AccessTierArchive, nil); err != nil {
		t.Fatal(err)
	}
	src := s.Open(t, sourcetest.Options{Transport: transportFor(t)})
	if o := onlyObject(t, src); o.Unreadable != exposure.NotReadArchived || o.Tier != "Archive" {
		t.Errorf("%+v", o)
	}
}

// bearer is a named sign-in that has its token already.
type bearer string

func (b bearer) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: string(b), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// TestToken: a named sign-in is used for lists and blobs, and only by TLS.
func TestToken(t *testing.T) {
	s := newSpeaker(t)
	s.Put(t, "a.txt", []byte("a"))
	var mu sync.Mutex
	signed := 0
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		if r.Header.Get("Authorization") == "Bearer the-token" {
			signed++
		}
		mu.Unlock()
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(secure.Close)
	target, err := exposure.ParseTarget("az+" + secure.URL + "/contoso/backups")
	if err != nil {
		t.Fatal(err)
	}
	src, err := azure.New(azure.Options{Target: target, Transport: secure.Client().Transport, Token: bearer("the-token")})
	if err != nil {
		t.Fatal(err)
	}
	r, err := src.Open(t.Context(), onlyObject(t, src), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if data, err := io.ReadAll(r.Body); string(data) != "a" || err != nil || signed != 2 || r.Access != source.AccessToken {
		t.Errorf("%q, %v; %d requests signed as %s", data, err, signed, r.Access)
	}
	plain, err := azure.New(azure.Options{Target: s.target(t), Transport: transportFor(t), Token: bearer("the-token")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain.List(t.Context(), ""); err == nil || strings.Contains(err.Error(), "the-token") {
		t.Errorf("a token over plain HTTP: %v", err)
	}
}

// TestRefusedByTheScope: a refusal of the transport is said as it is, once.
func TestRefusedByTheScope(t *testing.T) {
	s := newSpeaker(t)
	asked := 0
	src := s.source(t, sourcetest.Options{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		asked++
		return nil, refusal{}
	})})
	_, err := list(t, src)
	var r refusal
	if !errors.Is(err, source.ErrRefused) || !errors.As(err, &r) || asked != 1 || source.ReasonOf(err) != exposure.NotReadScope {
		t.Errorf("%v, asked %d times", err, asked)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type refusal struct{}

func (refusal) Error() string { return "no grant covers 127.0.0.1" }
func (refusal) Refused() bool { return true }
