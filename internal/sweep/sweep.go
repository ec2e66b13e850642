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
	Role   exposure.Role // of the party to the document that it belongs to
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

// Again reports whether trying again, or other rights, could read it.
func (g *Gap) Again() bool { return !g.Reason.Explain().Final }

// Text says why it was not read.
func (g *Gap) Text() string {
	text := g.Reason.Explain().Text
	if g.Detail != "" {
		text += ": " + g.Detail
	}
	return text
}

// A Summary is what a sweep comes to.
type Summary struct {
	Files    int64
	Bytes    int64
	Findings int64
	Gaps     int64
	Again    int64 // of the gaps: what trying again, or other rights, could read
}

// Complete reports whether trying again would read nothing more.
func (s *Summary) Complete() bool { return s.Again == 0 }

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

	files, bytes, findings, gaps, again atomic.Int64

	telling sync.Mutex
	kept    []Gap // for the end of the document, keptGaps at most
}

// keptGaps is how many gaps the end of a document names.
const keptGaps = 10_000

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
		err   error // why it cannot be opened
	}
	tasks := make(chan task)
	g.Go(func() error {
		defer close(tasks)
		place := int64(0)
		for path, err := range files {
			select {
			case tasks <- task{place, path, err}:
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
			defer w.wipe()
			for t := range tasks {
				if err := w.file(ctx, t.place, t.path, t.err); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := g.Wait()
	sum := Summary{s.files.Load(), s.bytes.Load(), s.findings.Load(), s.gaps.Load(), s.again.Load()}
	if err == nil && s.Format.end != nil {
		err = s.line.frame(s.Format.end(s.kept, &sum))
	}
	return sum, err
}

func (s *sweep) gap(g Gap) {
	s.gaps.Add(1)
	if g.Again() {
		s.again.Add(1)
	}
	s.telling.Lock()
	defer s.telling.Unlock()
	if s.Format.end != nil && len(s.kept) < keptGaps {
		s.kept = append(s.kept, g)
	}
	if s.Gap != nil {
		s.Gap(g)
	}
}

// readGap says why a file was not read to its end.
func readGap(path string, err error) Gap {
	g := Gap{Path: path, Reason: exposure.NotReadFailed, Bytes: -1, Detail: detail(err)}
	if errors.Is(err, errFault) {
		g.Reason = exposure.NotReadFault
	}
	return g
}

// openGap says why a file or folder was not opened.
func openGap(path string, err error) Gap {
	g := readGap(path, err)
	switch {
	case errors.Is(err, ErrLink):
		g.Reason, g.Detail = exposure.NotReadSpecial, "a link"
	case errors.Is(err, errSpecial):
		g.Reason = exposure.NotReadSpecial
	case errors.Is(err, fs.ErrPermission):
		g.Reason = exposure.NotReadDenied
	case errors.Is(err, fs.ErrNotExist):
		g.Reason = exposure.NotReadGone
	}
	return g
}

// detail leaves the path out of an error that names it: it is told besides.
func detail(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// open opens a file, and fails where it is no regular one: a pipe or a device may
// never end.
func open(path string, stdin io.Reader) (in extract.Input, done func() error, err error) {
	none := func() error { return nil }
	if path == "-" {
		return extract.Input{Name: path, Size: -1, Body: stdin}, none, nil
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

// ErrLink stands in the place of a link, which is not followed.
var ErrLink = errors.New("a link")

// errSpecial is why a device, a socket or a pipe is not read.
var errSpecial = errors.New("no regular file")

func regular(info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w but %s", errSpecial, info.Mode().Type())
	}
	return nil
}
