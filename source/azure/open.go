package azure

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"

	"github.com/hemostat/hemostat/source"
)

// Open implements [source.Source].
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	return s.open(ctx, o, blob.HTTPRange{Offset: at})
}

// OpenRange implements [source.Ranger].
func (s *Source) OpenRange(ctx context.Context, o source.Object, off, n int64) (*source.Reading, error) {
	return s.open(ctx, o, blob.HTTPRange{Offset: off, Count: n})
}

func (s *Source) open(ctx context.Context, o source.Object, part blob.HTTPRange) (*source.Reading, error) {
	try := s.attempt("open", o.Name, o.ETag != "")
	client, err := s.blob(o)
	if err != nil {
		return nil, try.Fail(source.ErrRequest)
	}
	options := &blob.DownloadStreamOptions{Range: part}
	if o.ETag != "" {
		tag := azcore.ETag(o.ETag)
		options.AccessConditions = &blob.AccessConditions{ModifiedAccessConditions: &blob.ModifiedAccessConditions{IfMatch: &tag}}
	}
	answer, err := client.DownloadStream(ctx, options)
	if err != nil {
		return nil, s.failed(ctx, try, err)
	}
	r := &source.Reading{
		Body: answer.Body, ETag: quoted(string(value(answer.ETag))), Modified: utc(answer.LastModified),
		Address: s.addressOf(o.Name), Access: s.access, Size: -1,
	}
	if answer.ContentRange != nil {
		var begin int64
		begin, r.Size, err = source.ContentRange(*answer.ContentRange)
		if err != nil || begin != part.Offset {
			answer.Body.Close()
			return nil, try.Fail(source.ErrGarbled)
		}
		return r, nil
	}
	if part.Offset > 0 {
		answer.Body.Close() // the whole from its first byte, though a part was asked for
		return nil, try.Fail(source.ErrGarbled)
	}
	if answer.ContentLength != nil {
		r.Size = *answer.ContentLength
	}
	return r, nil
}

// addressOf returns the URL of a blob without its query. A name is one segment
// of it, with every slash encoded, so that nothing on the way resolves "..".
func (s *Source) addressOf(name string) string {
	if strings.Trim(name, ".") == "" {
		return s.address + "/" + strings.ReplaceAll(name, ".", "%2E")
	}
	return s.address + "/" + url.PathEscape(name)
}

// blob returns a client for the state of a blob that o names.
func (s *Source) blob(o source.Object) (client *blob.Client, err error) {
	address := withQuery(s.addressOf(o.Name), s.query)
	switch s.access {
	case source.AccessSharedKey:
		client, err = blob.NewClientWithSharedKeyCredential(address, s.key, &s.client)
	case source.AccessToken:
		client, err = blob.NewClient(address, s.options.Token, &s.client)
	default:
		client, err = blob.NewClientWithNoCredential(address, &s.client)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("azure: %w", err)
	case o.Snapshot != "":
		return client.WithSnapshot(o.Snapshot)
	case o.Version != "" && !o.Current:
		return client.WithVersionID(o.Version)
	}
	return client, nil
}
