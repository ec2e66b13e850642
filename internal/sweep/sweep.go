package sweep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// A Finding is one mention, as it may be shown.
type Finding struct {
	Path   string        // of the file, as it was named; "-" for the standard input
	Way    string        // from the file to the content in it, "!/mail/q3.eml", and to coded text in that, "#base64@1042"; "" where it is the file itself
	Part   exposure.Part // of the content
	Line   int64         // from 1, in the text of the part; 0 where that is not known
	Offset int64         // in bytes, in the text of the part
	Length int
	Kind   exposure.Kind
	Rule   string
	Score  int
	Class  exposure.Class
	Field  exposure.Field
	Masked string
	Why    string
	InFile bool // Line and Offset count in the file itself, if it is UTF-8
}

// A Gap is something that was not read.
type Gap struct {
	Path   string
	Way    string
	Reason exposure.Reason
	Bytes  int64 // -1 where that is not known
	Detail string
}

// A Summary is what a sweep comes to.
type Summary struct {
	Files    int64
	Bytes    int64
	Findings int64
	Gaps     int64
}

// Options say how files are looked through.
type Options struct {
	Engine    *detect.Engine
	Extractor *extract.Extractor // nil: each file is one text, whatever it holds
	Allow     *Allow             // nil: nothing is left out
	Workers   int                // files at a time, at least 1
	Stdin     io.Reader          // what "-" means

	Format Format
	Out    io.Writer
	// Gap is told of what was not read, by one goroutine at a time, in no certain
	// order.
	Gap func(Gap)
}

// maxHeld is how many bytes of output a worker holds back until the files before
// its own have come out; then it waits.
const maxHeld = 4 << 20

// Run looks through files, in whose place an error may stand, and writes what is
// found. It returns the first error of writing, or the context's.
func Run(ctx context.Context, o Options, files iter.Seq2[string, error]) (Summary, error) {
	s := &sweep{Options: o, line: newQueue(o.Out, o.Format.comma)}
	return s.run(ctx, files)
}

// A sweep is one run.
type sweep struct {
	Options
	line *queue

	files, bytes, findings, gaps atomic.Int64
	telling                      sync.Mutex
}

func (s *sweep) run(ctx context.Context, files iter.Seq2[string, error]) (Summary, error) {
	if err := s.line.frame(s.Format.begin); err != nil {
		return Summary{}, err
	}
	g, ctx := errgroup.WithContext(ctx)
	stop := context.AfterFunc(ctx, s.line.wake)
	defer stop()
	type task struct {
		place int64
		path  string
	}
	tasks := make(chan task)
	g.Go(func() error {
		defer close(tasks)
		place := int64(0)
		for path, err := range files {
			if err != nil {
				s.gap(Gap{Path: path, Reason: exposure.NotReadFault, Bytes: -1, Detail: reason(err)})
				continue
			}
			select {
			case tasks <- task{place, path}:
				place++
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		return nil
	})
	for range max(s.Workers, 1) {
		g.Go(func() error {
			w := newWorker(s)
			defer w.masks.wipe()
			for t := range tasks {
				if err := w.file(ctx, t.place, t.path); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := g.Wait()
	if err == nil {
		err = s.line.frame(s.Format.end)
	}
	return Summary{s.files.Load(), s.bytes.Load(), s.findings.Load(), s.gaps.Load()}, err
}

func (s *sweep) gap(g Gap) {
	s.gaps.Add(1)
	if s.Gap == nil {
		return
	}
	s.telling.Lock()
	defer s.telling.Unlock()
	s.Gap(g)
}

// reason leaves the path out of an error that names it: it is told besides.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// open opens a file, and fails where it is no regular one: a pipe or a device may
// never end.
func (s *sweep) open(path string) (in extract.Input, done func() error, err error) {
	none := func() error { return nil }
	if path == "-" {
		return extract.Input{Name: path, Size: -1, Body: s.Stdin}, none, nil
	}
	// To open a pipe waits for somebody who writes into it, so it is looked at
	// before; and once more after, as it may have become another one.
	info, err := os.Stat(path)
	if err == nil {
		err = regular(info)
	}
	if err != nil {
		return in, nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return in, nil, err
	}
	if info, err = f.Stat(); err == nil {
		err = regular(info)
	}
	if err != nil {
		return in, nil, errors.Join(err, f.Close())
	}
	return extract.Input{Name: path, Size: info.Size(), Modified: info.ModTime(), Body: f, At: f}, f.Close, nil
}

func regular(info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("no regular file but %s", info.Mode().Type())
	}
	return nil
}
