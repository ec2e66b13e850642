package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"

	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/leak/blobserver"
)

// A row of the table.
type row struct {
	name  string
	bytes int64
	run   run
	note  string
}

func (b *bench) add(name string, bytes int64, r run, note string) {
	b.table = append(b.table, row{name, bytes, r, note})
	fmt.Fprintf(os.Stderr, "%s: %.1f s\n", name, r.wall.Seconds())
}

// scanned is the row of a scan that came to its end.
func (b *bench) scanned(name string, bytes int64, r run) {
	mentions, distinct := r.ended.sum()
	b.add(name, bytes, r, fmt.Sprintf("%d mentions, %d distinct", mentions, distinct))
}

// folder writes the mixed corpus and reads it: first as cat does, then the
// whole way. What is compared comes from the page cache in both.
func (b *bench) folder() error {
	c, err := b.written("mixed", b.mb)
	if err != nil {
		return err
	}
	cat := exec.Command("sh", "-c", `find "$1" -type f -print0 | xargs -0 cat | wc -c`, "sh", c.dir)
	for range 2 { // the second time is counted
		cat = exec.Command(cat.Path, cat.Args[1:]...)
		r, err := measure(cat)
		if err != nil {
			return err
		}
		b.table = b.table[:0]
		b.add("cat FILES | wc -c", sizeOf(c.Corpus), r, "")
	}
	h, drop := b.home("folder")
	defer drop()
	r, err := h.scan("file://"+c.dir, "--basis", "finder")
	if err == nil {
		b.scanned("whole way, mixed, from a folder", sizeOf(c.Corpus), r)
	}
	return err
}

func sizeOf(c *leak.Corpus) (n int64) {
	for o := range c.Objects() {
		n += o.Size
	}
	return n
}

func (b *bench) loopback() error { return b.served("mixed", b.mb, 0) }
func (b *bench) dense() error    { return b.served("dense", max(b.mb/5, 1), 0) }

// distant reads from a provider that takes as long to answer as one in the next
// country does.
func (b *bench) distant() error { return b.served("mixed", b.mb, 40*time.Millisecond) }

// A written corpus stands in files, so that serving it takes no more than reading
// them.
type written struct {
	*leak.Corpus
	dir string
}

// written writes a corpus, unless an earlier step did. The page cache has it then.
func (b *bench) written(profile string, mb int64) (written, error) {
	w := written{corpus(profile, mb), filepath.Join(b.dir, "corpus-"+profile)}
	if _, err := os.Stat(w.dir); err == nil {
		return w, nil
	}
	return w, w.WriteDir(w.dir)
}

// OpenFile implements [blobserver.FileStore].
func (w written) OpenFile(name string) (leak.Object, *os.File, error) {
	for o := range w.From(name) {
		if o.Name != name {
			break
		}
		f, err := os.Open(filepath.Join(w.dir, filepath.FromSlash(name)))
		return o, f, err
	}
	return leak.Object{}, nil, fs.ErrNotExist
}

// served scans a corpus from loopback. The server has the same processors, and waits
// before each answer.
func (b *bench) served(profile string, mb int64, wait time.Duration) error {
	c, err := b.written(profile, mb)
	if err != nil {
		return err
	}
	server, err := blobserver.Serve(context.Background(), c)
	if err != nil {
		return err
	}
	defer server.Close()
	server.SetFaults(blobserver.Faults{Latency: wait})
	name := "whole way, " + profile + ", from loopback"
	if wait > 0 {
		name += fmt.Sprintf(", %d ms away", wait.Milliseconds())
	}
	h, drop := b.home(profile)
	defer drop()
	r, err := h.scan(server.URL())
	if err == nil {
		b.scanned(name, sizeOf(c.Corpus), r)
	}
	return err
}

// A gated store gives no object before it is opened, but lists them all.
type gated struct {
	*leak.Corpus
	open chan struct{}
}

func (g gated) Open(name string) (leak.Object, []byte, error) {
	<-g.open
	return g.Corpus.Open(name)
}

// listing lists very many objects while none can be read, kills that scan, and
// resumes it until it reads.
func (b *bench) listing() error {
	round := leak.NewCorpus(seed, 1)
	c := gated{leak.NewCorpus(seed, sizeOf(round)*int64(b.objects)/int64(round.Len())), make(chan struct{})}
	server, err := blobserver.Serve(context.Background(), c)
	if err != nil {
		return err
	}
	defer server.Close()
	h, drop := b.home("listing")
	defer drop()
	r, err := h.scanUntil(func(e event) bool { return e.Event == "progress" && !e.Listing }, server.URL())
	if err != nil {
		return err
	}
	b.add(fmt.Sprintf("list %d objects", c.Len()), 0, r, fmt.Sprintf("%.0f objects/s", float64(c.Len())/r.wall.Seconds()))
	close(c.open)
	r, err = h.scanUntil(func(e event) bool { return e.Event == "progress" && e.ObjectsDone > 0 }, server.URL())
	if err == nil {
		b.add(fmt.Sprintf("resume over %d objects", c.Len()), 0, r, "until objects are read, seen once a second")
	}
	return err
}

// print writes the table. Ratios are to the first row, which is cat.
func (b *bench) print() {
	fmt.Fprintf(b.out, "\n%d processors, %s\n\n", runtime.NumCPU(), runtime.Version())
	w := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tMB\ts\tMB/s\tCPU s\tMB/CPU s\tof cat\tRSS MB\t")
	var base float64
	for _, r := range b.table {
		s := r.run.wall.Seconds()
		if r.bytes == 0 {
			fmt.Fprintf(w, "%s\t\t%.1f\t\t%.1f\t\t\t%d\t%s\n", r.name, s, r.run.cpu.Seconds(), r.run.resident/1e6, r.note)
			continue
		}
		rate := float64(r.bytes) / 1e6 / s
		if base == 0 {
			base = rate
		}
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%.0f\t%.1f\t%.0f\t1/%.0f\t%d\t%s\n", r.name, r.bytes/1e6, s, rate, r.run.cpu.Seconds(),
			float64(r.bytes)/1e6/r.run.cpu.Seconds(), base/rate, r.run.resident/1e6, r.note)
	}
	w.Flush()
}
