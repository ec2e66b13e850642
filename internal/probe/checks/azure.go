package checks

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// azure asks one container of Azure Blob Storage, file system of ADLS Gen2 or share
// of Azure Files.
type azure struct{}

// Info implements [probe.Check].
func (azure) Info() probe.Info {
	return probe.Info{
		Name: "azure", Providers: []exposure.Provider{exposure.Azure}, Rights: storageRights(),
		Asks:   "List Blobs (one name), Get Blob (one byte), Get Container ACL, Get Container Properties, List Blobs with versions, snapshots and what was deleted",
		Source: "learn.microsoft.com/rest/api/storageservices/blob-service-rest-api",
	}
}

// azureVersion is the version of the REST API that is asked for: the one that the SDK of
// source/azure speaks may be newer, and every cloud knows this one.
const azureVersion = "2021-12-02"

// Ask implements [probe.Check].
func (azure) Ask(ctx context.Context, s *probe.Session) error {
	a := azureContainer{s, s.Target.Endpoint + "/" + url.PathEscape(s.Target.Container)}
	questions := []func(context.Context) error{a.list, a.read, a.versions, a.acl, a.properties}
	if s.Brief {
		questions = questions[:2]
	}
	for _, ask := range questions {
		if err := ask(ctx); err != nil {
			return a.unanswered(err)
		}
	}
	a.write()
	return nil
}

type azureContainer struct {
	s       *probe.Session
	address string
}

// get sends one question; what it asks for is added to the container's address.
func (a azureContainer) get(ctx context.Context, path, query string, header http.Header) (*probe.Answer, error) {
	if signature := a.s.Target.Query; signature != "" {
		query = strings.Trim(query+"&"+signature, "&")
	}
	if query != "" {
		query = "?" + query
	}
	if header == nil {
		header = http.Header{}
	}
	header.Set("X-Ms-Version", azureVersion)
	q := probe.Question{URL: a.address + path + query, Header: header}
	if path != "" {
		q.Shown, q.Object = a.address+"/"+probe.Hidden+query, true
	}
	return a.s.Ask(ctx, q)
}

// unanswered tells of a host that does not exist: no account has the name.
func (a azureContainer) unanswered(err error) error {
	if !a.s.Target.Named && probe.FailureOf(err) == probe.FailedUnknownHost {
		a.s.Exists(probe.ExistsNot)
		for _, right := range storageRights() {
			a.s.Told(right, probe.Closed("no storage account has this name: its host does not exist"), probe.EvidenceOf(err))
		}
		return nil
	}
	return err
}

// listing is the question for one name. A file system and a share have their own.
func (a azureContainer) listing() string {
	switch prefix := "&prefix=" + url.QueryEscape(a.s.Target.Prefix); {
	case strings.Contains(a.s.Target.Endpoint, ".dfs."):
		return "resource=filesystem&recursive=true&maxResults=1"
	case strings.Contains(a.s.Target.Endpoint, ".file."):
		return "restype=directory&comp=list&maxresults=1"
	case prefix != "&prefix=":
		return "restype=container&comp=list&maxresults=1" + prefix
	}
	return "restype=container&comp=list&maxresults=1"
}

func (a azureContainer) list(ctx context.Context) error {
	answer, err := a.get(ctx, "", a.listing(), nil)
	if err != nil {
		return err
	}
	names, ok := azureNames(answer.Body)
	j, doubtful := answer.Doubtful()
	switch {
	case doubtful:
		a.s.Told(exposure.RightList, j, answer.Evidence)
	case answer.Status == http.StatusOK && ok:
		a.s.Exists(probe.Exists)
		a.s.Told(exposure.RightList, probe.Open("HTTP 200 to a listing of one name, which it gave"), answer.Evidence)
		for _, name := range names {
			a.s.SawObject(name)
		}
	case answer.Status == http.StatusOK:
		a.s.Told(exposure.RightList, probe.Doubt("HTTP 200 with something that is no listing of Azure: another server, a portal or a sign-in page answers"), answer.Evidence)
	default:
		a.s.Told(exposure.RightList, a.refused(answer), answer.Evidence)
	}
	return nil
}

// azureNames reads the names of a listing: of blobs, of a file system's paths, of a
// share's files. ok is false for what is none.
func azureNames(body []byte) (names []string, ok bool) {
	if body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")); bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return jsonNames(body, "paths", "name")
	}
	var page struct {
		XMLName xml.Name `xml:"EnumerationResults"`
		Blobs   []string `xml:"Blobs>Blob>Name"`
		Files   []string `xml:"Entries>File>Name"`
	}
	if xml.Unmarshal(body, &page) != nil {
		return nil, false
	}
	return append(page.Blobs, page.Files...), true
}

// refused judges an answer that gave nothing.
func (a azureContainer) refused(answer *probe.Answer) probe.Judged {
	if j, ok := answer.Doubtful(); ok {
		return j
	}
	return sure(a.s, answer, azureMarked(answer), a.refusal(answer))
}

