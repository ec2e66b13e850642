package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// peersBench measures other programs and ours over the same files: how fast each
// is, and what of the planted credentials it finds.
type peersBench struct {
	out                     io.Writer
	hemostat, binaries, dir string
	mb, partMB              int64
	examples                int      // of false findings of ours to print
	clean                   []string // folders of text that has no credentials
	truth                   []planted
	bytes, partBytes        int64
	results                 []result
}

// A result is what one program did.
type result struct {
	tool
	run     run
	bytes   int64
	part    bool // it was given the part alone
	verdict *verdict
	mails   int       // e-mail addresses in the part, -1 where it looks for none
	clean   []finding // in text that has no credentials
	failed  error
}

const (
	patience = 90 * time.Second // what would take longer over everything gets the part
	twice    = 60 * time.Second // what takes longer is run once
	quick    = 10 * time.Second // what takes less is run five times: other work on the machine weighs more on it
	tooLong  = 10 * time.Minute
)

func (b *peersBench) run() (err error) {
	corpus := filepath.Join(b.dir, "corpus")
	if b.truth, err = peersCorpus(corpus, b.mb, b.partMB); err != nil {
		return fmt.Errorf("write the corpus: %w", err)
	}
	if err := b.writeTruth(); err != nil {
		return err
	}
	if b.bytes, err = treeSize(corpus); err != nil {
		return err
	}
	if b.partBytes, err = treeSize(filepath.Join(corpus, "part")); err != nil {
		return err
	}
	for _, from := range b.clean {
		if err := os.CopyFS(filepath.Join(b.dir, "clean", filepath.Base(from)), os.DirFS(from)); err != nil {
			return err
		}
	}
	var faults []error
	for _, t := range b.tools() {
		r := b.measure(t, corpus)
		if r.failed != nil {
			r.failed = fmt.Errorf("%s: %w", t.name, r.failed)
			fmt.Fprintf(os.Stderr, "bench: %v\n", r.failed)
			faults = append(faults, r.failed)
		} else {
			fmt.Fprintf(os.Stderr, "%s: %.2f s\n", t.name, r.run.wall.Seconds())
		}
		b.results = append(b.results, r)
	}
	b.print()
	return errors.Join(faults...)
}

// writeTruth leaves what was planted beside the corpus, for whoever looks into it.
func (b *peersBench) writeTruth() error {
	f, err := os.Create(filepath.Join(b.dir, "truth.json"))
	if err != nil {
		return err
	}
	e := json.NewEncoder(f)
	e.SetEscapeHTML(false)
	for _, p := range b.truth {
		if err := e.Encode(p); err != nil {
			return err
		}
	}
	return f.Close()
}

func treeSize(dir string) (n int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	return n, err
}

// measure runs a tool over the part, which says what it finds and how long it
// would take over everything, and then over that.
func (b *peersBench) measure(t tool, corpus string) (r result) {
	r = result{tool: t, mails: -1}
	if _, err := exec.LookPath(t.binary); err != nil {
		r.failed = fmt.Errorf("not there: %s", t.had)
		return r
	}
	if built, err := os.Readlink(t.binary); err == nil {
		r.name = built // with its version
	}
	report := filepath.Join(b.dir, "report-part")
	part, err := b.once(t, filepath.Join(corpus, "part"), report)
	if err == nil && t.read != nil {
		var all []finding
		if all, err = t.read(corpus, report); err == nil {
			if r.verdict = judge(b.truth, all); r.verdict.total == 0 {
				err = errors.New("found nothing of what was planted: it did not read the files")
			}
		}
	}
	if err == nil && t.count != nil {
		r.mails, err = t.count(corpus, report)
	}
	if err == nil && t.read != nil && len(b.clean) > 0 {
		dir := filepath.Join(b.dir, "clean")
		if _, err = b.once(t, dir, report); err == nil {
			r.clean, err = t.read(dir, report)
		}
	}
	if err != nil {
		r.failed = err
		return r
	}
	r.bytes, r.part = b.bytes, part.wall.Seconds()*float64(b.bytes)/float64(b.partBytes) > patience.Seconds()
	dir := corpus
	if r.part {
		r.bytes, r.run, dir = b.partBytes, part, filepath.Join(corpus, "part")
		if part.wall > twice {
			return r
		}
	}
	r.failed = b.best(&r, dir)
	return r
}

// best runs a tool twice or more over a folder, and keeps the fastest run.
func (b *peersBench) best(r *result, dir string) error {
	for i := 0; ; i++ {
		again, err := b.once(r.tool, dir, filepath.Join(b.dir, "report"))
		if err != nil {
			return err
		}
		if r.run.wall == 0 || again.wall < r.run.wall {
			r.run = again
		}
		if i >= 4 || again.wall > twice || again.wall > quick && (i >= 1 || r.part) {
			return nil
		}
	}
}

// once runs a tool over a folder. Its report is written into a file, which is part
// of the work.
func (b *peersBench) once(t tool, dir, report string) (run, error) {
	ctx, cancel := context.WithTimeout(context.Background(), tooLong)
	defer cancel()
	os.Remove(report)
	cmd := exec.CommandContext(ctx, t.binary, t.args(dir, report)...)
	cmd.Dir = b.dir // no settings of a repository
	if t.stdout {
		f, err := os.Create(report)
		if err != nil {
			return run{}, err
		}
		defer f.Close()
		cmd.Stdout = f
	}
	said := &tail{}
	cmd.Stderr = said
	r, err := measure(cmd)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return r, err
	}
	if r.exit != 0 && !slices.Contains(t.exits, r.exit) {
		return r, fmt.Errorf("exit code %d\n%s", r.exit, said.last)
	}
	return r, nil
}

// A tail keeps the end of what is written to it.
type tail struct{ last []byte }

// Write implements [io.Writer].
func (t *tail) Write(p []byte) (int, error) {
	t.last = append(t.last, p...)
	t.last = t.last[max(0, len(t.last)-2000):]
	return len(p), nil
}
