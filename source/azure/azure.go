// Package azure reads one container of Azure Blob Storage, or of an emulator of
// it, through Microsoft's SDK: anonymously, with a shared access signature, with
// the account's key, or with a credential that the caller names. The SDK's own
// retries, telemetry and default credential chain are not used.
package azure

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read and how it is signed in. At most one of a signature,
// SharedKey and Token may be given; none is anonymous.
type Options struct {
	Target    exposure.Target // its Query, where it holds a signature, is the SAS
	Transport http.RoundTripper

	SharedKey string                 // the account's key, base64
	Token     azcore.TokenCredential // a named sign-in; the caller sees to its transport

	Snapshots bool // list snapshots too
	Versions  bool // list older versions too
	Deleted   bool // list what is deleted and still retained too

	PageSize int32 // objects a page, 1 to 5,000; 0 means 5,000
}

// A Source reads one container.
type Source struct {
	options Options
	target  string // as it may be printed
	address string // URL of the container, without query
	query   string // the signature, or ""
	access  source.Access
	lists   *container.Client
	client  blob.ClientOptions // for opening blobs
	key     *blob.SharedKeyCredential
}

// maxPage is the most that the service gives a page.
const maxPage = 5000

// longestList bounds the body of one page, in bytes: 5,000 names of 1,024
// characters, three bytes each when encoded, with their properties are under 32 MiB.
const longestList = 64 << 20

// New returns the source that o describes. Nothing is sent yet.
func New(o Options) (*Source, error) {
	t := o.Target
	if t.Provider != exposure.Azure || t.Container == "" {
		return nil, fmt.Errorf("azure: target %s is no container", t)
	}
	if o.Transport == nil {
		return nil, fmt.Errorf("azure %s: %w", t, source.ErrNoTransport)
	}
	if o.PageSize <= 0 || o.PageSize > maxPage {
		o.PageSize = maxPage
	}
	s := &Source{
		options: o, target: t.String(), query: signature(t.Query), access: source.AccessAnonymous,
		address: strings.TrimSuffix(t.Endpoint, "/") + "/" + url.PathEscape(t.Container),
	}
	if err := s.signIn(); err != nil {
		return nil, fmt.Errorf("azure %s: %w", t, err)
	}
	return s, nil
}

// signIn chooses the way to sign in and makes the client for listings.
func (s *Source) signIn() (err error) {
	o := s.options
	given := 0
	for access, is := range map[source.Access]bool{
		source.AccessSAS: s.query != "", source.AccessSharedKey: o.SharedKey != "", source.AccessToken: o.Token != nil,
	} {
		if is {
			s.access = access
			given++
		}
	}
	if given > 1 {
		return errors.New("signed in in more than one way: give a signature, a key or a named sign-in")
	}
	s.client.ClientOptions = clientOptions(source.ReadOnly(o.Transport, 0))
	lists := &container.ClientOptions{ClientOptions: clientOptions(source.ReadOnly(o.Transport, longestList))}
	switch s.access {
	case source.AccessSharedKey:
		if s.key, err = blob.NewSharedKeyCredential(o.Target.Account, o.SharedKey); err != nil {
			return errors.New("the account key is not base64")
		}
		s.lists, err = container.NewClientWithSharedKeyCredential(s.address, s.key, lists)
	case source.AccessToken:
		s.lists, err = container.NewClient(s.address, o.Token, lists)
	default:
		s.lists, err = container.NewClientWithNoCredential(withQuery(s.address, s.query), lists)
	}
	return err
}

func clientOptions(transport http.RoundTripper) azcore.ClientOptions {
	return azcore.ClientOptions{
		Transport: source.Once{RoundTripper: transport},
		Retry:     policy.RetryOptions{MaxRetries: -1},
		Telemetry: policy.TelemetryOptions{Disabled: true},
	}
}

// signatureKeys are the parameters of a shared access signature. Whatever else
// stands in the query of a pasted address, as of a listing, is left out.
const signatureKeys = " sv ss srt sr sp st se si sip spr sig sdd ses skoid sktid skt ske sks skv saoid suoid scid rscc rscd rsce rscl rsct "

// signature returns the signature in a query, or "" where there is none.
func signature(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil || values.Get("sig") == "" {
		return ""
	}
	for key := range values {
		if !strings.Contains(signatureKeys, " "+key+" ") {
			values.Del(key)
		}
	}
	return values.Encode()
}

func withQuery(address, query string) string {
	if query == "" {
		return address
	}
	return address + "?" + query
}

// String returns the target, without a signature.
func (s *Source) String() string { return s.target }

// Access returns how the source signs in.
func (s *Source) Access() source.Access { return s.access }

// List implements [source.Source].
func (s *Source) List(ctx context.Context, marker string) (source.Page, error) {
	options := &container.ListBlobsFlatOptions{
		MaxResults: &s.options.PageSize,
		Include: container.ListBlobsInclude{
			Snapshots: s.options.Snapshots, Versions: s.options.Versions, Deleted: s.options.Deleted,
		},
	}
	if marker != "" {
		options.Marker = &marker
	}
	if s.options.Target.Prefix != "" {
		options.Prefix = &s.options.Target.Prefix
	}
	answer, err := s.lists.NewListBlobsFlatPager(options).NextPage(ctx)
	if err != nil {
		return source.Page{}, s.failed(ctx, s.attempt("list", "", marker != ""), err)
	}
	if answer.Segment == nil {
		return source.Page{}, s.attempt("list", "", false).Fail(source.ErrGarbled)
	}
	page := source.Page{Objects: make([]source.Object, 0, len(answer.Segment.BlobItems))}
	if answer.NextMarker != nil {
		page.Next = *answer.NextMarker
	}
	for _, item := range answer.Segment.BlobItems {
		if item == nil || item.Name == nil {
			return source.Page{}, s.attempt("list", "", false).Fail(source.ErrGarbled)
		}
		page.Objects = append(page.Objects, s.object(item))
	}
	return page, nil
}
