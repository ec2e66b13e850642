package sweep

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
)

// Files that have ended wait for the one before them only so long as their output
// fits; who read them waits then, and the order stays.
func TestWhatWaitsIsBounded(t *testing.T) {
	var out, want bytes.Buffer
	q := newQueue(&out, false)
	q.limit = 1000
	const files = 40
	text := func(i int) []byte { return fmt.Appendf(nil, "%0100d", i) }
	ended := make(chan error)
	go func() {
		for i := 1; i < files; i++ {
			if err := q.end(t.Context(), int64(i), text(i)); err != nil {
				ended <- err
				return
			}
		}
		close(ended)
	}()
	select {
	case err := <-ended:
		t.Fatalf("all were taken before the first: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	q.mu.Lock()
	if q.size > q.limit || q.size != len(q.held)*(heldEntry+100) {
		t.Errorf("%d bytes in %d entries wait", q.size, len(q.held))
	}
	q.mu.Unlock()
	if err := q.end(t.Context(), 0, text(0)); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	for i := range files {
		want.Write(text(i))
	}
	if out.String() != want.String() || q.size != 0 {
		t.Errorf("out came %s, %d bytes are left", out.String(), q.size)
	}
}

// Whoever waits is told when the run ends.
func TestWhoWaitsIsWoken(t *testing.T) {
	q := newQueue(io.Discard, false)
	q.limit = 100
	ctx, cancel := context.WithCancel(t.Context())
	defer context.AfterFunc(ctx, q.wake)()
	if err := q.end(ctx, 1, make([]byte, 30)); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- q.end(ctx, 2, make([]byte, 30)) }()
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A slow first file holds up the others, whose output stays out of memory.
func TestSlowFirstFile(t *testing.T) {
	dir, paths := t.TempDir(), []string{"-"}
	text := strings.Repeat("jane@contoso.example\n", 1000)
	for i := range 30 {
		paths = append(paths, write(t, filepath.Join(dir, fmt.Sprintf("%02d.txt", i)), text))
	}
	in, slow := io.Pipe()
	var out bytes.Buffer
	o := options(t, "json", &out)
	o.Stdin, o.Workers = in, 2
	s := &sweep{Options: o, line: newQueue(o.Out, false)}
	s.line.limit = 500_000
	ended := make(chan error)
	go func() { _, err := s.run(t.Context(), list(paths...)); ended <- err }()
	for seen := int64(-1); seen != s.findings.Load() || seen == 0; time.Sleep(200 * time.Millisecond) {
		seen = s.findings.Load()
	}
	if n := s.findings.Load(); n > 10_000 {
		t.Errorf("%d findings were made while the first file was silent", n)
	}
	slow.Close()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if n := len(parse(t, out.Bytes())); n != 30_000 {
		t.Errorf("%d findings", n)
	}
}

// A worker whose turn has not come holds back no more than maxHeld, and what waits for
// its order.
func TestWorkerWaitsAtMaxHeld(t *testing.T) {
	o := options(t, "json", nil)
	s := &sweep{Options: o, line: newQueue(io.Discard, false)}
	w := newWorker(s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // so that to wait is an error at once
	w.ctx, w.place, w.path = ctx, 1, "a.txt"
	for {
		err := w.met(detect.Mention{Kind: exposure.Email, Rule: "email", Value: []byte("jane@contoso.example")})
		if errors.Is(err, context.Canceled) && errors.Is(err, errQueue) {
			break
		}
		if err != nil || len(w.out) > 2*maxHeld {
			t.Fatalf("%d bytes are held back: %v", len(w.out), err)
		}
	}
	if n := len(w.out) + len(w.order.text); n < maxHeld || n > maxHeld+orderText+1000 {
		t.Errorf("it waited with %d bytes", n)
	}
}
