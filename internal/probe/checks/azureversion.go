package checks

import (
	"bytes"
	"context"
	"encoding/xml"
	"net/http"
	"net/url"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// ofOneBlob reports whether the signature is for the one blob that the target names.
func (a azureContainer) ofOneBlob() bool {
	query, err := url.ParseQuery(a.s.Target.Query)
	return err == nil && query.Get("sr") == "b" && a.s.Target.Prefix != ""
}

func (a azureContainer) versions(ctx context.Context) error {
	answer, err := a.get(ctx, "", a.listing()+"&include=versions,snapshots,deleted", nil)
	if err != nil {
		return err
	}
	j := a.refused(answer)
	_, foreign := answer.Foreign()
	switch _, ok := azureNames(answer.Body); {
	case foreign:
	case answer.Status == http.StatusOK && ok:
		j = probe.Open("HTTP 200 to a listing with versions, snapshots and what was deleted")
	case answer.Status == http.StatusOK:
		j = probe.Doubt("HTTP 200 with something that is no listing of Azure: another server, a portal or a sign-in page answers")
	case answer.Status == http.StatusBadRequest: // of a service without versions, or who may not see what was deleted
		j = sure(a.s, answer, azureMarked(answer), probe.Closed("HTTP 400: it does not list these to whoever asked"))
	}
	a.s.Told(exposure.RightListVersions, j, answer.Evidence)
	if j.Verdict == exposure.Open {
		for _, v := range azureVersions(answer.Body) {
			a.s.SawVersion(v)
		}
	}
	return oldVersion(a.s, azureMarked, a.refused, func(v probe.Version) (*probe.Answer, error) {
		return a.get(ctx, "/"+escapePath(v.Name), v.Query, http.Header{"Range": {"bytes=0-0"}})
	})
}

// azureVersions reads the snapshots and older versions of a listing.
func azureVersions(body []byte) (list []probe.Version) {
	var page struct {
		Blobs []struct {
			Name     string `xml:"Name"`
			Snapshot string `xml:"Snapshot"`
			Version  string `xml:"VersionId"`
		} `xml:"Blobs>Blob"`
	}
	if xml.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &page) != nil {
		return nil
	}
	for _, b := range page.Blobs {
		switch {
		case b.Snapshot != "":
			list = append(list, probe.Version{Name: b.Name, Query: "snapshot=" + url.QueryEscape(b.Snapshot)})
		case b.Version != "":
			list = append(list, probe.Version{Name: b.Name, Query: "versionid=" + url.QueryEscape(b.Version)})
		}
	}
	return list
}
