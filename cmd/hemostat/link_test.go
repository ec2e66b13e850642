package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	aws "github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hemostat/hemostat/internal/statement"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// linkedObject makes an object of a private bucket and a link that reads it for some time.
func linkedObject(t *testing.T, last time.Duration) (bucket, link string) {
	t.Helper()
	server := sourcetest.StartVersityGW(t)
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	owner := sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &server.Endpoint, UsePathStyle: true, HTTPClient: &http.Client{Transport: tr},
		Credentials: aws.NewStaticCredentialsProvider(sourcetest.GatewayAccess, sourcetest.GatewaySecret, ""),
	})
	name, key := "crm", "q3.csv"
	if _, err := owner.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	if _, err := owner.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: &name, Key: &key, Body: strings.NewReader("invented")}); err != nil {
		t.Fatal(err)
	}
	request, err := sdk.NewPresignClient(owner).PresignGetObject(context.Background(), &sdk.GetObjectInput{Bucket: &name, Key: &key}, sdk.WithPresignExpires(last))
	if err != nil {
		t.Fatal(err)
	}
	return "s3+" + server.Endpoint + "/crm", "s3+" + request.URL
}

func linkScope(t *testing.T, bucket, basis string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scope.toml")
	text := fmt.Sprintf("version = 1\n[[grant]]\ntargets = [%q]\nbasis = %q\nsigned_off_by = \"J. Doe, CISO\"\nuntil = 2099-01-31\ndepth = \"list\"\nsigned_links = true\nrequests_per_second = 1000\n", bucket, basis)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// expect runs a command and holds what it prints to what it must say.
func (f folders) expect(t *testing.T, code int, says string, args ...string) []byte {
	t.Helper()
	out, got := f.run(t, args...)
	if got != code || !regexp.MustCompile(says).Match(out) {
		t.Errorf("%v exits with %d, want %d, and does not say %q: %s", args, got, code, says, out)
	}
	if regexp.MustCompile("Signature=[0-9a-f]{8}").Match(out) {
		t.Errorf("%v prints a signature", args)
	}
	return out
}

// Verify asks each old link again: open until its end, and ended by it, of which no statement is written.
func TestVerifyLink(t *testing.T) {
	bucket, link := linkedObject(t, 20*time.Second)
	began, f, file := time.Now(), newFolders(t), linkScope(t, bucket, "owner")
	f.expect(t, exitFindings, "read +open +HTTP 20[06] to one byte", "probe", link, "--scope", file)
	f.expect(t, exitFindings, "OPEN", "verify", bucket+"/q3.csv", "--scope", file, "--rounds", "1")
	time.Sleep(time.Until(began.Add(22 * time.Second)))
	closure := filepath.Join(f.temp, "closure.json")
	out := f.expect(t, exitIncomplete, `ENDED\n(?s).*retired +read by signed link [0-9a-f]{8}: the link ended by its own words.*not closed +from here it was denied in one round`,
		"verify", bucket+"/q3.csv", "--scope", file, "--rounds", "1", "--by", "J. Doe", "--statement", closure)
	if _, err := os.Stat(closure); !os.IsNotExist(err) {
		t.Errorf("a statement was written of what is not closed (%v): %s", err, out)
	}
	f.expect(t, exitNothing, "(?s)denied.*retired", "timeline")
	f.expect(t, exitNothing, "^ended ", "exposures", "--closed")
}

// A statement tells what a link's own end took off the list from what somebody did.
func TestStatementOfEndedLink(t *testing.T) {
	f := newFolders(t)
	key, closure := filepath.Join(f.temp, "key.pem"), filepath.Join(f.temp, "closure.json")
	if err := os.WriteFile(key, f.expect(t, exitNothing, "PUBLIC KEY", "key", "statement"), 0o600); err != nil {
		t.Fatal(err)
	}
	signer, err := statement.LoadSigner(f.keys)
	if err != nil {
		t.Fatal(err)
	}
	text, err := signer.Sign(statement.Closure{Target: "s3://crm/q3.csv", IssuedBy: "J. Doe", Retired: []statement.Retired{{Right: "read", Access: "signed link 1a2b3c4d", Reason: "it ended"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(closure, text, 0o600); err != nil {
		t.Fatal(err)
	}
	f.expect(t, exitNothing, `(?s)fingerprint\n[0-9a-f]{64}\n.*retired +read by signed link .*by its own end`, "verify-statement", closure, "--key", key)
	f.expect(t, exitNothing, `"keyFingerprint": "[0-9a-f]{64}"`, "verify-statement", closure, "--key", key, "--json")
}

// A link that is not kept, and that nobody has any more, is retired by a person with a reason,
// which closes nothing by itself.
func TestRetireLink(t *testing.T) {
	bucket, link := linkedObject(t, time.Hour)
	f, file := newFolders(t), linkScope(t, bucket, "finder")
	f.expect(t, exitNothing, "for this nobody was asked", "contact", link, "--scope", file)
	f.expect(t, exitFindings, "read +open", "probe", link, "--scope", file)
	f.expect(t, exitNothing, "We asked with the link too(?s).*it was asked [0-9]+ questions", "contact", link, "--scope", file)
	target := bucket + "/q3.csv"
	out := f.expect(t, exitFindings, "by signed link [0-9a-f]{8}: HTTP 20", "verify", target, "--scope", file, "--rounds", "1")
	name := regexp.MustCompile("signed link ([0-9a-f]{8})").FindSubmatch(out)
	if name == nil {
		t.Fatalf("the link has no name: %s", out)
	}
	f.expect(t, exitUsage, "", "verify", target, "--scope", file, "--retire", string(name[1]), "--by", "J. Doe")
	f.expect(t, exitUsage, "", "verify", target, "--scope", file, "--retire", string(name[1]), "--reason", "lost")
	f.expect(t, exitUsage, "", "verify", target, "--scope", file, "--retire", "anonymous", "--reason", "lost", "--by", "J. Doe")
	f.expect(t, exitIncomplete, "RETIRED\n(?s).*retired +read by signed link .*: lost, by J. Doe.*none of it was seen to be refused",
		"verify", target, "--scope", file, "--rounds", "1", "--retire", string(name[1]), "--reason", "lost", "--by", "J. Doe")
	f.expect(t, exitNothing, `"event":"retired".*"by":"J. Doe"`, "timeline", "--chain")
	f.expect(t, exitFindings, "EXPOSED", "probe", link, "--scope", file)
	f.expect(t, exitNothing, "reopened", "timeline")
}
