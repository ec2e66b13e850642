package blobserver

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/internal/leak"
)

const apiVersion = "2021-12-02"

// A storageError is an error as the service words it:
// https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
type storageError struct {
	status        int
	code, message string
}

var ( // errors, and never changed
	errNotFound     = storageError{http.StatusNotFound, "ResourceNotFound", "The specified resource does not exist."}
	errNoBlob       = storageError{http.StatusNotFound, "BlobNotFound", "The specified blob does not exist."}
	errBusy         = storageError{http.StatusServiceUnavailable, "ServerBusy", "The server is busy."}
	errCondition    = storageError{http.StatusPreconditionFailed, "ConditionNotMet", "The condition specified using HTTP conditional header(s) is not met."}
	errRange        = storageError{http.StatusRequestedRangeNotSatisfiable, "InvalidRange", "The range specified is invalid for the current size of the resource."}
	errRefused      = storageError{http.StatusForbidden, "AuthorizationFailure", "This request is not authorized to perform this operation."}
	errQuery        = storageError{http.StatusBadRequest, "InvalidQueryParameterValue", "Value for one of the query parameters specified in the request URI is invalid."}
	errNotPermitted = storageError{http.StatusConflict, "PublicAccessNotPermitted", "Public access is not permitted on this storage account."}
)

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	n := s.counts.requests.Add(1)
	faults := *s.faults.Load()
	if faults.Latency > 0 {
		time.Sleep(faults.Latency)
	}
	h := w.Header()
	h.Set("Server", "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0")
	h.Set("x-ms-version", apiVersion)
	h.Set("x-ms-request-id", fmt.Sprintf("00000000-001e-0000-0000-%012x", n))
	if id := r.Header.Get("x-ms-client-request-id"); id != "" {
		h.Set("x-ms-client-request-id", id)
	}
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		s.counts.writes.Add(1)
		refuse(w, r, errRefused)
	case faults.ThrottleEvery > 0 && n%faults.ThrottleEvery == 0:
		h.Set("Retry-After", "1")
		refuse(w, r, errBusy)
	default:
		s.route(w, r, faults)
	}
}

func (s *Server) route(w http.ResponseWriter, r *http.Request, faults faulty) {
	account, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	container, blob, _ := strings.Cut(rest, "/")
	name, err := url.PathUnescape(blob)
	q := r.URL.Query()
	switch {
	case account == Account && s.private.Load():
		refuse(w, r, errNotPermitted)
	case err != nil || account != Account || container != leak.Container:
		refuse(w, r, errNotFound)
	case blob != "" && q.Get("comp") == "":
		s.read(w, r, name, faults)
	case blob == "" && q.Get("restype") == "container" && q.Get("comp") == "list":
		s.list(w, r, q, faults)
	case blob == "" && q.Get("restype") == "container" && q.Get("comp") == "":
		s.properties(w)
	default: // what belongs to the owner alone: ACL, policies, tags, block lists
		refuse(w, r, errNotFound)
	}
}

// refuse answers with an error; a HEAD has its code in the header alone.
func refuse(w http.ResponseWriter, r *http.Request, e storageError) {
	body, err := xml.Marshal(struct {
		XMLName struct{} `xml:"Error"`
		Code    string   `xml:"Code"`
		Message string   `xml:"Message"`
	}{Code: e.code, Message: fmt.Sprintf("%s\nRequestId:%s\nTime:%s", e.message, w.Header().Get("x-ms-request-id"), time.Now().UTC().Format("2006-01-02T15:04:05.0000000Z"))})
	if err != nil {
		body = nil // two strings always marshal
	}
	body = append([]byte("\xef\xbb\xbf"+`<?xml version="1.0" encoding="utf-8"?>`), body...)
	h := w.Header()
	h.Set("x-ms-error-code", e.code)
	h.Set("Content-Type", "application/xml")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(e.status)
	if r.Method != http.MethodHead {
		write(w, body)
	}
}

// write sends a body. A client that has gone away is not our error.
func write(w http.ResponseWriter, body []byte) int {
	n, _ := w.Write(body)
	return n
}

func (s *Server) properties(w http.ResponseWriter) {
	h := w.Header()
	h.Set("ETag", `"0x8D9F00D00000000"`)
	h.Set("Last-Modified", time.Date(2022, 8, 31, 0, 0, 0, 0, time.UTC).Format(http.TimeFormat))
	h.Set("x-ms-lease-status", "unlocked")
	h.Set("x-ms-lease-state", "available")
	h.Set("x-ms-blob-public-access", "container")
	h.Set("x-ms-has-immutability-policy", "false")
	h.Set("x-ms-has-legal-hold", "false")
	w.WriteHeader(http.StatusOK)
}
