package discover

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// linkOwner owns a private container of Azurite with one blob, and signs links to it.
type linkOwner struct {
	*container.Client
	key    *container.SharedKeyCredential
	target string
}

func newLinkOwner(t *testing.T) *linkOwner {
	t.Helper()
	server := sourcetest.StartAzurite(t)
	key, err := container.NewSharedKeyCredential(sourcetest.AzuriteAccount, sourcetest.AzuriteKey)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	o := &linkOwner{key: key, target: server.Endpoint + "/" + sourcetest.AzuriteAccount + "/backup-q3"}
	if o.Client, err = container.NewClientWithSharedKeyCredential(o.target, key, &container.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: &http.Client{Transport: tr}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Create(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := o.NewBlockBlobClient("crm.csv").Upload(t.Context(), streaming.NopCloser(bytes.NewReader([]byte("invented"))), nil); err != nil {
		t.Fatal(err)
	}
	return o
}

// sign returns a link that lists and reads until end, or as the stored policy says.
func (o *linkOwner) sign(t *testing.T, end time.Time, policy string) exposure.Target {
	t.Helper()
	v := sas.BlobSignatureValues{Protocol: sas.ProtocolHTTPSandHTTP, ContainerName: "backup-q3", ExpiryTime: end.UTC(), Identifier: policy}
	if policy == "" {
		v.Permissions = (&sas.ContainerPermissions{List: true, Read: true}).String()
	}
	signed, err := v.SignWithSharedKey(o.key)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, o.target+"?"+signed.Encode())
}

// policy sets the stored access policy of a name, or takes it away.
func (o *linkOwner) policy(t *testing.T, name string) {
	t.Helper()
	options := &container.SetAccessPolicyOptions{}
	if name != "" {
		options.ContainerACL = []*container.SignedIdentifier{{ID: &name, AccessPolicy: &container.AccessPolicy{Permission: to.Ptr("rl"), Expiry: to.Ptr(time.Now().Add(time.Hour))}}}
	}
	if _, err := o.SetAccessPolicy(t.Context(), options); err != nil {
		t.Fatal(err)
	}
}

// monitored asks what is due at a time and returns the events as "event detail".
func monitored(t *testing.T, r *register.Register, basis exposure.Basis, now time.Time, links ...exposure.Target) (events []string) {
	t.Helper()
	p := &Prober{Register: r, Version: "0", Depth: exposure.List, Now: func() time.Time { return now }, Patience: 10 * time.Second, Keep: Present,
		Grant: func(t exposure.Target, _ exposure.Depth) (*scope.Grant, error) { return scope.Loopback(t, basis) }}
	m := &Monitor{Prober: p, Every: time.Minute, Named: slices.Values(links), Links: links, Visit: func(o Outcome) error {
		for _, e := range o.Events {
			events = append(events, string(e.Event)+" "+e.Detail)
		}
		return o.Err
	}}
	if _, err := m.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	return events
}

func wantEvents(t *testing.T, when string, got []string, want ...string) {
	t.Helper()
	ok := len(got) == len(want)
	for i := range want {
		ok = ok && strings.HasPrefix(got[i], want[i])
	}
	if !ok {
		t.Errorf("%s: events %q, want %q", when, got, want)
	}
}

// A signed link is monitored like others. What the owner revokes is denied, and open again when
// they allow it again.
func TestMonitorRevokedLink(t *testing.T) {
	owner, r, now := newLinkOwner(t), openRegister(t), time.Now()
	owner.policy(t, "share")
	link := owner.sign(t, time.Time{}, "share")
	wantEvents(t, "at first", monitored(t, r, exposure.Owner, now, link), "found list by signed link")
	now = now.Add(2 * time.Minute)
	wantEvents(t, "as it was", monitored(t, r, exposure.Owner, now))
	owner.policy(t, "")
	now = now.Add(2 * time.Minute)
	wantEvents(t, "revoked", monitored(t, r, exposure.Owner, now), "denied denied from here: list by signed link")
	owner.policy(t, "share")
	now = now.Add(2 * time.Minute)
	wantEvents(t, "allowed again", monitored(t, r, exposure.Owner, now), "reopened list by signed link")
	if e, err := r.Exposure(t.Context(), owner.target); err != nil || e.State != register.StateOpen {
		t.Errorf("%s, %v", e.State, err)
	}
}

// A link that is past its own end by the service's clock has ended, which is not closed: kept or given
// again it is asked once more. One that is not kept is not ended by a clock of ours that is years ahead.
func TestMonitorLinkThatEnds(t *testing.T) {
	owner := newLinkOwner(t)
	end := time.Now().Add(4 * time.Second).Truncate(time.Second)
	link := owner.sign(t, end, "")
	kept, given, lost := openRegister(t), openRegister(t), openRegister(t)
	for name, r := range map[string]*register.Register{"kept": kept, "given": given, "lost": lost} {
		basis := exposure.Finder
		if name == "kept" {
			basis = exposure.Owner
		}
		wantEvents(t, name, monitored(t, r, basis, time.Now(), link), "found list by signed link")
	}
	time.Sleep(time.Until(end.Add(time.Second)))
	later := end.Add(2 * time.Minute)
	words := "the link ended by its own words at " + end.UTC().Format(time.RFC3339)
	for name, got := range map[string][]string{"kept": monitored(t, kept, exposure.Owner, later), "given": monitored(t, given, exposure.Finder, later, link)} {
		wantEvents(t, name, got, "denied", "retired")
		if len(got) == 2 && !strings.Contains(got[1], words+", and is refused") {
			t.Errorf("%s: ended without its reason: %s", name, got[1])
		}
	}
	wantEvents(t, "not kept, soon after", monitored(t, lost, exposure.Finder, later))
	wantEvents(t, "not kept, our clock years ahead", monitored(t, lost, exposure.Finder, end.AddDate(4, 0, 0)))
	if e, err := kept.Exposure(t.Context(), owner.target); err != nil || e.State != register.StateEnded {
		t.Errorf("%s, %v", e.State, err)
	}
}

// A pre-signed link of S3 is one too.
func TestMonitorPresigned(t *testing.T) {
	server := sourcetest.StartVersityGW(t)
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	owner := sdk.New(sdk.Options{
		Region: "us-east-1", BaseEndpoint: &server.Endpoint, UsePathStyle: true, HTTPClient: &http.Client{Transport: tr},
		Credentials: credentials.NewStaticCredentialsProvider(sourcetest.GatewayAccess, sourcetest.GatewaySecret, ""),
	})
	bucket, key := "crm", "q3.csv"
	if _, err := owner.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: &bucket}); err != nil {
		t.Fatal(err)
	}
	if _, err := owner.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: &bucket, Key: &key, Body: strings.NewReader("invented")}); err != nil {
		t.Fatal(err)
	}
	request, err := sdk.NewPresignClient(owner).PresignGetObject(context.Background(), &sdk.GetObjectInput{Bucket: &bucket, Key: &key}, sdk.WithPresignExpires(4*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	r, began := openRegister(t), time.Now()
	wantEvents(t, "at first", monitored(t, r, exposure.Owner, began, parse(t, "s3+"+request.URL)), "found read by signed link")
	time.Sleep(time.Until(began.Add(6 * time.Second)))
	got := monitored(t, r, exposure.Owner, began.Add(2*time.Minute))
	wantEvents(t, "past its end", got, "denied", "retired")
	if e, err := r.Exposure(t.Context(), "s3+"+server.Endpoint+"/crm/q3.csv"); err != nil || e.State != register.StateEnded {
		t.Errorf("%s, %v: %s", e.State, err, fmt.Sprint(got))
	}
}

// A link that the grant does not allow is told, and does not keep what anybody may do from being
// asked.
func TestMonitorLinkThatIsNotGranted(t *testing.T) {
	server, r := newPlace(t), openRegister(t)
	link := parse(t, "s3+"+server.URL+"/crm/q3.csv?X-Amz-Signature=aa")
	refused := 0
	m := &Monitor{Every: time.Minute, Named: slices.Values([]exposure.Target{link, parse(t, server.URL+"/")}), Links: []exposure.Target{link},
		Prober: &Prober{Register: r, Version: "0", Now: time.Now, Patience: time.Second, Grant: func(t exposure.Target, d exposure.Depth) (*scope.Grant, error) {
			if t.Query != "" {
				return nil, &scope.Refusal{What: t.String(), Why: "no signed links", Err: scope.ErrOutOfScope}
			}
			return loopbackGrant(t, d)
		}},
		Visit: func(o Outcome) error {
			if o.Refused() {
				refused++
			}
			return nil
		}}
	if _, err := m.Once(t.Context()); err != nil || refused != 1 || server.asked.Load() == 0 {
		t.Errorf("%d refused, %d asked, %v", refused, server.asked.Load(), err)
	}
}
