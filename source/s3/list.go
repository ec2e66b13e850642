package s3

import (
	"context"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// current lists what is there now. The marker is the server's continuation token.
func (s *Source) current(ctx context.Context, marker string) (source.Page, error) {
	in := &s3.ListObjectsV2Input{
		Bucket: &s.options.Target.Container, MaxKeys: &s.options.PageSize,
		EncodingType: types.EncodingTypeUrl, RequestPayer: s.payer,
		Prefix: set(s.options.Target.Prefix), ContinuationToken: set(marker),
	}
	lists, _ := s.clients()
	out, err := lists.ListObjectsV2(ctx, in)
	if err != nil {
		return source.Page{}, err
	}
	if out.Name == nil && out.MaxKeys == nil {
		return source.Page{}, errGarbled // XML, but no listing: the SDK overlooks what it does not know
	}
	page := source.Page{Objects: make([]source.Object, 0, len(out.Contents))}
	if aws.ToBool(out.IsTruncated) {
		if page.Next = aws.ToString(out.NextContinuationToken); page.Next == "" {
			return source.Page{}, errGarbled // one more page, and no way to it
		}
	}
	for _, c := range out.Contents {
		name, err := decoded(c.Key, out.EncodingType)
		if err != nil {
			return source.Page{}, err
		}
		o := source.Object{
			Name: name, Size: size(c.Size), ETag: aws.ToString(c.ETag), Modified: aws.ToTime(c.LastModified).UTC(),
			Tier: string(c.StorageClass), Current: true,
		}
		o.Unreadable = archived(o.Tier)
		page.Objects = append(page.Objects, o)
	}
	return page, nil
}

// versions lists what was there too. The marker is a query of name and version.
func (s *Source) versions(ctx context.Context, marker string) (source.Page, error) {
	from, err := url.ParseQuery(marker)
	if err != nil {
		return source.Page{}, errGarbled
	}
	in := &s3.ListObjectVersionsInput{
		Bucket: &s.options.Target.Container, MaxKeys: &s.options.PageSize,
		EncodingType: types.EncodingTypeUrl, RequestPayer: s.payer,
		Prefix: set(s.options.Target.Prefix), KeyMarker: set(from.Get("key")), VersionIdMarker: set(from.Get("version")),
	}
	lists, _ := s.clients()
	out, err := lists.ListObjectVersions(ctx, in)
	if err != nil {
		return source.Page{}, err
	}
	if out.Name == nil && out.MaxKeys == nil {
		return source.Page{}, errGarbled
	}
	page := source.Page{}
	if aws.ToBool(out.IsTruncated) {
		key, err := decoded(out.NextKeyMarker, out.EncodingType)
		if err != nil {
			return source.Page{}, err
		}
		page.Next = url.Values{"key": {key}, "version": {aws.ToString(out.NextVersionIdMarker)}}.Encode()
	}
	for _, v := range out.Versions {
		name, err := decoded(v.Key, out.EncodingType)
		if err != nil {
			return source.Page{}, err
		}
		o := source.Object{
			Name: name, Size: size(v.Size), ETag: aws.ToString(v.ETag), Modified: aws.ToTime(v.LastModified).UTC(),
			Tier: string(v.StorageClass), Version: aws.ToString(v.VersionId), Current: aws.ToBool(v.IsLatest),
		}
		if o.Unreadable = archived(o.Tier); !o.Current {
			o.Unreadable = exposure.NotReadSnapshot
		}
		page.Objects = append(page.Objects, o)
	}
	for _, d := range out.DeleteMarkers {
		name, err := decoded(d.Key, out.EncodingType)
		if err != nil {
			return source.Page{}, err
		}
		page.Objects = append(page.Objects, source.Object{
			Name: name, Size: -1, Modified: aws.ToTime(d.LastModified).UTC(), Version: aws.ToString(d.VersionId), Unreadable: exposure.NotReadGone,
		})
	}
	return page, nil
}

// archived tells the classes that must be restored before they can be read.
// Whether one was restored for a while only reading tells.
func archived(class string) exposure.Reason {
	switch types.ObjectStorageClass(class) {
	case types.ObjectStorageClassGlacier, types.ObjectStorageClassDeepArchive:
		return exposure.NotReadArchived
	}
	return ""
}

// decoded returns a name as the bucket holds it. A server that does not know
// encoding-type leaves it out of its answer, and the name as it is.
func decoded(name *string, encoding types.EncodingType) (string, error) {
	if name == nil {
		return "", errGarbled
	}
	if !strings.EqualFold(string(encoding), string(types.EncodingTypeUrl)) {
		return *name, nil
	}
	plain, err := url.QueryUnescape(*name)
	if err != nil {
		return "", errGarbled
	}
	return plain, nil
}

func size(n *int64) int64 {
	if n == nil || *n < 0 {
		return -1
	}
	return *n
}

func set(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
