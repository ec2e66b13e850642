package checks

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/sas"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// azureContainerAt makes a container of Azurite with one blob, public as level says.
func azureContainerAt(t *testing.T, endpoint, name string, level *container.PublicAccessType) *container.Client {
	t.Helper()
	key, err := container.NewSharedKeyCredential(sourcetest.AzuriteAccount, sourcetest.AzuriteKey)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	owner, err := container.NewClientWithSharedKeyCredential(endpoint+"/"+sourcetest.AzuriteAccount+"/"+name, key,
		&container.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: &http.Client{Transport: tr}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := owner.Create(t.Context(), &container.CreateOptions{Access: level}); err != nil {
		t.Fatal(err)
	}
	body := streaming.NopCloser(bytes.NewReader([]byte("invented")))
	if _, err := owner.NewBlockBlobClient("crm/a b?#%.csv").Upload(t.Context(), body, nil); err != nil {
		t.Fatal(err)
	}
	return owner
}

func TestAzure(t *testing.T) {
	server := sourcetest.StartAzurite(t)
	at := server.Endpoint + "/" + sourcetest.AzuriteAccount + "/"
	whole, blobs := container.PublicAccessTypeContainer, container.PublicAccessTypeBlob
	azureContainerAt(t, server.Endpoint, "open", &whole)
	azureContainerAt(t, server.Endpoint, "blobs", &blobs)
	private := azureContainerAt(t, server.Endpoint, "private", nil)
	sign := func(p sas.ContainerPermissions) string {
		address, err := private.GetSASURL(p, time.Now().Add(time.Hour), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, query, _ := strings.Cut(address, "?")
		return at + "private?" + query
	}
	all := []exposure.Right{exposure.RightList, exposure.RightRead, exposure.RightMetadata}
	probetest.Run(t, probetest.Subject{
		Check:   azure{},
		Hostile: func(address string) string { return "http://" + address + "/devstoreaccount1/c" },
		Places: map[string]probetest.Place{
			"container level":             {Target: at + "open", Open: all, Closed: []exposure.Right{exposure.RightWrite}},
			"blob level, a name is known": {Target: at + "blobs", Objects: []string{"crm/a b?#%.csv"}, Open: []exposure.Right{exposure.RightRead}, Closed: []exposure.Right{exposure.RightList, exposure.RightWrite}},
			"blob level, named":           {Target: at + "blobs/crm/a b%3F%23%25.csv", Open: []exposure.Right{exposure.RightRead}, Closed: []exposure.Right{exposure.RightList}},
			"blob level, no name":         {Target: at + "blobs", Closed: []exposure.Right{exposure.RightList}},
			"private":                     {Target: at + "private", Objects: []string{"crm/a b?#%.csv"}, Closed: storageRights()},
			"no such container":           {Target: at + "nothing", Closed: storageRights()},
			"a link that lists and reads": {Target: sign(sas.ContainerPermissions{List: true, Read: true}), Open: []exposure.Right{exposure.RightList, exposure.RightRead}, Closed: []exposure.Right{exposure.RightWrite}},
			"a link that writes":          {Target: sign(sas.ContainerPermissions{List: true, Write: true, Delete: true}), Open: []exposure.Right{exposure.RightList, exposure.RightWrite}, Closed: []exposure.Right{exposure.RightRead}},
		},
	})
	for _, f := range probetest.Ask(t, azure{}, probetest.Place{Target: at + "blobs"}).Rights {
		if f.Right == exposure.RightRead && (f.Verdict != exposure.Inconclusive || !f.Suspected || f.Code != "BlobNotFound") {
			t.Errorf("read of a container at blob level without a name: %+v", f)
		}
	}
	r := probetest.Ask(t, azure{}, probetest.Place{Target: sign(sas.ContainerPermissions{List: true})})
	for _, e := range r.Evidence {
		if strings.Contains(e.Request, "sig=") && !strings.Contains(e.Request, "sig=…") {
			t.Errorf("evidence quotes the signature")
		}
		if strings.Contains(e.Request, "csv") {
			t.Errorf("evidence quotes the name of an object: %s", e.Request)
		}
	}
	if r.Exists != probe.Exists {
		t.Errorf("exists %q", r.Exists)
	}
}

// answered plays a storage service that answers every question alike.
func answered(t *testing.T, status int, header map[string]string, body string) string {
	return probetest.Serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for k, v := range header {
			w.Header().Set(k, v)
		}
		w.WriteHeader(status)
		w.Write([]byte(body))
	}))
}

// The answers of the service that no emulator gives (shared facts: the account's switch,
// what is not found or private, throttling).
func TestAzureAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		code   string
		want   exposure.Verdict
	}{
		"the account's switch": {409, "PublicAccessNotPermitted", exposure.Closed},
		"not found or private": {404, "ResourceNotFound", exposure.Closed},
		"a newer version":      {401, "NoAuthenticationInformation", exposure.Closed},
		"throttled":            {503, "ServerBusy", exposure.Inconclusive},
		"another conflict":     {409, "LeaseIdMissing", exposure.Inconclusive},
		"failed":               {500, "InternalError", exposure.Inconclusive},
	} {
		at := answered(t, c.status, map[string]string{"X-Ms-Error-Code": c.code, "X-Ms-Request-Id": "1"}, "")
		for _, f := range probetest.Ask(t, azure{}, probetest.Place{Target: at + "/devstoreaccount1/c"}).Rights {
			if f.Right != exposure.RightWrite && f.Verdict != c.want {
				t.Errorf("%s: %s is %s (%s), want %s", name, f.Right, f.Verdict, f.Why, c.want)
			}
		}
	}
}
