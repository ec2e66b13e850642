package azure_test

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/azure"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// azurite is one running emulator, and how a test signs in to it.
type azurite struct {
	*sourcetest.Server
	made atomic.Int64
}

// store is a container of its own, seen by its owner.
type store struct {
	owner  *container.Client
	target exposure.Target
	access source.Access
}

func (a *azurite) owner(t testing.TB, name string) *container.Client {
	t.Helper()
	key, err := container.NewSharedKeyCredential(sourcetest.AzuriteAccount, sourcetest.AzuriteKey)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(tr.CloseIdleConnections)
	client, err := container.NewClientWithSharedKeyCredential(a.Endpoint+"/"+sourcetest.AzuriteAccount+"/"+name, key,
		&container.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: &http.Client{Transport: tr}}})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// store makes a container that is read in the way that access names.
func (a *azurite) store(t testing.TB, access source.Access) *store {
	t.Helper()
	name := "store" + strconv.FormatInt(a.made.Add(1), 10)
	s := &store{owner: a.owner(t, name), access: access, target: a.target(t, name)}
	options := &container.CreateOptions{}
	if access == source.AccessAnonymous {
		level := container.PublicAccessTypeContainer
		options.Access = &level
	}
	if _, err := s.owner.Create(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	if access == source.AccessSAS {
		address, err := s.owner.GetSASURL(sas.ContainerPermissions{Read: true, List: true}, time.Now().Add(time.Hour), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, s.target.Query, _ = strings.Cut(address, "?")
	}
	return s
}

func (a *azurite) target(t testing.TB, name string) exposure.Target {
	t.Helper()
	target, err := exposure.ParseTarget(a.Endpoint + "/" + sourcetest.AzuriteAccount + "/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func (s *store) blob(t testing.TB, name string) *blockblob.Client {
	t.Helper()
	return s.owner.NewBlockBlobClient(name)
}

func (s *store) Put(t testing.TB, name string, data []byte) {
	if _, err := s.blob(t, name).Upload(t.Context(), streaming.NopCloser(bytes.NewReader(data)), nil); err != nil {
		t.Errorf("put %q: %v", name, err)
	}
}

func (s *store) Remove(t testing.TB, name string) {
	if _, err := s.blob(t, name).Delete(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

// Shut closes the container as an owner would: it is private from now on.
func (s *store) Shut(t testing.TB) {
	if s.access == source.AccessAnonymous {
		if _, err := s.owner.SetAccessPolicy(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		return
	}
	if _, err := s.owner.Delete(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

// Holds leaves out what Azurite answers with 500 when it is listed, what it
// turns into slashes, and what the SDK cannot write. The speaker holds them all.
func (s *store) Holds(name string) bool {
	refused := func(r rune) bool {
		return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || r == '\\'
	}
	return utf8.ValidString(name) && strings.Trim(name, ".") != "" && !strings.ContainsFunc(name, refused)
}

func (s *store) Open(t testing.TB, o sourcetest.Options) source.Source {
	t.Helper()
	src, err := azure.New(s.options(o))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func (s *store) options(o sourcetest.Options) azure.Options {
	options := azure.Options{Target: s.target, Transport: o.Transport, PageSize: int32(o.PageSize)}
	if s.access == source.AccessSharedKey {
		options.SharedKey = sourcetest.AzuriteKey
	}
	return options
}

// TestAzurite runs all that needs a real server against one.
func TestAzurite(t *testing.T) {
	a := &azurite{Server: sourcetest.StartAzurite(t)}
	t.Run("Suite", func(t *testing.T) { suite(t, a) })
	t.Run("ExpiredSignature", func(t *testing.T) { expiredSignature(t, a) })
	t.Run("PastedListing", func(t *testing.T) { pastedListing(t, a) })
	t.Run("Snapshots", func(t *testing.T) { snapshots(t, a) })
	t.Run("ArchiveTier", func(t *testing.T) { archiveTier(t, a) })
	t.Run("BlobLevel", func(t *testing.T) { blobLevel(t, a) })
}

func suite(t *testing.T, a *azurite) {
	for _, access := range []source.Access{source.AccessAnonymous, source.AccessSAS, source.AccessSharedKey} {
		t.Run(string(access), func(t *testing.T) {
			many := 20
			if access == source.AccessAnonymous {
				many = 0
			}
			sourcetest.Run(t, sourcetest.Provider{
				Store: func(t testing.TB) sourcetest.Store { return a.store(t, access) },
				Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					s := store{target: a.target(t, "missing"), access: access}
					return azure.New(s.options(o))
				},
				Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					s := a.store(t, source.AccessSharedKey)
					return azure.New(azure.Options{Target: s.target, Transport: o.Transport})
				},
				Many: many, Ordered: true,
			})
		})
	}
}

func transportFor(t testing.TB) http.RoundTripper {
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

// blobLevel: a container that lists nothing and serves every blob by its name.
func blobLevel(t *testing.T, a *azurite) {
	s := a.store(t, source.AccessSharedKey)
	s.Put(t, "known.txt", []byte("known"))
	level := container.PublicAccessTypeBlob
	if _, err := s.owner.SetAccessPolicy(t.Context(), &container.SetAccessPolicyOptions{Access: &level}); err != nil {
		t.Fatal(err)
	}
	s.access = source.AccessAnonymous
	src := s.Open(t, sourcetest.Options{Transport: transportFor(t)})
	if _, err := src.List(t.Context(), ""); !errors.Is(err, source.ErrNotFoundOrPrivate) {
		t.Errorf("list: %v", err)
	}
	if got, err := read(t, src, source.Object{Name: "known.txt", Size: -1, Current: true}, soon); string(got) != "known" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
