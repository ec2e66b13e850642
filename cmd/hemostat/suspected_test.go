package main

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"

	"github.com/hemostat/hemostat/source/sourcetest"
)

// publicContainer makes a container of Azurite with one blob, of which anybody may do what level
// says, and returns its address.
func publicContainer(t *testing.T, level *container.PublicAccessType) string {
	t.Helper()
	key, err := container.NewSharedKeyCredential(sourcetest.AzuriteAccount, sourcetest.AzuriteKey)
	if err != nil {
		t.Fatal(err)
	}
	at := sourcetest.StartAzurite(t).Endpoint + "/" + sourcetest.AzuriteAccount + "/kunde-files"
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	owner, err := container.NewClientWithSharedKeyCredential(at, key, &container.ClientOptions{ClientOptions: azcore.ClientOptions{Transport: &http.Client{Transport: tr}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := owner.Create(t.Context(), &container.CreateOptions{Access: level}); err != nil {
		t.Fatal(err)
	}
	if _, err := owner.NewBlockBlobClient("customers.csv").Upload(t.Context(), streaming.NopCloser(bytes.NewReader([]byte("invented"))), nil); err != nil {
		t.Fatal(err)
	}
	return at
}

// A container of which every blob may be read by whoever knows a name is never told to be closed
// for want of one.
func TestSuspected(t *testing.T) {
	level := container.PublicAccessTypeBlob
	at, f := publicContainer(t, &level), newFolders(t)
	f.expect(t, exitIncomplete, "INCONCLUSIVE\n(?s).*read +inconclusive", "probe", at)
	f.expect(t, exitIncomplete, `"exposed":false.*"suspected":true`, "probe", at, "--json")
	f.expect(t, exitNothing, "inconclusive +http.*\n.*may be open: read", "exposures")
	f.expect(t, exitFindings, "EXPOSED\n(?s).*read +open", "probe", at, "--object", "customers.csv")
	private := publicContainer(t, nil)
	f.expect(t, exitNothing, "NOTHING OPEN FROM HERE\n", "probe", private)
}
