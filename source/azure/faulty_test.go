package azure_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/sourcetest"
)

// soon gives up soon, for what is expected to fail.
var soon = source.RetryPolicy{Attempts: 3, Base: time.Millisecond, Answer: 5 * time.Second, Idle: 5 * time.Second}

func isList(r *http.Request) bool { return r.URL.Query().Get("comp") == "list" }

func list(t *testing.T, src source.Source) (objects []source.Object, err error) {
	t.Helper()
	err = soon.Walk(t.Context(), src, "", func(p source.Page) error {
		objects = append(objects, p.Objects...)
		return nil
	})
	return objects, err
}

func read(t *testing.T, src source.Source, o source.Object, p source.RetryPolicy) ([]byte, error) {
	t.Helper()
	body, err := source.Stream(t.Context(), src, o, p)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return io.ReadAll(body)
}

func onlyObject(t *testing.T, src source.Source) source.Object {
	t.Helper()
	objects, err := list(t, src)
	if err != nil || len(objects) != 1 {
		t.Fatalf("%v, %v", objects, err)
	}
	return objects[0]
}

// cut breaks the connection after n bytes of the body, having announced all.
func cut(w http.ResponseWriter, n int) http.ResponseWriter { return &cutter{w, n} }

type cutter struct {
	http.ResponseWriter
	left int
}

func (c *cutter) Write(p []byte) (int, error) {
	n, err := c.ResponseWriter.Write(p[:min(c.left, len(p))])
	if c.left -= n; c.left == 0 || err != nil {
		http.NewResponseController(c.ResponseWriter).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, err
}

func TestCutEachNBytes(t *testing.T) {
	for _, n := range []int{1000, 65536, 300000} {
		s := newSpeaker(t)
		data := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
		s.Put(t, "dump.sql", data)
		src := s.source(t, sourcetest.Options{})
		o := onlyObject(t, src)
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.serveBlob(cut(w, n), r, "dump.sql")
			return true
		}
		got, err := read(t, src, o, soon)
		if !bytes.Equal(got, data) && n > 1000 || err != nil && n > 1000 {
			t.Errorf("cut each %d bytes: %d of %d bytes, %v", n, len(got), len(data), err)
		}
		// 1,049 connections for 1 MiB are one more than is borne.
		if n == 1000 && (!errors.Is(err, source.ErrNetwork) || len(got) < 1000*1000) {
			t.Errorf("cut each %d bytes: %d bytes, %v", n, len(got), err)
		}
	}
}

// TestThrottled: the service says 503 and when to come back, to lists and blobs.
func TestThrottled(t *testing.T) {
	s := newSpeaker(t)
	s.Put(t, "a.txt", []byte("a"))
	begun := time.Now()
	var refused atomic.Int32
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if time.Since(begun) > 1500*time.Millisecond && (isList(r) || refused.Load() > 4) {
			return false
		}
		refused.Add(1)
		w.Header().Set("Retry-After", "1")
		refuse(w, 503, "ServerBusy")
		return true
	}
	src := s.source(t, sourcetest.Options{})
	got, err := read(t, src, onlyObject(t, src), source.RetryPolicy{})
	if string(got) != "a" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if refused.Load() > 8 {
		t.Errorf("asked %d times: Retry-After was not kept", refused.Load())
	}
}

func TestRepeatedMarker(t *testing.T) {
	s := newSpeaker(t)
	for _, name := range []string{"a", "b", "c"} {
		s.Put(t, name, nil)
	}
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		q := r.URL.Query()
		q.Set("marker", "")
		r.URL.RawQuery = q.Encode()
		return false
	}
	if _, err := list(t, s.source(t, sourcetest.Options{PageSize: 2})); !errors.Is(err, source.ErrMarkerRepeats) {
		t.Errorf("%v", err)
	}
}

