package checks

import (
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// versionsAt asks a target, knowing a version of before, and returns the verdict on versions and
// the version that was listed.
func versionsAt(t *testing.T, check probe.Check, at string, known probe.Version) (exposure.Finding, probe.Version) {
	t.Helper()
	target, err := exposure.ParseTarget(at)
	if err != nil {
		t.Fatal(err)
	}
	grant, err := scope.Loopback(target, exposure.Owner)
	if err != nil {
		t.Fatal(err)
	}
	r, err := probe.Run(t.Context(), check, probe.Options{Grant: grant, Version: "0", SeenVersion: known})
	if err != nil {
		t.Fatal(err)
	}
	return verdictOn(r.Rights, exposure.RightListVersions), r.Version
}

// A snapshot that was listed once is asked for when it is not listed any more: it may still be
// read.
func TestOldVersionOfAzure(t *testing.T) {
	server := sourcetest.StartAzurite(t)
	whole, blobs := container.PublicAccessTypeContainer, container.PublicAccessTypeBlob
	owner := azureContainerAt(t, server.Endpoint, "versions", &whole)
	if _, err := owner.NewBlockBlobClient("crm/a b?#%.csv").CreateSnapshot(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	at := server.Endpoint + "/" + sourcetest.AzuriteAccount + "/versions"
	f, seen := versionsAt(t, azure{}, at, probe.Version{})
	if f.Verdict != exposure.Open || seen.Name != "crm/a b?#%.csv" {
		t.Fatalf("%+v, listed %+v", f, seen)
	}
	for _, step := range []struct {
		level *container.PublicAccessType
		known probe.Version
		want  exposure.Verdict
	}{{&blobs, probe.Version{}, exposure.Closed}, {&blobs, seen, exposure.Open}, {nil, seen, exposure.Closed}} {
		if _, err := owner.SetAccessPolicy(t.Context(), &container.SetAccessPolicyOptions{Access: step.level}); err != nil {
			t.Fatal(err)
		}
		if f, _ := versionsAt(t, azure{}, at, step.known); f.Verdict != step.want {
			t.Errorf("%+v: %s (%s), want %s", step, f.Verdict, f.Why, step.want)
		}
	}
}

// The same at Cloud Storage, by an emulator that holds callers to rights. Its refusal of a download
// does not show whose it is, as the service's own does by a header.
func TestOldVersionOfGoogle(t *testing.T) {
	g := sourcetest.StartGCS(t)
	g.Allow(t, "crm", "list,get")
	g.Put(t, "crm", "q3.csv", []byte("invented"))
	at := "gs+" + g.Endpoint + "/crm"
	f, seen := versionsAt(t, gcs{}, at, probe.Version{})
	if f.Verdict != exposure.Open || seen.Name != "q3.csv" {
		t.Fatalf("%+v, listed %+v", f, seen)
	}
	for rights, want := range map[string]exposure.Verdict{"get": exposure.Open, "": exposure.Inconclusive} {
		g.Allow(t, "crm", rights)
		if f, _ := versionsAt(t, gcs{}, at, seen); f.Verdict != want {
			t.Errorf("%s: %s (%s), want %s", rights, f.Verdict, f.Why, want)
		}
	}
}

// What S3 answers for a version (API Reference, "GetObject"), since the server of the tests keeps none.
func TestOldVersionOfS3(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		mark   string
		body   string
		want   exposure.Verdict
	}{
		"refused":  {403, "", "<Error><Code>AccessDenied</Code></Error>", exposure.Closed},
		"gone":     {404, "", "<Error><Code>NoSuchVersion</Code></Error>", exposure.Closed},
		"readable": {206, "Content-Range: bytes 0-0/9", "x", exposure.Open},
		"a portal": {200, "", "<html>Sign in</html>", exposure.Inconclusive},
	} {
		shut := answerOf{403, "", "<Error><Code>AccessDenied</Code></Error>"}
		at := storageService(t, shut, shut, map[string]answerOf{"q3.csv": {c.status, c.mark, c.body}})
		if f, _ := versionsAt(t, s3{}, "s3+"+at+"/b", probe.Version{Name: "q3.csv", Query: "versionId=a"}); f.Verdict != c.want {
			t.Errorf("%s: %s (%s), want %s", name, f.Verdict, f.Why, c.want)
		}
	}
}
