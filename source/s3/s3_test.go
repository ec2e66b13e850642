package s3_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/s3"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// gateway is one running versitygw, and how its owner signs in to it.
type gateway struct {
	*sourcetest.Server
	owner *sdk.Client
	made  atomic.Int64
}

func startGateway(t testing.TB) *gateway {
	t.Helper()
	g := &gateway{Server: sourcetest.StartVersityGW(t)}
	tr := &http.Transport{MaxIdleConnsPerHost: 16}
	t.Cleanup(tr.CloseIdleConnections)
	g.owner = sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &g.Endpoint, UsePathStyle: true, HTTPClient: &http.Client{Transport: tr},
		Credentials: credentials.NewStaticCredentialsProvider(sourcetest.GatewayAccess, sourcetest.GatewaySecret, ""),
	})
	return g
}

// store is a bucket of its own.
type store struct {
	*gateway
	bucket string
	access source.Access
}

func (g *gateway) store(t testing.TB, access source.Access) *store {
	t.Helper()
	s := &store{g, fmt.Sprintf("store%d", g.made.Add(1)), access}
	if _, err := g.owner.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: &s.bucket}); err != nil {
		t.Fatal(err)
	}
	if access == source.AccessAnonymous {
		s.allow(t, "s3:ListBucket", "s3:ListBucketVersions", "s3:GetObject", "s3:GetObjectVersion")
	}
	return s
}

// allow gives everybody the rights named.
func (s *store) allow(t testing.TB, actions ...string) {
	t.Helper()
	policy := fmt.Sprintf(`{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["%s"],
		"Resource": ["arn:aws:s3:::%s", "arn:aws:s3:::%[2]s/*"]}]}`, strings.Join(actions, `", "`), s.bucket)
	if _, err := s.owner.PutBucketPolicy(t.Context(), &sdk.PutBucketPolicyInput{Bucket: &s.bucket, Policy: &policy}); err != nil {
		t.Fatal(err)
	}
}

func (s *store) Put(t testing.TB, name string, data []byte) {
	if _, err := s.owner.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: &s.bucket, Key: &name, Body: bytes.NewReader(data)}); err != nil {
		t.Errorf("put %q: %v", name, err)
	}
}

func (s *store) Remove(t testing.TB, name string) {
	if _, err := s.owner.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: &s.bucket, Key: &name}); err != nil {
		t.Fatal(err)
	}
}

func (s *store) Shut(t testing.TB) {
	if s.access == source.AccessAnonymous {
		if _, err := s.owner.DeleteBucketPolicy(t.Context(), &sdk.DeleteBucketPolicyInput{Bucket: &s.bucket}); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Skip("the owner's own keys cannot be shut out")
}

// Holds leaves out what the gateway's file system cannot hold, and what its
// listing, which does not know encoding-type, replaces by U+FFFD. The speaker
// holds them all.
func (s *store) Holds(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." || len(part) > 255 {
			return false
		}
	}
	refused := func(r rune) bool {
		return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
	}
	return utf8.ValidString(name) && !strings.ContainsFunc(name, refused)
}

func (s *store) Open(t testing.TB, o sourcetest.Options) source.Source {
	t.Helper()
	src, err := s.source(t, o)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func (s *store) source(t testing.TB, o sourcetest.Options) (source.Source, error) {
	target, err := exposure.ParseTarget("s3+" + s.Endpoint + "/" + s.bucket)
	if err != nil {
		t.Fatal(err)
	}
	options := s3.Options{Target: target, Transport: o.Transport, PageSize: int32(o.PageSize)}
	if s.access == source.AccessSigned {
		options.AccessKey, options.SecretKey = sourcetest.GatewayAccess, sourcetest.GatewaySecret
	}
	return s3.New(options)
}

func TestSuite(t *testing.T) {
	g := startGateway(t)
	for _, access := range []source.Access{source.AccessAnonymous, source.AccessSigned} {
		t.Run(string(access), func(t *testing.T) {
			many := 20
			if access == source.AccessAnonymous {
				many = 0
			}
			sourcetest.Run(t, sourcetest.Provider{
				Store: func(t testing.TB) sourcetest.Store { return g.store(t, access) },
				Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					return (&store{g, "missing", access}).source(t, o)
				},
				Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
					s := g.store(t, source.AccessSigned)
					return (&store{g, s.bucket, source.AccessAnonymous}).source(t, o)
				},
				Many: many, Ordered: true,
			})
		})
	}
}

// TestVersions lists older versions and deletions, names them, and opens one.
func TestVersions(t *testing.T) {
	g := startGateway(t)
	s := g.store(t, source.AccessSigned)
	_, err := g.owner.PutBucketVersioning(t.Context(), &sdk.PutBucketVersioningInput{
		Bucket: &s.bucket, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"first", "second", "third"} {
		s.Put(t, "notes.txt", []byte(text))
		s.Put(t, "with space+plus.txt", []byte(text))
	}
	s.Remove(t, "with space+plus.txt")
	target, err := exposure.ParseTarget("s3+" + s.Endpoint + "/" + s.bucket)
	if err != nil {
		t.Fatal(err)
	}
	src, err := s3.New(s3.Options{
		Target: target, Transport: transportFor(t), Versions: true, PageSize: 2,
		AccessKey: sourcetest.GatewayAccess, SecretKey: sourcetest.GatewaySecret,
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	seen := map[string]bool{}
	err = source.Walk(t.Context(), src, "", func(p source.Page) error {
		for _, o := range p.Objects {
			if seen[o.Name+"\x00"+o.Version] {
				continue // the gateway repeats a deletion at the edge of a page
			}
			seen[o.Name+"\x00"+o.Version] = true
			got[fmt.Sprintf("%s current=%v unreadable=%s", o.Name, o.Current, o.Unreadable)]++
			if o.Version == "" {
				t.Errorf("%q names no version", o.Name)
			}
			if o.Unreadable == exposure.NotReadGone {
				continue
			}
			r, err := src.Open(t.Context(), o, 0)
			if err != nil {
				t.Errorf("open version of %q: %v", o.Name, err)
				continue
			}
			data, _ := io.ReadAll(r.Body)
			r.Body.Close()
			if int64(len(data)) != o.Size {
				t.Errorf("version of %q holds %q, listed with %d bytes", o.Name, data, o.Size)
			}
		}
		return nil
	})
	want := map[string]int{
		"notes.txt current=true unreadable=":                       1,
		"notes.txt current=false unreadable=not-current":           2,
		"with space+plus.txt current=false unreadable=not-current": 3,
		"with space+plus.txt current=false unreadable=gone":        1,
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

// TestRightsAreIndependent: a bucket that serves every object and lists none.
func TestRightsAreIndependent(t *testing.T) {
	g := startGateway(t)
	s := g.store(t, source.AccessSigned)
	s.Put(t, "known.txt", []byte("known"))
	s.allow(t, "s3:GetObject")
	s.access = source.AccessAnonymous
	src := s.Open(t, sourcetest.Options{Transport: transportFor(t)})
	if _, err := src.List(t.Context(), ""); !errors.Is(err, source.ErrNotFoundOrPrivate) {
		t.Errorf("list: %v", err)
	}
	r, err := src.Open(t.Context(), source.Object{Name: "known.txt", Size: -1, Current: true}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if data, err := io.ReadAll(r.Body); string(data) != "known" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
}

func transportFor(t testing.TB) http.RoundTripper {
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}