// refusal reads one (Microsoft Learn, "Status and error codes" and "Configure anonymous
// read access").
func (a azureContainer) refusal(answer *probe.Answer) probe.Judged {
	switch answer.Code {
	case "PublicAccessNotPermitted":
		a.s.Exists(probe.ExistsUnknown)
		return probe.Closed("the account's switch forbids anonymous access to anything in it")
	case "ContainerNotFound", "ResourceNotFound", "ContainerBeingDeleted", "ShareNotFound", "FilesystemNotFound":
		if a.s.Target.Query != "" && answer.Code != "ResourceNotFound" {
			a.s.Exists(probe.ExistsNot)
			return probe.Closed("there is no such container")
		}
		return probe.Closed("not found or private: the service does not tell which")
	case "AuthenticationFailed", "AuthorizationFailure", "AuthorizationPermissionMismatch", "AuthorizationSourceIPMismatch",
		"AuthorizationProtocolMismatch", "AuthorizationServiceMismatch", "AuthorizationResourceTypeMismatch", "NoAuthenticationInformation", "InsufficientAccountPermissions", "AccountIsDisabled":
		return probe.Closed("refused: %s", answer.Code)
	}
	switch answer.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return probe.Closed("HTTP %d: refused", answer.Status)
	case http.StatusNotFound:
		return probe.Closed("not found or private: the service does not tell which")
	}
	return probe.Doubt("HTTP %d, of which the service's pages do not say what it means here", answer.Status)
}

// read asks for the first byte of a blob that is there. Without one, the answer for a
// name that nothing has tells the levels apart, and proves nothing.
func (a azureContainer) read(ctx context.Context) error {
	ask := func(name string) (*probe.Answer, error) {
		return a.get(ctx, "/"+escapePath(name), "", http.Header{"Range": {"bytes=0-0"}})
	}
	if known := knownObjects(a.s); len(known) > 0 {
		return readKnown(a.s, known, ask, func(answer *probe.Answer) probe.Judged { return a.judgeRead(answer, true) })
	}
	answer, err := ask(a.s.Target.Prefix + a.s.RandomName())
	if err != nil {
		return err
	}
	a.s.Told(exposure.RightRead, a.judgeRead(answer, false), answer.Evidence)
	return nil
}

func (a azureContainer) judgeRead(answer *probe.Answer, known bool) probe.Judged {
	if j, ok := answer.Doubtful(); ok {
		return j
	}
	marked := azureMarked(answer)
	switch {
	case answer.Status == http.StatusRequestedRangeNotSatisfiable && known && marked: // an empty blob has no first byte
		return probe.Open("HTTP 416 for an empty object, which is told to whoever may read it")
	case answer.Status/100 == 2 && !known:
		return probe.Doubt("HTTP %d for a name that nothing has: it answers so to anything", answer.Status)
	case gave(answer, marked):
		return probe.Open("HTTP %d to Get Blob for one byte, which it gave", answer.Status)
	case answer.Status/100 == 2:
		return probe.Doubt("HTTP %d from something that is not Azure: another server, a portal or a sign-in page answers", answer.Status)
	case answer.Code == "BlobArchived" && known:
		return probe.Open("the blob may be read; it lies in the archive tier")
	case answer.Code == "BlobNotFound":
		a.s.Exists(probe.Exists)
		if known && a.ofOneBlob() {
			return probe.Closed("HTTP %d BlobNotFound: the signature is for one blob, which is gone", answer.Status)
		}
		if known {
			return probe.Doubt("the object that was asked for is no longer there")
		}
		return probe.Suspect("its answer for a name that nothing has is that of a container whose blobs anybody may read: name one to be sure")
	}
	return a.refused(answer)
}

// acl asks for what belongs to the owner alone. An emulator answers it to anybody
// where the container is public, so nothing else is concluded from it.
func (a azureContainer) acl(ctx context.Context) error {
	answer, err := a.get(ctx, "", "restype=container&comp=acl", nil)
	if err != nil {
		return err
	}
	if j, ok := answer.Doubtful(); ok {
		a.s.Told(exposure.RightReadACL, j, answer.Evidence)
		return nil
	}
	if answer.Status == http.StatusOK && bytes.Contains(answer.Body, []byte("<SignedIdentifiers")) {
		a.s.Told(exposure.RightReadACL, probe.Open("HTTP 200 to Get Container ACL; its public level is %q", level(answer)), answer.Evidence)
		return nil
	}
	if answer.Status == http.StatusOK {
		a.s.Told(exposure.RightReadACL, probe.Doubt("HTTP 200 with something that is no access policy"), answer.Evidence)
		return nil
	}
	a.s.Told(exposure.RightReadACL, a.refused(answer), answer.Evidence)
	return nil
}

func (a azureContainer) properties(ctx context.Context) error {
	answer, err := a.get(ctx, "", "restype=container", nil)
	if err != nil {
		return err
	}
	if j, ok := answer.Doubtful(); ok {
		a.s.Told(exposure.RightMetadata, j, answer.Evidence)
		return nil
	}
	if answer.Status == http.StatusOK && answer.Header.Get("X-Ms-Request-Id") != "" {
		a.s.Exists(probe.Exists)
		a.s.Told(exposure.RightMetadata, probe.Open("HTTP 200 to Get Container Properties; its public level is %q", level(answer)), answer.Evidence)
		return nil
	}
	if answer.Status == http.StatusOK {
		a.s.Told(exposure.RightMetadata, probe.Doubt("HTTP 200 from something that is not Azure"), answer.Evidence)
		return nil
	}
	a.s.Told(exposure.RightMetadata, a.refused(answer), answer.Evidence)
	return nil
}

func level(answer *probe.Answer) string {
	switch l := answer.Header.Get("X-Ms-Blob-Public-Access"); l {
	case "container", "blob":
		return l
	}
	return "private"
}
