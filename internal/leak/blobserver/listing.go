package blobserver

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hemostat/hemostat/internal/leak"
)

const maxPage = 5000 // the service's limit and default

// list answers List Blobs, flat: a page in the order of names.
func (s *Server) list(w http.ResponseWriter, r *http.Request, q url.Values, faults faulty) {
	size := maxPage
	if v := q.Get("maxresults"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			refuse(w, r, errQuery)
			return
		}
		size = min(n, maxPage)
	}
	start, err := decodeMarker(q.Get("marker"))
	if err != nil || q.Get("delimiter") != "" {
		refuse(w, r, errQuery)
		return
	}
	if page := s.counts.pages.Add(1); faults.CloseMidListing > 0 && page > faults.CloseMidListing {
		s.private.Store(true)
		refuse(w, r, errNotPermitted)
		return
	}
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf" + `<?xml version="1.0" encoding="utf-8"?>`)
	fmt.Fprintf(&b, `<EnumerationResults ServiceEndpoint=%q ContainerName=%q>`, s.ServiceURL(), leak.Container)
	element(&b, "Prefix", q.Get("prefix"))
	element(&b, "Marker", q.Get("marker"))
	fmt.Fprintf(&b, `<MaxResults>%d</MaxResults><Blobs>`, size)
	next := s.items(&b, max(start, q.Get("prefix")), q.Get("prefix"), size)
	b.WriteString(`</Blobs>`)
	marker := encodeMarker(next)
	if faults.RepeatMarker && start != "" {
		marker = q.Get("marker")
	}
	b.WriteString("<NextMarker>" + marker + "</NextMarker></EnumerationResults>")
	h := w.Header()
	h.Set("Content-Type", "application/xml")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		write(w, b.Bytes())
	}
}

// items writes one page and returns the name that the next one starts with, ""
// at the end.
func (s *Server) items(b *bytes.Buffer, from, prefix string, size int) (next string) {
	n := 0
	for o := range s.store.From(from) {
		if !strings.HasPrefix(o.Name, prefix) {
			return ""
		}
		if n == size {
			return o.Name
		}
		n++
		s.item(b, o)
	}
	return ""
}

func (s *Server) item(b *bytes.Buffer, o leak.Object) {
	b.WriteString("<Blob>")
	if printable(o.Name) {
		element(b, "Name", o.Name)
	} else { // as the service does for what XML 1.0 cannot hold
		b.WriteString(`<Name Encoded="true">` + strings.NewReplacer("&", "%26", "+", "%2B").Replace(url.PathEscape(o.Name)) + `</Name>`)
	}
	sum := "" // as it is of blobs that were put together from blocks
	if o.MD5 != [md5.Size]byte{} {
		sum = base64.StdEncoding.EncodeToString(o.MD5[:])
	}
	modified := o.Modified.Format(http.TimeFormat)
	fmt.Fprintf(b, `<Properties><Creation-Time>%s</Creation-Time><Last-Modified>%s</Last-Modified><Etag>%s</Etag><Content-Length>%d</Content-Length><Content-Type>%s</Content-Type>`+
		`<Content-Encoding /><Content-Language /><Content-CRC64 /><Content-MD5>%s</Content-MD5><Cache-Control /><Content-Disposition /><BlobType>BlockBlob</BlobType>`+
		`<AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred><LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted></Properties><OrMetadata /></Blob>`,
		modified, modified, strings.Trim(s.etag(o), `"`), o.Size, o.ContentType, sum)
}

func element(b *bytes.Buffer, name, text string) {
	b.WriteString("<" + name + ">")
	_ = xml.EscapeText(b, []byte(text)) // a buffer takes everything
	b.WriteString("</" + name + ">")
}

func printable(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsFunc(name, func(c rune) bool { return unicode.IsControl(c) || c == 0xfffe || c == 0xffff })
}

// Markers are opaque to clients: here the next name, in base64.
func encodeMarker(name string) string {
	if name == "" {
		return ""
	}
	return "2!" + base64.URLEncoding.EncodeToString([]byte(name))
}

func decodeMarker(marker string) (string, error) {
	if marker == "" {
		return "", nil
	}
	text, ok := strings.CutPrefix(marker, "2!")
	if !ok {
		return "", fmt.Errorf("marker is none of ours")
	}
	name, err := base64.URLEncoding.DecodeString(text)
	return string(name), err
}
