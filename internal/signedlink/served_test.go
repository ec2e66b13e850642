package signedlink_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/service"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hemostat/hemostat/internal/signedlink"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// Servers are asked whether a link gives what this package says that it gives.

// asker asks a server, on its own connections.
type asker struct {
	t      *testing.T
	client *http.Client
}

func newAsker(t *testing.T) asker {
	transport := &http.Transport{MaxIdleConnsPerHost: 4}
	t.Cleanup(transport.CloseIdleConnections)
	return asker{t, &http.Client{Transport: transport, Timeout: 30 * time.Second}}
}

// ok reports whether a request succeeded.
func (a asker) ok(method, link, body string) bool {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, link, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("x-ms-version", "2022-11-02")
	if method == http.MethodPut {
		req.Header.Set("x-ms-blob-type", "BlockBlob")
	}
	res, err := a.client.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode < 300
}

func subsets(letters string) (all []string) {
	for n := 1; n < 1<<len(letters); n++ {
		var b strings.Builder
		for i, c := range letters {
			if n>>i&1 == 1 {
				b.WriteRune(c)
			}
		}
		all = append(all, b.String())
	}
	return all
}

// emulator is Azurite with a container "backups".
type emulator struct {
	asker
	root string // http://127.0.0.1:port/devstoreaccount1
	key  *service.SharedKeyCredential
	n    int
}

func newEmulator(t *testing.T) *emulator {
	srv := sourcetest.StartAzurite(t)
	key, err := service.NewSharedKeyCredential(sourcetest.AzuriteAccount, sourcetest.AzuriteKey)
	if err != nil {
		t.Fatal(err)
	}
	e := &emulator{asker: newAsker(t), root: srv.Endpoint + "/" + sourcetest.AzuriteAccount, key: key}
	if !e.ok("PUT", e.root+"/backups?restype=container&"+e.account("c", "c"), "") {
		t.Fatal("no container")
	}
	return e
}

func (e *emulator) account(sp, srt string) string {
	q, err := sas.AccountSignatureValues{Protocol: sas.ProtocolHTTPSandHTTP, ExpiryTime: time.Now().Add(time.Hour), Permissions: sp, ResourceTypes: srt}.SignWithSharedKey(e.key)
	if err != nil {
		e.t.Fatal(err)
	}
	return q.Encode()
}

// fresh puts a blob and returns its name.
func (e *emulator) fresh() string {
	e.n++
	name := fmt.Sprintf("backups/fresh%d", e.n)
	if !e.ok("PUT", e.root+"/"+name+"?"+e.account("c", "o"), "x") {
		e.t.Fatal("no blob")
	}
	return name
}

// freshContainer makes a container and returns its name.
func (e *emulator) freshContainer() string {
	e.n++
	name := fmt.Sprintf("fresh%d", e.n)
	if !e.ok("PUT", e.root+"/"+name+"?restype=container&"+e.account("c", "c"), "") {
		e.t.Fatal("no container")
	}
	return name
}

// TestAccountRightsServed tries every account SAS of five rights and three
// resource types.
func TestAccountRightsServed(t *testing.T) {
	e := newEmulator(t)
	blob := e.fresh()
	for _, sp := range subsets("rwdlc") {
		for _, srt := range subsets("sco") {
			q := e.account(sp, srt)
			l, err := signedlink.Parse(e.root + "/" + blob + "?" + q)
			if err != nil {
				t.Fatal(err)
			}
			e.n++
			for _, c := range []struct {
				what string
				got  bool
				want bool
			}{
				{"read", e.ok("GET", e.root+"/"+blob+"?"+q, ""), l.Can(signedlink.Read)},
				{"list", e.ok("GET", e.root+"/backups?restype=container&comp=list&"+q, "") || e.ok("GET", e.root+"/?comp=list&"+q, ""), l.Can(signedlink.List)},
				{"write", e.ok("PUT", fmt.Sprintf("%s/backups/new%d?%s", e.root, e.n, q), "x") || e.ok("PUT", fmt.Sprintf("%s/new%d?restype=container&%s", e.root, e.n, q), ""), l.Can(signedlink.Write, signedlink.Create)},
				{"delete", e.ok("DELETE", e.root+"/"+e.fresh()+"?"+q, "") || e.ok("DELETE", e.root+"/"+e.freshContainer()+"?restype=container&"+q, ""), l.Can(signedlink.Delete)},
			} {
				if c.got != c.want {
					t.Errorf("sp=%s srt=%s: %s is served: %v; judged %v", sp, srt, c.what, c.got, c.want)
				}
			}
		}
	}
}

