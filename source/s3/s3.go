// Package s3 reads one bucket of Amazon S3, or of a compatible server, through
// the vendor's SDK: anonymously, or with keys that the caller hands in. The
// SDK's default configuration, credential chain and retries are not used.
package s3

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read and how it is signed in.
type Options struct {
	Target    exposure.Target
	Transport http.RoundTripper

	// AccessKey and SecretKey sign the requests; both empty is anonymous.
	AccessKey    string
	SecretKey    string
	SessionToken string // with temporary keys

	Region        string // "" takes it from the target's address, else us-east-1, and follows the bucket's own
	RequesterPays bool   // say that the requester pays, where the bucket demands it; the grant must allow it
	Versions      bool   // list older versions too
	PageSize      int32  // objects a page, 1 to 1,000; 0 means 1,000
}

// A Source reads one bucket.
type Source struct {
	options Options
	target  string
	access  source.Access
	payer   types.RequestPayer

	mu     sync.Mutex
	region string
	lists  *s3.Client
	reads  *s3.Client
}

const (
	maxPage       = 1000 // the most that S3 gives a page
	defaultRegion = "us-east-1"
	longestList   = 64 << 20 // bytes of one page: 1,000 names of 1,024 bytes, encoded, are under 8 MiB
)

// New returns the source that o describes. Nothing is sent yet.
func New(o Options) (*Source, error) {
	t := o.Target
	if t.Provider != exposure.S3 || t.Container == "" {
		return nil, fmt.Errorf("s3: target %s is no bucket", t)
	}
	if o.Transport == nil {
		return nil, fmt.Errorf("s3 %s: %w", t, source.ErrNoTransport)
	}
	if (o.AccessKey == "") != (o.SecretKey == "") || o.AccessKey == "" && o.SessionToken != "" {
		return nil, fmt.Errorf("s3 %s: an access key and its secret key belong together", t)
	}
	if o.PageSize <= 0 || o.PageSize > maxPage {
		o.PageSize = maxPage
	}
	if o.Region == "" {
		o.Region = regionOf(t)
	}
	if !validRegion(o.Region) {
		return nil, fmt.Errorf("s3 %s: region %q: want small letters, digits and dashes", t, o.Region)
	}
	s := &Source{options: o, target: t.String(), access: source.AccessAnonymous}
	if o.AccessKey != "" {
		s.access = source.AccessSigned
	}
	if o.RequesterPays {
		s.payer = types.RequestPayerRequester
	}
	s.moveTo(o.Region)
	return s, nil
}

// regionOf returns the region in an address of Amazon S3, else us-east-1, which
// answers with the bucket's region where it is another.
func regionOf(t exposure.Target) string {
	_, host, _ := strings.Cut(t.Endpoint, "://")
	front, amazon := strings.CutSuffix(host, ".amazonaws.com")
	front = strings.TrimPrefix(strings.TrimPrefix(front, "s3.dualstack."), "s3")
	if region := strings.TrimLeft(front, ".-"); amazon && !t.Named && validRegion(region) {
		return region
	}
	return defaultRegion
}

// validRegion holds a region to what can stand in a host name without leading
// elsewhere: it may come from an answer.
func validRegion(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= 32 && s[0] != '-' && s[len(s)-1] != '-'
}

// moveTo makes the clients for a region.
func (s *Source) moveTo(region string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.region = region
	s.lists = s.client(region, source.ReadOnly(s.options.Transport, longestList))
	s.reads = s.client(region, source.ReadOnly(s.options.Transport, 0))
}

func (s *Source) client(region string, transport http.RoundTripper) *s3.Client {
	o := s3.Options{
		Region:                      region,
		HTTPClient:                  source.Once{RoundTripper: transport},
		Credentials:                 aws.AnonymousCredentials{},
		Retryer:                     aws.NopRetryer{},
		RequestChecksumCalculation:  aws.RequestChecksumCalculationWhenRequired,
		ResponseChecksumValidation:  aws.ResponseChecksumValidationWhenRequired,
		DisableS3ExpressSessionAuth: aws.Bool(true),
		DisableClockSkewCorrection:  true,
	}
	if s.access == source.AccessSigned {
		o.Credentials = credentials.NewStaticCredentialsProvider(s.options.AccessKey, s.options.SecretKey, s.options.SessionToken)
	}
	if s.options.Target.Named {
		o.BaseEndpoint = &s.options.Target.Endpoint
		o.UsePathStyle = true
	}
	return s3.New(o)
}

// String returns the target.
func (s *Source) String() string { return s.target }

// Access returns how the source signs in.
func (s *Source) Access() source.Access { return s.access }

// clients returns what the bucket's region, as far as it is known, is asked with.
func (s *Source) clients() (lists, reads *s3.Client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lists, s.reads
}

// follow makes one attempt, and one more where the answer was that the bucket
// lies in another region. That request too goes through the transport that was
// handed in.
func (s *Source) follow(try func() error) error {
	err := try()
	if region, ok := otherRegion(err); ok && s.moves(region) {
		err = try()
	}
	return err
}

func (s *Source) moves(region string) bool {
	s.mu.Lock()
	same := s.region == region
	s.mu.Unlock()
	if !same {
		s.moveTo(region)
	}
	return !same
}

// List implements [source.Source].
func (s *Source) List(ctx context.Context, marker string) (page source.Page, err error) {
	list := s.current
	if s.options.Versions {
		list = s.versions
	}
	err = s.follow(func() error {
		page, err = list(ctx, marker)
		return err
	})
	if err != nil {
		return source.Page{}, s.failed(ctx, s.attempt("list", "", marker != ""), err)
	}
	return page, nil
}
