package scope

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

const lockdownChild = "HEMOSTAT_TEST_LOCKDOWN"

// Lockdown is for the rest of a process, so each test of it has one.
func TestLockdown(t *testing.T) {
	if os.Getenv(lockdownChild) != "" {
		t.Skip("the child")
	}
	for _, name := range []string{"TestLockedHTTP", "TestLockedResolver", "TestLockedAzure", "TestLockedAWS", "TestLockedScopeWorks"} {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(os.Args[0], "-test.run=^"+name+"$", "-test.v", "-test.timeout=60s")
			cmd.Env = append(os.Environ(), lockdownChild+"=1", "HTTP_PROXY=", "PATH=")
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "--- PASS: "+name) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// locked starts a server on loopback that must not be reached, locks the
// process down, and returns the server's address.
func locked(t *testing.T, environment ...string) (address string) {
	if os.Getenv(lockdownChild) == "" {
		t.Skip("run by TestLockdown in a process of its own")
	}
	var hits atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		t.Logf("reached: %s %s", r.Method, r.URL.Path)
	}))
	t.Cleanup(func() {
		srv.Close()
		if hits.Load() > 0 {
			t.Errorf("the server was reached %d times", hits.Load())
		}
	})
	for _, e := range environment {
		os.Setenv(e, srv.URL+"/")
	}
	if err := Lockdown(); err != nil {
		t.Fatal(err)
	}
	return srv.URL
}

func TestLockedHTTP(t *testing.T) {
	url := locked(t)
	clone := http.DefaultTransport.(*http.Transport).Clone()
	for name, c := range map[string]*http.Client{"default": http.DefaultClient, "zero": {}, "default transport": {Transport: http.DefaultTransport}, "clone": {Transport: clone}} {
		for _, u := range []string{url, strings.Replace(url, "http:", "https:", 1), "http://169.254.169.254/latest/meta-data/"} {
			if _, err := c.Get(u); !errors.Is(err, ErrLockedDown) {
				t.Errorf("%s client, %s: %v", name, u, err)
			}
		}
	}
	if _, err := http.Get(url); !errors.Is(err, ErrLockedDown) {
		t.Errorf("http.Get: %v", err)
	}
}

func TestLockedResolver(t *testing.T) {
	locked(t)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if a, err := net.DefaultResolver.LookupHost(ctx, "contoso.example"); err == nil || !strings.Contains(err.Error(), ErrLockedDown.Error()) {
		t.Errorf("resolved to %v: %v", a, err)
	}
}

func TestLockedAzure(t *testing.T) {
	locked(t, "IDENTITY_ENDPOINT", "MSI_ENDPOINT", "IMDS_ENDPOINT", "AZURE_POD_IDENTITY_AUTHORITY_HOST")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	o := policy.TokenRequestOptions{Scopes: []string{"https://storage.azure.com/.default"}}
	chain, err := azidentity.NewDefaultAzureCredential(nil)
	if err == nil {
		_, err = chain.GetToken(ctx, o)
	}
	if err == nil {
		t.Error("the default chain found a credential")
	}
	once := azcore.ClientOptions{Retry: policy.RetryOptions{MaxRetries: -1}}
	managed, err := azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{ClientOptions: once})
	if err == nil {
		_, err = managed.GetToken(ctx, o)
	}
	if err == nil || !strings.Contains(err.Error(), ErrLockedDown.Error()) {
		t.Errorf("the metadata service: %v", err)
	}
	c, err := azblob.NewClientWithNoCredential("https://contosobackup.blob.core.windows.net", &azblob.ClientOptions{ClientOptions: once})
	if err == nil {
		_, err = c.DownloadBuffer(ctx, "q3", "x", nil, nil)
	}
	if err == nil || !strings.Contains(err.Error(), ErrLockedDown.Error()) {
		t.Errorf("a client with its own transport: %v", err)
	}
}

func TestLockedAWS(t *testing.T) {
	locked(t, "AWS_CONTAINER_CREDENTIALS_FULL_URI")
	c := s3.New(s3.Options{Region: "eu-west-1", RetryMaxAttempts: 1})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	bucket := "crm"
	if _, err := c.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket}); err == nil || !strings.Contains(err.Error(), ErrLockedDown.Error()) {
		t.Errorf("a client with its own transport: %v", err)
	}
}

func TestLockedScopeWorks(t *testing.T) {
	if os.Getenv(lockdownChild) == "" {
		t.Skip("run by TestLockdown in a process of its own")
	}
	r := record(t, nil)
	if err := Lockdown(); err != nil {
		t.Fatal(err)
	}
	g, err := Loopback(target(t, r.URL+"/dev/c"), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := get(t, Transport(g, "0"), r.URL+"/dev/c/x"); err != nil {
		t.Errorf("an examined transport: %v", err)
	}
}