// TestServiceRightsServed tries every SAS of five rights for a container and for
// a blob.
func TestServiceRightsServed(t *testing.T) {
	e := newEmulator(t)
	for _, sp := range subsets("rcwdl") {
		for _, resource := range []string{"c", "b"} {
			blob := e.fresh()
			v := sas.BlobSignatureValues{Protocol: sas.ProtocolHTTPSandHTTP, ExpiryTime: time.Now().Add(time.Hour), Permissions: sp, ContainerName: "backups"}
			if resource == "b" {
				v.BlobName = strings.TrimPrefix(blob, "backups/")
				if v.Permissions = strings.ReplaceAll(sp, "l", ""); v.Permissions == "" {
					continue // no library writes it
				}
			}
			signed, err := v.SignWithSharedKey(e.key)
			if err != nil {
				t.Fatal(err)
			}
			q := signed.Encode()
			l, err := signedlink.Parse(e.root + "/" + blob + "?" + q)
			if err != nil {
				t.Fatal(err)
			}
			other := e.fresh()
			for _, c := range []struct {
				what      string
				got, want bool
			}{
				{"read", e.ok("GET", e.root+"/"+blob+"?"+q, ""), l.Can(signedlink.Read)},
				{"read another", e.ok("GET", e.root+"/"+other+"?"+q, ""), l.Can(signedlink.Read) && l.Reach == signedlink.ReachContainer},
				{"list", e.ok("GET", e.root+"/backups?restype=container&comp=list&"+q, ""), l.Can(signedlink.List)},
				{"change", e.ok("PUT", e.root+"/"+blob+"?"+q, "y"), l.Can(signedlink.Write)},
				{"delete", e.ok("DELETE", e.root+"/"+blob+"?"+q, ""), l.Can(signedlink.Delete)},
			} {
				if c.got != c.want {
					t.Errorf("sr=%s sp=%s: %s is served: %v; judged %v", resource, sp, c.what, c.got, c.want)
				}
			}
		}
	}
}

// mangle is what a mail and a page do to a link.
func mangle(link string) string {
	link = strings.ReplaceAll(link, "&", "&amp;")
	return "<" + link[:40] + "=\r\n"[1:] + link[40:] + ">."
}

// TestMendedIsServed: a link that was wrapped and escaped opens, as it is
// written again, what it opened; and one that has ended opens nothing.
func TestMendedIsServed(t *testing.T) {
	e := newEmulator(t)
	blob := e.fresh()
	for _, ends := range []time.Duration{time.Hour, -time.Hour} {
		signed, err := sas.BlobSignatureValues{Protocol: sas.ProtocolHTTPSandHTTP, StartTime: time.Now().Add(-2 * time.Hour), ExpiryTime: time.Now().Add(ends), Permissions: "r", ContainerName: "backups", ContentDisposition: `attachment; filename="ä + b.txt"`}.SignWithSharedKey(e.key)
		if err != nil {
			t.Fatal(err)
		}
		query := strings.ReplaceAll(signed.Encode(), "+", "%20") // as url.Values writes a space
		check(t, e.asker, mangle(e.root+"/"+blob+"?"+query), ends > 0)
	}
	gateway := sourcetest.StartVersityGW(t)
	client := s3.New(s3.Options{Region: "us-east-1", BaseEndpoint: aws.String(gateway.Endpoint), UsePathStyle: true, Credentials: credentials.NewStaticCredentialsProvider(sourcetest.GatewayAccess, sourcetest.GatewaySecret, "")})
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("backups")}); err != nil {
		t.Fatal(err)
	}
	key := aws.String("q 3/ä+b.zip")
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("backups"), Key: key, Body: strings.NewReader("x")}); err != nil {
		t.Fatal(err)
	}
	presign := s3.NewPresignClient(client)
	for _, lasts := range []time.Duration{time.Hour, time.Second} {
		r, err := presign.PresignGetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("backups"), Key: key}, s3.WithPresignExpires(lasts))
		if err != nil {
			t.Fatal(err)
		}
		if lasts == time.Second {
			time.Sleep(2500 * time.Millisecond)
		}
		check(t, e.asker, mangle(r.URL), lasts > time.Second)
	}
}

// check reads a link and asks what it opens.
func check(t *testing.T, a asker, mangled string, valid bool) {
	t.Helper()
	l, err := signedlink.Parse(mangled)
	if err != nil {
		t.Fatal(err)
	}
	if state := l.Judge(time.Now()).State; (state == signedlink.Valid) != valid || !valid && state != signedlink.Expired {
		t.Errorf("%s: judged %s", l, state)
	}
	if _, err := url.Parse(l.URL()); err != nil {
		t.Error(err)
	}
	if got := a.ok("GET", l.URL(), ""); got != valid {
		t.Errorf("%s: served %v, want %v", l, got, valid)
	}
}
