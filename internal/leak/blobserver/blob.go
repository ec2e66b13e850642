package blobserver

import (
	"crypto/md5"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/hemostat/hemostat/internal/leak"
)

// etag is the object's, or another one once the fault has struck.
func (s *Server) etag(o leak.Object) string {
	if n := s.faults.Load().ChangeETagAfter; n > 0 && s.counts.reads.Load() > n {
		return strings.TrimSuffix(o.ETag, `"`) + `F"`
	}
	return o.ETag
}

// read answers Get Blob and Get Blob Properties.
func (s *Server) read(w http.ResponseWriter, r *http.Request, name string, faults faulty) {
	if r.Method == http.MethodGet {
		if n := s.counts.reads.Add(1); faults.HoldAfter > 0 && n > faults.HoldAfter {
			select {
			case <-faults.over:
			case <-r.Context().Done():
			}
		}
	}
	o, body, err := s.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		refuse(w, r, errNoBlob)
		return
	}
	defer body.close()
	etag := s.etag(o)
	h := w.Header()
	h.Set("ETag", etag)
	h.Set("Last-Modified", o.Modified.Format(http.TimeFormat))
	if want := r.Header.Get("If-Match"); want != "" && want != "*" && want != etag {
		refuse(w, r, errCondition)
		return
	}
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	wanted := r.Header.Get("x-ms-range")
	if wanted == "" {
		wanted = r.Header.Get("Range")
	}
	first, last, partial, ok := parseRange(wanted, o.Size)
	if !ok {
		h.Set("Content-Range", fmt.Sprintf("bytes */%d", o.Size))
		refuse(w, r, errRange)
		return
	}
	s.send(w, r, o, body, first, last, partial, faults)
}

func (s *Server) send(w http.ResponseWriter, r *http.Request, o leak.Object, b body, first, last int64, partial bool, faults faulty) {
	h := w.Header()
	h.Set("Accept-Ranges", "bytes")
	h.Set("Content-Type", o.ContentType)
	h.Set("Content-Length", strconv.FormatInt(last-first, 10))
	h.Set("x-ms-creation-time", o.Modified.Format(http.TimeFormat))
	h.Set("x-ms-blob-type", "BlockBlob")
	h.Set("x-ms-lease-status", "unlocked")
	h.Set("x-ms-lease-state", "available")
	h.Set("x-ms-server-encrypted", "true")
	sumHeader := "Content-MD5"
	if partial {
		sumHeader = "x-ms-blob-content-md5"
	}
	if o.MD5 != [md5.Size]byte{} {
		h.Set(sumHeader, base64.StdEncoding.EncodeToString(o.MD5[:]))
	}
	if partial {
		h.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, last-1, o.Size))
		w.WriteHeader(http.StatusPartialContent)
	} else {
		w.WriteHeader(http.StatusOK)
	}
	if r.Method == http.MethodHead {
		return
	}
	if cut := faults.CutAfterBytes; cut > 0 && last-first > cut {
		s.counts.bytes.Add(b.write(w, first, first+cut))
		_ = http.NewResponseController(w).Flush() // else headers of a short answer never leave
		panic(http.ErrAbortHandler)               // the documented way to break off an answer
	}
	s.counts.bytes.Add(b.write(w, first, last))
}

// A body is the bytes of an object, in memory or in a file.
type body struct {
	bytes []byte
	file  *os.File
}

func (s *Server) open(name string) (o leak.Object, b body, err error) {
	if files, ok := s.store.(FileStore); ok {
		o, b.file, err = files.OpenFile(name)
		return o, b, err
	}
	o, b.bytes, err = s.object(name)
	return o, b, err
}

func (b body) close() {
	if b.file != nil {
		b.file.Close()
	}
}

// write writes the bytes from first up to last, and returns how many it could.
func (b body) write(w http.ResponseWriter, first, last int64) int64 {
	if b.file == nil {
		return int64(write(w, b.bytes[first:last]))
	}
	if _, err := b.file.Seek(first, io.SeekStart); err != nil {
		return 0
	}
	n, _ := io.Copy(w, io.LimitReader(b.file, last-first)) // by sendfile(2), where there is one
	return n
}

// parseRange reads "bytes=a-b" and "bytes=a-", the forms that the service
// takes; another one is left aside and the whole is sent. The end is exclusive.
func parseRange(s string, size int64) (first, last int64, partial, ok bool) {
	spec, found := strings.CutPrefix(s, "bytes=")
	from, to, dash := strings.Cut(spec, "-")
	first, err := strconv.ParseInt(from, 10, 64)
	if !found || !dash || err != nil || first < 0 {
		return 0, size, false, true
	}
	last = size
	if to != "" {
		end, err := strconv.ParseInt(to, 10, 64)
		if err != nil || end < first {
			return 0, size, false, true
		}
		if end < size-1 { // and so end+1 cannot overflow
			last = end + 1
		}
	}
	return first, last, true, first < size
}

// A cache keeps the objects that were asked for last, so that ranged reads do not
// write an object anew for each block. It holds at most cacheBytes, and one
// larger object.
type cache struct {
	mu    sync.Mutex
	items map[string]cached
	order []string // oldest first
	size  int64
}

type cached struct {
	object leak.Object
	body   []byte
}

const cacheBytes = 64 << 20

func (s *Server) object(name string) (leak.Object, []byte, error) {
	c := &s.cache
	c.mu.Lock()
	hit, ok := c.items[name]
	c.mu.Unlock()
	if ok {
		return hit.object, hit.body, nil
	}
	o, body, err := s.store.Open(name)
	if err != nil {
		return o, nil, err
	}
	c.put(name, cached{o, body})
	return o, body, nil
}

func (c *cache) put(name string, item cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.items == nil {
		c.items = map[string]cached{}
	}
	if _, ok := c.items[name]; ok {
		return
	}
	for len(c.order) > 0 && c.size+item.object.Size > cacheBytes {
		oldest := c.order[0]
		c.order = c.order[1:]
		c.size -= c.items[oldest].object.Size
		delete(c.items, oldest)
	}
	c.items[name] = item
	c.order = append(c.order, name)
	c.size += item.object.Size
}
