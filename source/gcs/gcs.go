// Package gcs reads one bucket of Google Cloud Storage, or of an emulator of it, by
// the service's JSON API over net/http: anonymously, or with a token that the caller
// sees to. Google's own libraries, which look for credentials by themselves, are not
// used.
//
// A state of an object is known by its generation, a number that the service gives
// each time that the object is written; it stands where other providers have an ETag.
package gcs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read and how it is signed in.
type Options struct {
	Target    exposure.Target
	Transport http.RoundTripper

	// Token returns the bearer token for a request, the same as long as it is
	// valid; nil is anonymous. Its errors are [source.ErrSignIn], or what the way to
	// whoever gives tokens says.
	Token func(context.Context) (string, error)

	Versions bool // list older versions too
	PageSize int  // objects a page, 1 to 1,000; 0 means 1,000
}

// A Source reads one bucket.
type Source struct {
	options Options
	target  string
	bucket  string // URL of the bucket in the JSON API
	access  source.Access
	lists   http.RoundTripper
	reads   http.RoundTripper
}

const (
	maxPage     = 1000     // the most that the service gives a page
	longestList = 64 << 20 // bytes of one page: 1,000 names of 1,024 bytes with their properties are under 8 MiB
	longestFail = 64 << 10 // bytes of an error that are looked at
)

// New returns the source that o describes. Nothing is sent yet.
func New(o Options) (*Source, error) {
	t := o.Target
	if t.Provider != exposure.GCS || t.Container == "" || t.Endpoint == "" {
		return nil, fmt.Errorf("gcs: target %s is no bucket", t)
	}
	if o.Transport == nil {
		return nil, fmt.Errorf("gcs %s: %w", t, source.ErrNoTransport)
	}
	if o.PageSize <= 0 || o.PageSize > maxPage {
		o.PageSize = maxPage
	}
	s := &Source{
		options: o, target: t.String(), bucket: t.Endpoint + "/storage/v1/b/" + segment(t.Container), access: source.AccessAnonymous,
		lists: source.Listings(o.Transport, longestList), reads: source.ReadOnly(stored{o.Transport}, 0),
	}
	if o.Token != nil {
		s.access = source.AccessToken
	}
	return s, nil
}

// String returns the target.
func (s *Source) String() string { return s.target }

// Access returns how the source signs in.
func (s *Source) Access() source.Access { return s.access }

// properties are what a listing is asked for (cloud.google.com/storage/docs/json_api,
// "Objects").
const properties = "kind,nextPageToken,items(name,size,generation,md5Hash,updated,timeCreated,timeDeleted,storageClass,contentType,contentEncoding)"

// item is one object of a listing.
type item struct {
	Name            string `json:"name"`
	Size            string `json:"size"`
	Generation      string `json:"generation"`
	MD5             []byte `json:"md5Hash"`
	Updated         stamp  `json:"updated"`
	Created         stamp  `json:"timeCreated"`
	Deleted         string `json:"timeDeleted"`
	StorageClass    string `json:"storageClass"`
	ContentType     string `json:"contentType"`
	ContentEncoding string `json:"contentEncoding"`
}

var errGarbled = errors.New("gcs: not a listing")

// List implements [source.Source].
func (s *Source) List(ctx context.Context, marker string) (source.Page, error) {
	query := url.Values{"maxResults": {strconv.Itoa(s.options.PageSize)}, "fields": {properties}}
	for key, value := range map[string]string{"prefix": s.options.Target.Prefix, "pageToken": marker} {
		if value != "" {
			query.Set(key, value)
		}
	}
	if s.options.Versions {
		query.Set("versions", "true")
	}
	try := s.attempt("list", "", marker != "")
	resp, err := s.ask(ctx, try, s.lists, s.bucket+"/o?"+query.Encode(), nil)
	if err != nil {
		return source.Page{}, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return source.Page{}, s.refused(try, resp)
	}
	page, err := s.page(resp.Body)
	switch {
	case errors.Is(err, errGarbled):
		return source.Page{}, try.Fail(source.ErrGarbled)
	case err != nil:
		return source.Page{}, source.FailTransport(ctx, try.Op, try.Target, "", err)
	}
	return page, nil
}

// page reads a page of a listing.
func (s *Source) page(r io.Reader) (source.Page, error) {
	var answer struct {
		Kind  string `json:"kind"`
		Next  string `json:"nextPageToken"`
		Items []item `json:"items"`
	}
	err := json.NewDecoder(r).Decode(&answer)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax), errors.As(err, &kind), err == io.EOF:
		return source.Page{}, errGarbled
	case err != nil:
		return source.Page{}, err
	case answer.Kind != "storage#objects":
		return source.Page{}, errGarbled
	}
	page := source.Page{Next: answer.Next, Objects: make([]source.Object, 0, len(answer.Items))}
	for i := range answer.Items {
		o, ok := answer.Items[i].object(s.options.Versions)
		if !ok {
			return source.Page{}, errGarbled
		}
		page.Objects = append(page.Objects, o)
	}
	return page, nil
}

// object turns an item of a listing into an object. One that was deleted, or written
// over, has a time at which that was.
func (i *item) object(versions bool) (source.Object, bool) {
	o := source.Object{
		Name: i.Name, Size: -1, ETag: i.Generation, Modified: i.Updated.Time, Created: i.Created.Time, MD5: i.MD5, Tier: i.StorageClass,
		ContentType: i.ContentType, ContentEncoding: i.ContentEncoding, Current: i.Deleted == "",
	}
	if n, err := strconv.ParseInt(i.Size, 10, 64); err == nil && n >= 0 {
		o.Size = n
	}
	if versions {
		o.Version = i.Generation
	}
	if !o.Current {
		o.Unreadable = exposure.NotReadSnapshot
	}
	return o, i.Name != "" && (i.Generation == "" || digits(i.Generation))
}
