package checks

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	signer "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// presign signs a request at versitygw as an owner does.
func presign(t *testing.T, method, address string, signed time.Time, seconds int, header http.Header) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	query := request.URL.Query()
	query.Set("X-Amz-Expires", fmt.Sprint(seconds))
	request.URL.RawQuery = query.Encode()
	for k, v := range header {
		request.Header[k] = v
	}
	key := aws.Credentials{AccessKeyID: sourcetest.GatewayAccess, SecretAccessKey: sourcetest.GatewaySecret}
	link, _, err := signer.NewSigner(func(o *signer.SignerOptions) { o.DisableURIPathEscaping = true }).PresignHTTP(context.Background(), key, request, "UNSIGNED-PAYLOAD", "s3", "us-east-1", signed)
	if err != nil {
		t.Fatal(err)
	}
	return "s3+" + link
}

// A pre-signed link opens what it was signed for and nothing besides, until it ends or what it is
// for is gone.
func TestPresigned(t *testing.T) {
	server := sourcetest.StartVersityGW(t)
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	owner := sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &server.Endpoint, UsePathStyle: true, HTTPClient: &http.Client{Transport: tr},
		Credentials: credentials.NewStaticCredentialsProvider(sourcetest.GatewayAccess, sourcetest.GatewaySecret, ""),
	})
	bucket, key := "crm", "q3/kunden liste.csv"
	if _, err := owner.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: &bucket}); err != nil {
		t.Fatal(err)
	}
	if _, err := owner.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader([]byte("invented"))}); err != nil {
		t.Fatal(err)
	}
	file, now := server.Endpoint+"/crm/q3/kunden%20liste.csv", time.Now()
	list, read, write := exposure.RightList, exposure.RightRead, exposure.RightWrite
	for name, c := range map[string]struct {
		link    string
		verdict map[exposure.Right]exposure.Verdict
	}{
		"reads":                {presign(t, "GET", file, now, 600, nil), map[exposure.Right]exposure.Verdict{read: exposure.Open, list: exposure.Closed, write: exposure.Closed}},
		"has ended":            {presign(t, "GET", file, now.Add(-time.Hour), 600, nil), map[exposure.Right]exposure.Verdict{read: exposure.Closed, list: exposure.Closed}},
		"writes":               {presign(t, "PUT", file, now, 600, nil), map[exposure.Right]exposure.Verdict{read: exposure.Closed, write: exposure.Inconclusive}},
		"of an object gone":    {presign(t, "GET", server.Endpoint+"/crm/q2.csv", now, 600, nil), map[exposure.Right]exposure.Verdict{read: exposure.Closed}},
		"with headers unknown": {presign(t, "GET", file, now, 600, http.Header{"X-Amz-Meta-A": {"b"}}), map[exposure.Right]exposure.Verdict{read: exposure.Inconclusive}},
		"with a broken sign":   {strings.Replace(presign(t, "GET", file, now, 600, nil), "X-Amz-Signature=", "X-Amz-Signature=0", 1), map[exposure.Right]exposure.Verdict{read: exposure.Closed}},
		"lists":                {presign(t, "GET", server.Endpoint+"/crm?list-type=2", now, 600, nil), map[exposure.Right]exposure.Verdict{list: exposure.Open, read: exposure.Closed}},
	} {
		r := probetest.Ask(t, s3{}, probetest.Place{Target: c.link})
		for right, want := range c.verdict {
			for _, f := range r.Rights {
				if f.Right == right && f.Verdict != want {
					t.Errorf("%s: %s is %s (%s), want %s", name, right, f.Verdict, f.Why, want)
				}
			}
		}
		for _, e := range r.Evidence {
			if strings.Contains(e.Request, "kunden") || strings.Contains(e.Request, "Signature=") && !strings.Contains(e.Request, "Signature=…") && !strings.Contains(e.Request, "signature=…") {
				t.Errorf("%s: evidence quotes %s", name, e.Request)
			}
		}
	}
}

// What Cloud Storage answers to a signed link, by its documentation ("Signed URLs", "HTTP status
// and error codes for XML"), since no emulator checks a signature.
func TestPresignedAtGoogle(t *testing.T) {
	const query = "/crm/q3.csv?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=a%2F20261122%2Fauto%2Fstorage%2Fgoog4_request&X-Goog-Date=20261122T080000Z&X-Goog-Expires=600&X-Goog-SignedHeaders=host&X-Goog-Signature=aa"
	for name, c := range map[string]struct {
		status int
		body   string
		want   exposure.Verdict
	}{
		"open":     {206, "x", exposure.Open},
		"ended":    {400, "<?xml version='1.0'?><Error><Code>ExpiredToken</Code><Message>Invalid argument.</Message></Error>", exposure.Closed},
		"revoked":  {403, "<?xml version='1.0'?><Error><Code>SignatureDoesNotMatch</Code></Error>", exposure.Closed},
		"gone":     {404, "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", exposure.Closed},
		"a portal": {403, "<html>Sign in</html>", exposure.Inconclusive},
		"throttle": {429, "<?xml version='1.0'?><Error><Code>SlowDown</Code></Error>", exposure.Inconclusive},
	} {
		at := answered(t, c.status, map[string]string{"Content-Range": "bytes 0-0/9"}, c.body)
		for _, f := range probetest.Ask(t, gcs{}, probetest.Place{Target: "gs+" + at + query}).Rights {
			if f.Right == exposure.RightRead && f.Verdict != c.want {
				t.Errorf("%s: %s (%s), want %s", name, f.Verdict, f.Why, c.want)
			}
		}
	}
}