// TestAnswersThatAreNoListing: what the SDK takes for an empty listing would end
// a scan as if there were nothing.
func TestAnswersThatAreNoListing(t *testing.T) {
	for name, body := range map[string]string{
		"html": "<html><body>Sign in to the network</body></html>", "nothing": "", "text": "hello Jane Doe", "json": `{"a": 1}`,
		"binary": "\x00\xff\xfe", "entity": `<!DOCTYPE x [<!ENTITY a "aaaa">]><EnumerationResults>&a;</EnumerationResults>`,
		"cut":        `<?xml version="1.0"?><EnumerationResults><Blobs><Blob><Name>a`,
		"no name":    `<EnumerationResults><Blobs><Blob><Properties/></Blob></Blobs></EnumerationResults>`,
		"no blobs":   `<EnumerationResults><NextMarker>x</NextMarker></EnumerationResults>`,
		"bad escape": `<EnumerationResults><Blobs><Blob><Name Encoded="true">%zz</Name></Blob></Blobs></EnumerationResults>`,
		"bad date":   `<EnumerationResults><Blobs><Blob><Name>a</Name><Properties><Last-Modified>Jane Doe</Last-Modified></Properties></Blob></Blobs></EnumerationResults>`,
		"bad length": `<EnumerationResults><Blobs><Blob><Name>a</Name><Properties><Content-Length>Jane Doe</Content-Length></Properties></Blob></Blobs></EnumerationResults>`,
		"deep":       strings.Repeat("<a>", 20000),
	} {
		s := newSpeaker(t)
		s.before = func(w http.ResponseWriter, r *http.Request) bool { io.WriteString(w, body); return true }
		objects, err := list(t, s.source(t, sourcetest.Options{}))
		if !errors.Is(err, source.ErrGarbled) || strings.Contains(err.Error(), "Jane") || strings.Contains(err.Error(), "network") {
			t.Errorf("%s: %v, %v; want ErrGarbled that quotes nothing", name, objects, err)
		}
	}
}

// TestTruncatedListing: the first answers break off, the next is whole.
func TestTruncatedListing(t *testing.T) {
	s := newSpeaker(t)
	s.Put(t, "a.txt", []byte("a"))
	var calls atomic.Int32
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		switch calls.Add(1) {
		case 1:
			w.Header().Set("Content-Length", "100000")
			io.WriteString(w, "<EnumerationResults>")
			return true
		case 2:
			panic(http.ErrAbortHandler)
		}
		return false
	}
	if o := onlyObject(t, s.source(t, sourcetest.Options{})); o.Name != "a.txt" || calls.Load() != 3 {
		t.Errorf("%+v after %d calls", o, calls.Load())
	}
}

func TestLyingLengths(t *testing.T) {
	data := bytes.Repeat([]byte("x"), 1000)
	for _, c := range []struct {
		name  string
		lie   func(w http.ResponseWriter)
		bytes int
		err   error
	}{
		{"announces more than it sends", func(w http.ResponseWriter) { w.Header().Set("Content-Length", "1000"); w.Write(data[:400]) }, -1, source.ErrNetwork},
		{"ends early, announcing nothing", func(w http.ResponseWriter) {
			w.Write(data[:400])
			http.NewResponseController(w).Flush()
		}, 400, source.ErrLength},
		{"sends more than was listed", func(w http.ResponseWriter) { w.Write(data); w.Write(data) }, 1000, source.ErrLength},
		{"never ends", func(w http.ResponseWriter) {
			for {
				if _, err := w.Write(data); err != nil {
					return
				}
			}
		}, 1000, source.ErrLength},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSpeaker(t)
			s.Put(t, "a.bin", data)
			src := s.source(t, sourcetest.Options{})
			o := onlyObject(t, src)
			s.before = func(w http.ResponseWriter, r *http.Request) bool {
				if r.Header.Get("x-ms-range") != "" {
					w.Header().Set("Content-Range", "bytes 400-999/1000")
					w.WriteHeader(206)
					return true
				}
				w.Header().Set("ETag", o.ETag)
				c.lie(w)
				return true
			}
			got, err := read(t, src, o, soon)
			if !errors.Is(err, c.err) || c.bytes >= 0 && len(got) != c.bytes {
				t.Errorf("%d bytes, %v; want %d, %v", len(got), err, c.bytes, c.err)
			}
		})
	}
}

// TestFiveTerabytes: announced sizes beyond 32 bits are kept, and nothing is
// set aside for them.
func TestFiveTerabytes(t *testing.T) {
	const size = 5 << 40
	s := newSpeaker(t)
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if isList(r) {
			fmt.Fprintf(w, `<EnumerationResults><Blobs><Blob><Name>huge.bak</Name><Properties><Etag>0x1</Etag><Content-Length>%d</Content-Length></Properties></Blob></Blobs></EnumerationResults>`, size)
			return true
		}
		w.Header().Set("ETag", `"0x1"`)
		begin := int64(0)
		if r.Header.Get("x-ms-range") != "" {
			begin = size - 100
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", begin, int64(size-1), int64(size)))
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(206)
			w.Write(make([]byte, 100))
			return true
		}
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
		for {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return true
			}
		}
	}
	src := s.source(t, sourcetest.Options{})
	o := onlyObject(t, src)
	body, err := source.Stream(t.Context(), src, o, soon)
	if err != nil || o.Size != size || body.Size() != size {
		t.Fatalf("%v, listed with %d bytes", err, o.Size)
	}
	if _, err := io.CopyN(io.Discard, body, 1<<20); err != nil {
		t.Error(err)
	}
	body.Close()
	r, err := src.Open(t.Context(), o, size-100)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if n, err := io.Copy(io.Discard, r.Body); n != 100 || err != nil || r.Size != size {
		t.Errorf("%d bytes at the end of %d, %v", n, r.Size, err)
	}
}

