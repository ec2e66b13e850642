package signedlink

import (
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/service"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// The vendors' own libraries sign, and this package reads: what they were told
// is what is read.

func TestAzureLibrarySigns(t *testing.T) {
	key, err := service.NewSharedKeyCredential("contoso", base64.StdEncoding.EncodeToString(make256()[:64]))
	if err != nil {
		t.Fatal(err)
	}
	start, end := at("2026-11-01T00:00:00Z"), at("2031-12-31T10:20:30Z")
	addresses := sas.IPRange{Start: net.IPv4(203, 0, 113, 7), End: net.IPv4(203, 0, 113, 9)}
	account, err := sas.AccountSignatureValues{
		Protocol: sas.ProtocolHTTPS, StartTime: start, ExpiryTime: end, IPRange: addresses,
		Permissions:   (&sas.AccountPermissions{Read: true, Write: true, Delete: true, DeletePreviousVersion: true, PermanentDelete: true, List: true, Add: true, Create: true, Update: true, Process: true, FilterByTags: true, Tag: true, SetImmutabilityPolicy: true}).String(),
		ResourceTypes: (&sas.AccountResourceTypes{Service: true, Container: true, Object: true}).String(),
	}.SignWithSharedKey(key)
	if err != nil {
		t.Fatal(err)
	}
	container := (&sas.ContainerPermissions{Read: true, Add: true, Create: true, Write: true, Delete: true, DeletePreviousVersion: true, List: true, Tag: true, FilterByTags: true, Move: true, Execute: true, ModifyOwnership: true, ModifyPermissions: true, SetImmutabilityPolicy: true}).String()
	sign := func(v sas.BlobSignatureValues) string {
		v.Protocol, v.StartTime, v.ExpiryTime, v.IPRange, v.ContainerName = sas.ProtocolHTTPSandHTTP, start, end, addresses, "backups"
		q, err := v.SignWithSharedKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return q.Encode()
	}
	for _, c := range []struct {
		path, query string
		form        Form
		reach       Reach
		http        bool
		rights      string
	}{
		{"", account.Encode(), AccountSAS, ReachAccount, false, "[read list write create add delete delete-version permanent-delete tags filter immutability]"},
		{"backups", sign(sas.BlobSignatureValues{Permissions: container}), ServiceSAS, ReachContainer, true, "[read list write create add delete delete-version permissions ownership move execute tags filter immutability]"},
		{"backups/a/b/c.zip", sign(sas.BlobSignatureValues{Permissions: "rl", Directory: "a/b"}), ServiceSAS, ReachDirectory, true, "[read list]"},
		{"backups/a.zip", sign(sas.BlobSignatureValues{Permissions: (&sas.BlobPermissions{Read: true, PermanentDelete: true}).String(), BlobName: "a.zip"}), ServiceSAS, ReachBlob, true, "[read permanent-delete]"},
		{"backups/a.zip", sign(sas.BlobSignatureValues{Permissions: "r", BlobName: "a.zip", SnapshotTime: start}), ServiceSAS, ReachSnapshot, true, "[read]"},
		{"backups/a.zip", sign(sas.BlobSignatureValues{Permissions: "r", BlobName: "a.zip", Identifier: "weekly"}), ServiceSAS, ReachBlob, true, "[read]"},
	} {
		l := mustParse(t, "https://contoso.blob.core.windows.net/"+c.path+"?"+c.query)
		if l.Form != c.form || l.Reach != c.reach || l.HTTP != c.http || fmt.Sprint(l.Rights) != c.rights {
			t.Errorf("%s: %s %s %v %v", l, l.Form, l.Reach, l.HTTP, l.Rights)
		}
		if !l.Start.Equal(start) || !l.End.Equal(end) || l.EndIs != EndExact || l.Addresses.Count() != 3 || l.Signature != Whole {
			t.Errorf("%s: %v to %v, %+v, %s", l, l.Start, l.End, l.Addresses, l.Signature)
		}
	}
}

// someToken signs in nobody.
type someToken struct{}

func (someToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: "of-nobody", ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// TestAzureLibraryDelegates lets the library ask for a delegation key, which a
// server here hands out, and sign with it.
func TestAzureLibraryDelegates(t *testing.T) {
	const key = `<?xml version="1.0" encoding="utf-8"?><UserDelegationKey><SignedOid>0aa1e2f3-0000-4000-8000-0123456789ab</SignedOid><SignedTid>0bb1e2f3-0000-4000-8000-0123456789ab</SignedTid>` +
		`<SignedStart>2026-11-20T00:00:00Z</SignedStart><SignedExpiry>2026-11-25T00:00:00Z</SignedExpiry><SignedService>b</SignedService><SignedVersion>2022-11-02</SignedVersion><Value>%s</Value></UserDelegationKey>`
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		fmt.Fprintf(w, key, base64.StdEncoding.EncodeToString(make256()[:32]))
	}))
	defer srv.Close()
	client, err := service.NewClient(srv.URL, someToken{}, &service.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: srv.Client()}})
	if err != nil {
		t.Fatal(err)
	}
	cred, err := client.GetUserDelegationCredential(t.Context(), service.KeyInfo{Start: to.Ptr("2026-11-20T00:00:00Z"), Expiry: to.Ptr("2026-11-25T00:00:00Z")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	q, err := sas.BlobSignatureValues{Protocol: sas.ProtocolHTTPS, ExpiryTime: at("2027-11-25T00:00:00Z"), Permissions: "r", ContainerName: "backups", BlobName: "a.zip"}.SignWithUserDelegation(cred)
	if err != nil {
		t.Fatal(err)
	}
	l := mustParse(t, "https://contoso.blob.core.windows.net/backups/a.zip?"+q.Encode())
	if l.Form != UserDelegationSAS || stamp(l.Start) != "2026-11-20T00:00:00Z" || stamp(l.End) != "2026-11-25T00:00:00Z" || l.Signature != Whole || l.Signer != "0aa1e2f3-0000-4000-8000-0123456789ab" {
		t.Errorf("%s %s to %s, %s, by %s", l.Form, stamp(l.Start), stamp(l.End), l.Signature, l.Signer)
	}
	if by := l.Judge(now).Revocation.By; by != ByDelegationKeys {
		t.Errorf("revoked by %s", by)
	}
}

func TestAmazonLibrarySigns(t *testing.T) {
	ctx := t.Context()
	for _, session := range []string{"", "token-of-nobody-0123456789"} {
		client := s3.NewPresignClient(s3.New(s3.Options{Region: "eu-central-1", Credentials: credentials.NewStaticCredentialsProvider("AKIAQ4TESTONLY7QAB2C", hex64[:40], session)}))
		expires := func(o *s3.PresignOptions) { o.Expires = 36 * time.Hour }
		get, err := client.PresignGetObject(ctx, &s3.GetObjectInput{Bucket: aws.String("contoso-test"), Key: aws.String("q 3/ä.zip")}, expires)
		if err != nil {
			t.Fatal(err)
		}
		put, err := client.PresignPutObject(ctx, &s3.PutObjectInput{Bucket: aws.String("contoso-test"), Key: aws.String("q 3/ä.zip")}, expires)
		if err != nil {
			t.Fatal(err)
		}
		for in, right := range map[string]Right{get.URL: Read, put.URL: Write} {
			l := mustParse(t, in)
			if l.Form != AWSV4 || l.Vendor != AWS || l.Container != "contoso-test" || l.Object != "q 3/ä.zip" || l.Reach != ReachObject || l.AccessKey != "AKIAQ4TESTONLY7QAB2C" {
				t.Errorf("%s: %s %s %q %q %s", l, l.Form, l.Vendor, l.Container, l.Object, l.Reach)
			}
			if fmt.Sprint(l.Rights) != fmt.Sprint([]Right{right}) || l.RightsFrom != Stated || l.Signature != Whole {
				t.Errorf("%s: %v by %s, signature %s", l, l.Rights, l.RightsFrom, l.Signature)
			}
			if l.End.Sub(l.Start) != 36*time.Hour || l.Temporary != (session != "") || (l.EndIs == EndAtMost) != (session != "") {
				t.Errorf("%s: lasts %s, %s, temporary %v", l, l.End.Sub(l.Start), l.EndIs, l.Temporary)
			}
			u, err := url.Parse(in)
			if err != nil {
				t.Fatal(err)
			}
			for _, out := range []string{l.Redacted(), l.Masked()} {
				if strings.Contains(out, u.Query().Get("X-Amz-Signature")) || session != "" && strings.Contains(out, session) || strings.Contains(out, l.AccessKey) {
					t.Errorf("a secret is shown: %s", out)
				}
			}
		}
	}
}
