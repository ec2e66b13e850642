package blobserver

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"

	"github.com/hemostat/hemostat/internal/leak"
)

// names is a store of small objects with chosen names.
type names []string

func (n names) object(i int) (leak.Object, []byte) {
	body := []byte("object " + n[i])
	return leak.Object{
		Index: i, Name: n[i], ContentType: "text/plain", Size: int64(len(body)), MD5: md5.Sum(body),
		Modified: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), ETag: fmt.Sprintf(`"0x8D%013X"`, i),
	}, body
}

func (n names) From(name string) iter.Seq[leak.Object] {
	return func(yield func(leak.Object) bool) {
		i, _ := slices.BinarySearch(n, name)
		for ; i < len(n); i++ {
			if o, _ := n.object(i); !yield(o) {
				return
			}
		}
	}
}

func (n names) Open(name string) (leak.Object, []byte, error) {
	i, ok := slices.BinarySearch(n, name)
	if !ok {
		return leak.Object{}, nil, fs.ErrNotExist
	}
	o, body := n.object(i)
	return o, body, nil
}

func serve(t testing.TB, store Store) (*Server, *container.Client) {
	t.Helper()
	s, err := Serve(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	c, err := azblob.NewClientWithNoCredential(s.ServiceURL(), &azblob.ClientOptions{ClientOptions: azcore.ClientOptions{Retry: policy.RetryOptions{MaxRetries: -1}}})
	if err != nil {
		t.Fatal(err)
	}
	return s, c.ServiceClient().NewContainerClient(leak.Container)
}

func synthetic(t testing.TB) *leak.Leak {
	t.Helper()
	l, err := leak.New(leak.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func listAll(t *testing.T, c *container.Client, o *container.ListBlobsFlatOptions) (items []*container.BlobItem, pages int) {
	t.Helper()
	pager := c.NewListBlobsFlatPager(o)
	for pager.More() {
		page, err := pager.NextPage(t.Context())
		if err != nil {
			t.Fatalf("page %d: %v", pages+1, err)
		}
		items = append(items, page.Segment.BlobItems...)
		pages++
	}
	return items, pages
}

func TestListingOfTwelveThousand(t *testing.T) {
	var store names
	for i := range 12_000 {
		store = append(store, fmt.Sprintf("folder %d/%06d & more.txt", i/5000, i))
	}
	_, c := serve(t, store)
	items, pages := listAll(t, c, nil)
	if len(items) != len(store) || pages != 3 {
		t.Fatalf("%d blobs in %d pages, want 12,000 in 3", len(items), pages)
	}
	for i, item := range items {
		if *item.Name != store[i] {
			t.Fatalf("blob %d is %q, want %q", i, *item.Name, store[i])
		}
	}
	items, pages = listAll(t, c, &container.ListBlobsFlatOptions{Prefix: to.Ptr("folder 1/"), MaxResults: to.Ptr(int32(999))})
	if len(items) != 5000 || pages != 6 {
		t.Errorf("%d blobs with the prefix in %d pages, want 5000 in 6", len(items), pages)
	}
}

func TestNamesOfAllSorts(t *testing.T) {
	store := names{" leading", "a b/c%20d.txt", "a+b.txt", "line\nbreak", "q?x=1&y=2#z", "tab\tand\x01control", "ü/日本語.eml", strings.Repeat("y", 1024), "zero\x00byte"}
	slices.Sort(store)
	_, c := serve(t, store)
	items, _ := listAll(t, c, nil)
	if len(items) != len(store) {
		t.Fatalf("%d blobs, want %d", len(items), len(store))
	}
	for i, item := range items {
		if *item.Name != store[i] {
			t.Errorf("blob %d is %q, want %q", i, *item.Name, store[i])
			continue
		}
		res, err := c.NewBlobClient(*item.Name).DownloadStream(t.Context(), nil)
		if err != nil {
			t.Errorf("download %q: %v", *item.Name, err)
			continue
		}
		if got := readAll(t, res.Body); string(got) != "object "+store[i] {
			t.Errorf("%q holds %q", store[i], got)
		}
	}
}

func readAll(t *testing.T, r io.ReadCloser) []byte {
	t.Helper()
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryObjectOfALeak(t *testing.T) {
	l := synthetic(t)
	s, c := serve(t, l)
	items, _ := listAll(t, c, nil)
	i, total := 0, int64(0)
	for o := range l.Objects() {
		item := items[i]
		i++
		p := item.Properties
		if *item.Name != o.Name || *p.ContentLength != o.Size || !p.LastModified.Equal(o.Modified) || !bytes.Equal(p.ContentMD5, o.MD5[:]) || *p.ContentType != o.ContentType {
			t.Errorf("%q is listed otherwise than it is", o.Name)
		}
		res, err := c.NewBlobClient(*item.Name).DownloadStream(t.Context(), nil)
		if err != nil {
			t.Fatalf("download %q: %v", o.Name, err)
		}
		body := readAll(t, res.Body)
		total += int64(len(body))
		if !bytes.Equal(body, o.Bytes()) || !bytes.Equal(res.ContentMD5, o.MD5[:]) || string(*res.ETag) != o.ETag {
			t.Errorf("%q is served otherwise than it is", o.Name)
		}
	}
	if n := s.Counts(); i != l.Len() || n.Reads != int64(l.Len()) || n.Bytes != total {
		t.Errorf("%d objects, %d bytes; the server counts %+v", i, total, n)
	}
}

func TestRanges(t *testing.T) {
	_, c := serve(t, names{"blob"}) // "object blob"
	b := c.NewBlobClient("blob")
	for _, test := range []struct {
		offset, count int64
		want          string
	}{{0, 3, "obj"}, {7, 4, "blob"}, {7, 0, "blob"}, {7, 100, "blob"}, {10, 1, "b"}} {
		res, err := b.DownloadStream(t.Context(), &blob.DownloadStreamOptions{Range: blob.HTTPRange{Offset: test.offset, Count: test.count}})
		if err != nil {
			t.Errorf("range %d+%d: %v", test.offset, test.count, err)
			continue
		}
		if got := string(readAll(t, res.Body)); got != test.want {
			t.Errorf("range %d+%d is %q, want %q", test.offset, test.count, got, test.want)
		}
		if got := fmt.Sprintf("bytes %d-%d/11", test.offset, test.offset+int64(len(test.want))-1); *res.ContentRange != got {
			t.Errorf("range %d+%d says %q, want %q", test.offset, test.count, *res.ContentRange, got)
		}
	}
	_, err := b.DownloadStream(t.Context(), &blob.DownloadStreamOptions{Range: blob.HTTPRange{Offset: 11, Count: 5}})
	expect(t, err, 416, bloberror.InvalidRange)
}

func TestConditions(t *testing.T) {
	s, c := serve(t, names{"blob"})
	b := c.NewBlobClient("blob")
	props, err := b.GetProperties(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	pinned := &blob.DownloadStreamOptions{AccessConditions: &blob.AccessConditions{ModifiedAccessConditions: &blob.ModifiedAccessConditions{IfMatch: props.ETag}}}
	res, err := b.DownloadStream(t.Context(), pinned)
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, res.Body)
	s.SetFaults(Faults{ChangeETagAfter: 1})
	_, err = b.DownloadStream(t.Context(), pinned)
	expect(t, err, 412, bloberror.ConditionNotMet)
	if props, err = b.GetProperties(t.Context(), nil); err != nil || *props.ContentLength != 11 {
		t.Errorf("properties after the change: %v %v", props.ContentLength, err)
	}
}

func expect(t *testing.T, err error, status int, code bloberror.Code) {
	t.Helper()
	var r *azcore.ResponseError
	if !errors.As(err, &r) || r.StatusCode != status || (code != "" && r.ErrorCode != string(code)) {
		t.Errorf("answer is %v, want %d %s", err, status, code)
	}
}

func TestWhatIsNotThereOrNotAllowed(t *testing.T) {
	s, c := serve(t, names{"blob"})
	_, err := c.NewBlobClient("other").DownloadStream(t.Context(), nil)
	expect(t, err, 404, bloberror.BlobNotFound)
	_, err = c.NewBlobClient("other").GetProperties(t.Context(), nil)
	expect(t, err, 404, bloberror.BlobNotFound)
	_, err = c.GetAccessPolicy(t.Context(), nil)
	expect(t, err, 404, "ResourceNotFound")
	_, err = c.NewBlockBlobClient("new").UploadStream(t.Context(), strings.NewReader("x"), nil)
	expect(t, err, 403, bloberror.AuthorizationFailure)
	_, err = c.NewBlobClient("blob").Delete(t.Context(), nil)
	expect(t, err, 403, bloberror.AuthorizationFailure)
	if n := s.Counts().Writes; n != 2 {
		t.Errorf("%d writes counted, want 2", n)
	}
	client, err := azblob.NewClientWithNoCredential(s.ServiceURL(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.NewListBlobsFlatPager("another", nil).NextPage(t.Context())
	expect(t, err, 404, "ResourceNotFound")
	if p, err := c.GetProperties(t.Context(), nil); err != nil || *p.BlobPublicAccess != container.PublicAccessTypeContainer {
		t.Errorf("container: %v, %v", p.BlobPublicAccess, err)
	}
	s.SetPublic(false)
	_, err = c.NewBlobClient("blob").DownloadStream(t.Context(), nil)
	expect(t, err, 409, "PublicAccessNotPermitted")
	s.SetPublic(true)
	if _, err = c.NewBlobClient("blob").GetProperties(t.Context(), nil); err != nil {
		t.Errorf("open again: %v", err)
	}
}

func TestFaults(t *testing.T) {
	s, c := serve(t, names{"a", "b", "c", "d"})
	page := &container.ListBlobsFlatOptions{MaxResults: to.Ptr(int32(2))}

	s.SetFaults(Faults{RepeatMarker: true})
	pager := c.NewListBlobsFlatPager(page)
	first, err := pager.NextPage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if again, err := pager.NextPage(t.Context()); err != nil || *again.NextMarker != *first.NextMarker {
			t.Fatalf("marker %q does not repeat %q: %v", *again.NextMarker, *first.NextMarker, err)
		}
	}

	s.SetFaults(Faults{CutAfterBytes: 4})
	res, err := c.NewBlobClient("a").DownloadStream(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if string(body) != "obje" || err == nil {
		t.Errorf("cut body is %q and %v", body, err)
	}

	s.SetFaults(Faults{ThrottleEvery: 1})
	_, err = c.NewBlobClient("a").DownloadStream(t.Context(), nil)
	expect(t, err, 503, bloberror.ServerBusy)

	s.SetFaults(Faults{Latency: 30 * time.Millisecond})
	start := time.Now()
	if _, err := c.NewBlobClient("a").GetProperties(t.Context(), nil); err != nil || time.Since(start) < 30*time.Millisecond {
		t.Errorf("answer after %v: %v", time.Since(start), err)
	}

	s.SetFaults(Faults{CloseMidListing: s.Counts().Pages + 1})
	pager = c.NewListBlobsFlatPager(page)
	if _, err = pager.NextPage(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err = pager.NextPage(t.Context())
	expect(t, err, 409, "PublicAccessNotPermitted")
}

func TestServerEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Serve(ctx, names{"a"})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	client := &http.Client{Transport: &http.Transport{Proxy: nil}}
	if res, err := client.Get(s.URL()); err == nil {
		res.Body.Close()
		t.Error("the server answers after its context has ended")
	}
}

// files is a store whose objects stand in files.
type files struct {
	names
	dir string
}

func (f files) OpenFile(name string) (leak.Object, *os.File, error) {
	o, body, err := f.Open(name)
	if err != nil {
		return o, nil, err
	}
	path := filepath.Join(f.dir, fmt.Sprint(o.Index))
	if err := os.WriteFile(path, body, 0o600); err != nil {
		return o, nil, err
	}
	file, err := os.Open(path)
	return o, file, err
}

// What stands in files is served as what stands in memory is.
func TestFilesAreServed(t *testing.T) {
	memory := names{"a.txt", "b c.txt"}
	one, _ := serve(t, memory)
	other, _ := serve(t, files{memory, t.TempDir()})
	for _, path := range []string{"a.txt", "b%20c.txt", "none.txt"} {
		for _, wanted := range []string{"", "bytes=3-6", "bytes=5-", "bytes=400-"} {
			get := func(s *Server) string {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/"+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				if wanted != "" {
					req.Header.Set("Range", wanted)
				}
				res, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				body, err := io.ReadAll(res.Body)
				if err != nil {
					t.Fatal(err)
				}
				h := res.Header
				return fmt.Sprint(res.StatusCode, h.Get("Content-Range"), h.Get("Content-Length"), h.Get("ETag"), strings.Split(string(body), "RequestId")[0])
			}
			if a, b := get(one), get(other); a != b {
				t.Errorf("%s %s: from files %q, from memory %q", path, wanted, b, a)
			}
		}
	}
}
