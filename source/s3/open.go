package s3

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/hemostat/hemostat/source"
)

// Open implements [source.Source].
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	part := ""
	if at > 0 {
		part = fmt.Sprintf("bytes=%d-", at)
	}
	return s.open(ctx, o, at, part)
}

// OpenRange implements [source.Ranger].
func (s *Source) OpenRange(ctx context.Context, o source.Object, off, n int64) (*source.Reading, error) {
	return s.open(ctx, o, off, fmt.Sprintf("bytes=%d-%d", off, off+n-1))
}

func (s *Source) open(ctx context.Context, o source.Object, at int64, part string) (*source.Reading, error) {
	try := s.attempt("open", o.Name, o.ETag != "")
	in := &s3.GetObjectInput{
		Bucket: &s.options.Target.Container, Key: &o.Name, Range: set(part), IfMatch: set(o.ETag), RequestPayer: s.payer,
	}
	if !o.Current {
		in.VersionId = set(o.Version)
	}
	var out *s3.GetObjectOutput
	err := s.follow(func() (err error) {
		_, reads := s.clients()
		out, err = reads.GetObject(ctx, in)
		return err
	})
	if err != nil {
		return nil, s.failed(ctx, try, err)
	}
	r := &source.Reading{
		Body: out.Body, ETag: aws.ToString(out.ETag), Modified: aws.ToTime(out.LastModified).UTC(), Size: -1, Access: s.access,
		Address: s.asked(middleware.GetRawResponse(out.ResultMetadata)),
	}
	if out.ContentRange != nil {
		var begin int64
		begin, r.Size, err = source.ContentRange(*out.ContentRange)
		if err != nil || begin != at {
			out.Body.Close()
			return nil, try.Fail(source.ErrGarbled)
		}
		return r, nil
	}
	if at > 0 {
		out.Body.Close() // the whole from its first byte, though a part was asked for
		return nil, try.Fail(source.ErrGarbled)
	}
	r.Size = size(out.ContentLength)
	return r, nil
}

// asked returns the address that an answer came from, without its query.
func (s *Source) asked(raw any) string {
	resp, ok := raw.(*smithyhttp.Response)
	if !ok || resp.Request == nil || resp.Request.URL == nil {
		return s.target
	}
	u := *resp.Request.URL
	u.RawQuery, u.User, u.Fragment = "", nil, ""
	return u.String()
}
