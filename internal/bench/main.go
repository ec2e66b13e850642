// Bench measures the whole way on this machine: from a blob server on loopback
// and from a folder to figures, beside what it takes to read the same bytes at
// all, so that what is compared was measured in one run. `make bench` builds
// and runs it; docs/performance.md says what came out. With -against it compares two
// builds, with -peers it measures other programs beside ours instead, as `make bench-peers`
// does, with -formats how formats are read beside the usual tools, with -probes how fast verdicts are,
// with -resolve how long it takes to say whose it is.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/leak/blobserver"
)

func main() {
	b := bench{out: os.Stdout}
	flag.StringVar(&b.binary, "hemostat", "bin/hemostat", "the program to measure")
	flag.Int64Var(&b.mb, "mb", 1000, "size of the mixed corpus, in MB; the dense one is a fifth of it")
	flag.IntVar(&b.objects, "objects", 1_000_000, "objects to list and to resume over")
	flag.StringVar(&b.dir, "dir", "", "folder to work in (default: a temporary one)")
	only := flag.String("only", "folder,loopback,distant,dense,listing", "what to measure")
	serve := flag.String("serve", "", "only serve the mixed or dense corpus, until standard input ends")
	write := flag.String("write", "", "only write the mixed corpus into this folder")
	old := flag.String("against", "", "only compare with an older build of the program, on two processors")
	peers := flag.String("peers", "", "only measure beside other programs, which this folder holds")
	partMB := flag.Int64("part", 20, "with -peers: MB of the part that every program is given")
	examples := flag.Int("examples", 0, "with -peers: false findings of ours to print")
	clean := flag.String("clean", "", "with -peers: folders of text without credentials, with commas between")
	formats := flag.Bool("formats", false, "only measure how formats are read, beside the usual tools")
	probes := flag.Int("probes", 0, "only measure verdicts, over so many names and over a network on loopback")
	resolve := flag.Int("resolve", 0, "only measure the way from a ledger of so many mentions to persons, organisations and lists")
	people := flag.Int("people", 260_000, "with -resolve: human beings in it")
	linkage := flag.String("linkage", "test/linkage", "with -resolve: folder of the tool beside which records are linked")
	flag.Parse()
	var err error
	switch {
	case *serve != "":
		err = serveOnly(*serve, b.mb)
	case *old != "":
		err = b.against(*old)
	case *peers != "":
		err = beside(&peersBench{out: b.out, hemostat: b.binary, binaries: *peers, dir: b.dir, mb: b.mb, partMB: *partMB, examples: *examples,
			clean: strings.FieldsFunc(*clean, func(r rune) bool { return r == ',' })})
	case *probes > 0:
		err = inFolder(b.dir, func(dir string) error {
			return (&probeBench{out: b.out, binary: b.binary, dir: dir, names: *probes}).run()
		})
	case *resolve > 0:
		err = inFolder(b.dir, func(dir string) error {
			return (&resolveBench{out: b.out, binary: b.binary, dir: dir, mentions: *resolve, people: *people, linkage: *linkage}).run()
		})
	case *formats:
		err = inFolder(b.dir, func(dir string) error { return (&formatBench{out: b.out, binary: b.binary, dir: dir, mb: b.mb}).run() })
	case *write != "":
		err = leak.NewCorpus(seed, b.mb*1e6).WriteDir(*write)
	default:
		err = b.run(strings.Split(*only, ","))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// seed is that of every corpus here.
const seed = 1

func corpus(profile string, mb int64) *leak.Corpus {
	if profile == "dense" {
		return leak.NewDenseCorpus(seed, mb*1e6)
	}
	return leak.NewCorpus(seed, mb*1e6)
}

// serveOnly is for whoever takes a profile of a scan.
func serveOnly(profile string, mb int64) error {
	dir, err := os.MkdirTemp("", "hemostat-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	c, err := (&bench{dir: dir}).written(profile, mb)
	if err != nil {
		return err
	}
	server, err := blobserver.Serve(context.Background(), c)
	if err != nil {
		return err
	}
	defer server.Close()
	fmt.Println(server.URL())
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// beside measures other programs and ours.
func beside(b *peersBench) error {
	for _, path := range []*string{&b.hemostat, &b.binaries} {
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = absolute
	}
	return inFolder(b.dir, func(dir string) error {
		b.dir = dir
		return b.run()
	})
}

// inFolder runs f in a new folder within dir, which stays; in a temporary one where dir is "".
func inFolder(dir string, f func(dir string) error) error {
	made, err := os.MkdirTemp(dir, "hemostat-bench-")
	if err != nil {
		return err
	}
	if dir == "" {
		defer os.RemoveAll(made)
	}
	if made, err = filepath.Abs(made); err != nil {
		return err
	}
	return f(made)
}

// bench is one run of everything.
type bench struct {
	out     io.Writer
	binary  string
	dir     string
	mb      int64
	objects int
	table   []row
}

func (b *bench) run(only []string) error {
	if b.dir == "" {
		dir, err := os.MkdirTemp("", "hemostat-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		b.dir = dir
	}
	for _, step := range []struct {
		name string
		do   func() error
	}{{"folder", b.folder}, {"loopback", b.loopback}, {"distant", b.distant}, {"dense", b.dense}, {"listing", b.listing}} {
		if !slices.Contains(only, step.name) {
			continue
		}
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	b.print()
	return nil
}

// home is an empty home for one campaign; drop frees its space.
func (b *bench) home(name string) (h hemostat, drop func()) {
	h = hemostat{binary: b.binary, home: filepath.Join(b.dir, name)}
	return h, func() { os.RemoveAll(h.home) }
}
