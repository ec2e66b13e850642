package s3

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// canned answers every request with the same bytes.
type canned struct {
	status int
	region string
	body   []byte
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	if host := r.URL.Hostname(); !strings.HasPrefix(host, "crm-dump.s3.") || !strings.HasSuffix(host, ".amazonaws.com") {
		panic("a request to " + host)
	}
	return &http.Response{
		StatusCode: c.status, Header: http.Header{"Content-Type": {"application/xml"}, "X-Amz-Bucket-Region": {c.region}}, Request: r,
		Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// FuzzListing: whatever answers, List returns a page or an error that says what
// kind it is and quotes nothing, and no request leaves for another host.
func FuzzListing(f *testing.F) {
	f.Add(200, "", []byte(`<ListBucketResult><Name>crm-dump</Name><EncodingType>url</EncodingType><Contents><Key>a%20b</Key><Size>5</Size></Contents></ListBucketResult>`), false)
	f.Add(200, "", []byte(`<ListVersionsResult><Name>crm-dump</Name><IsTruncated>true</IsTruncated><NextKeyMarker>a</NextKeyMarker><Version><Key>a</Key></Version><DeleteMarker><Key>b</Key></DeleteMarker></ListVersionsResult>`), true)
	f.Add(301, "eu-west-1", []byte(`<Error><Code>PermanentRedirect</Code></Error>`), false)
	f.Add(403, "evil.test/", []byte(`<Error><Code>AccessDenied</Code></Error>`), false)
	target, err := exposure.ParseTarget("s3://crm-dump")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, region string, body []byte, versions bool) {
		src, err := New(Options{Target: target, Transport: canned{status, region, body}, Versions: versions})
		if err != nil {
			t.Fatal(err)
		}
		page, err := src.List(t.Context(), "")
		if err == nil {
			for _, o := range page.Objects {
				if o.Size < -1 {
					t.Errorf("size %d", o.Size)
				}
			}
			return
		}
		var e *source.Error
		if !errors.As(err, &e) || e.Kind == nil || e.Reason == "" || strings.ContainsAny(err.Error(), "\n\x1b") {
			t.Errorf("%#v", err)
		}
	})
}