// TestHugeErrors: of an error's body little is read, and nothing is quoted.
func TestHugeErrors(t *testing.T) {
	s := newSpeaker(t)
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(403)
		line := bytes.Repeat([]byte("<Code>secret-of-the-body</Code>"), 1024)
		for range 10 << 20 / len(line) {
			if _, err := w.Write(line); err != nil {
				break
			}
		}
		return true
	}
	_, err := list(t, s.source(t, sourcetest.Options{}))
	if !errors.Is(err, source.ErrNotFoundOrPrivate) || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
}

// TestNoHTTP: net/http quotes the answers that it cannot parse; the error does not.
func TestNoHTTP(t *testing.T) {
	for _, answer := range []string{"SSH-2.0-Jane Doe\r\n", "HTTP/1.1 Jane Doe\r\n\r\n", "HTTP/1.1 200 OK\r\nJane Doe\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Jane Doe\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: Jane Doe\r\n\r\n"} {
		s := newSpeaker(t)
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return true
			}
			defer conn.Close()
			io.WriteString(conn, answer)
			return true
		}
		_, err := list(t, s.source(t, sourcetest.Options{}))
		if !errors.Is(err, source.ErrNetwork) || strings.Contains(err.Error(), "Jane") {
			t.Errorf("%q: %v", answer, err)
		}
	}
}

func TestEndlessListing(t *testing.T) {
	s := newSpeaker(t)
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		io.WriteString(w, "<EnumerationResults><Blobs>")
		for {
			if _, err := w.Write(bytes.Repeat([]byte("<!-- more -->"), 5000)); err != nil {
				return true
			}
		}
	}
	policy := source.RetryPolicy{Attempts: 1}
	err := policy.Walk(t.Context(), s.source(t, sourcetest.Options{}), "", func(source.Page) error { return nil })
	if !errors.Is(err, source.ErrGarbled) {
		t.Errorf("%v", err)
	}
}

// TestSlowServers: one that never answers, one that sends a header at a time,
// one whose body drips.
func TestSlowServers(t *testing.T) {
	for name, slow := range map[string]func(w http.ResponseWriter, r *http.Request){
		"silent": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"drip": func(w http.ResponseWriter, r *http.Request) {
			if begin, end, asked := spokenRange(r, 1000000); asked {
				w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/1000000", begin, end-1))
				w.WriteHeader(206)
			}
			for {
				io.WriteString(w, " ")
				http.NewResponseController(w).Flush()
				select {
				case <-r.Context().Done():
					return
				case <-time.After(10 * time.Millisecond):
				}
			}
		},
	} {
		s := newSpeaker(t)
		s.Put(t, "a.txt", make([]byte, 1000000))
		src := s.source(t, sourcetest.Options{})
		o := onlyObject(t, src)
		s.before = func(w http.ResponseWriter, r *http.Request) bool { slow(w, r); return true }
		policy := source.RetryPolicy{Attempts: 2, Base: time.Millisecond, Answer: 200 * time.Millisecond, Idle: 200 * time.Millisecond}
		begun := time.Now()
		err := policy.Walk(t.Context(), src, "", func(source.Page) error { return nil })
		if !errors.Is(err, source.ErrTimeout) {
			t.Errorf("%s: listing: %v", name, err)
		}
		got, err := read(t, src, o, policy)
		if !errors.Is(err, source.ErrTimeout) || time.Since(begun) > 10*time.Second {
			t.Errorf("%s: reading: %d bytes, %v after %v", name, len(got), err, time.Since(begun))
		}
	}
}

// TestStoredCompressed: bytes come as they are stored, whatever their encoding,
// so that offsets and lengths hold.
func TestStoredCompressed(t *testing.T) {
	var packed bytes.Buffer
	zw := gzip.NewWriter(&packed)
	zw.Write(bytes.Repeat([]byte("a,b,c\n"), 1000))
	zw.Close()
	s := newSpeaker(t)
	s.Put(t, "a.csv", packed.Bytes())
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if !isList(r) {
			w.Header().Set("Content-Encoding", "gzip")
		}
		return false
	}
	src := s.source(t, sourcetest.Options{})
	if got, err := read(t, src, onlyObject(t, src), soon); err != nil || !bytes.Equal(got, packed.Bytes()) {
		t.Errorf("%d bytes of %d, %v", len(got), packed.Len(), err)
	}
}
