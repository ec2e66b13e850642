// Package folder reads a folder of this machine: a copy of what was exposed, or
// a mounted share. No packet is sent, and nothing is opened for writing.
//
// It stays inside by [os.Root]. Links are not followed, not even within the
// folder, so that nothing counts twice; they are listed as special, as are
// devices, sockets and pipes, which are never opened. A folder that cannot be
// entered is listed as one object, its name ending in a slash, as denied.
package folder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"syscall"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read.
type Options struct {
	Target   exposure.Target // a folder
	PageSize int             // objects a page; 0 means 5,000
}

// A Source reads one folder. Names are paths below it, with slashes, in the
// order of their bytes; a marker is the last name of a page.
type Source struct {
	dirs     dirs
	target   exposure.Target
	pageSize int

	mu   sync.Mutex
	walk *walk // stands where the last page ended
}

// New opens the folder that o.Target names. Close the source when done.
func New(o Options) (*Source, error) {
	if o.Target.Provider != exposure.Folder || o.Target.Path == "" {
		return nil, fmt.Errorf("folder: target %s is no folder", o.Target)
	}
	root, err := os.OpenRoot(o.Target.Path)
	if err != nil {
		return nil, source.Fail(source.Error{Op: "open", Target: o.Target.String(), Kind: kindOf(err), Err: bare(err)})
	}
	if o.PageSize <= 0 {
		o.PageSize = 5000
	}
	return &Source{dirs: dirs{root: root}, target: o.Target, pageSize: o.PageSize}, nil
}

// Close lets go of the folder.
func (s *Source) Close() error { return s.dirs.close() }

// String returns the target.
func (s *Source) String() string { return s.target.String() }

// List implements [source.Source]. What was created or removed since the page
// before may or may not be in it.
func (s *Source) List(ctx context.Context, marker string) (source.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.walk == nil || s.walk.last != marker || marker == "" {
		s.walk = newWalk(&s.dirs, marker)
	}
	w := s.walk
	s.walk = nil // a page that fails leaves no walk to go on with
	page := source.Page{Objects: make([]source.Object, 0, min(s.pageSize, 1024))}
	for len(page.Objects) < s.pageSize {
		o, err := w.next(ctx)
		if err == io.EOF {
			return page, nil
		}
		if err != nil {
			return source.Page{}, s.fail("list", "", err)
		}
		page.Objects = append(page.Objects, o)
		page.Next = o.Name
	}
	s.walk = w
	return page, nil
}

// Open implements [source.Source].
func (s *Source) Open(ctx context.Context, o source.Object, at int64) (*source.Reading, error) {
	return s.OpenRange(ctx, o, at, -1)
}

// OpenRange implements [source.Ranger]; n < 0 reads to the end.
func (s *Source) OpenRange(ctx context.Context, o source.Object, off, n int64) (*source.Reading, error) {
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	f, err := s.open(o.Name)
	if err != nil {
		return nil, s.fail("open", o.Name, err)
	}
	reading, err := s.read(f, o, off, n)
	if err != nil {
		f.Close()
		return nil, s.fail("open", o.Name, err)
	}
	return reading, nil
}

// open looks at a file before it opens it: opening a pipe waits, opening a device acts.
func (s *Source) open(name string) (f *os.File, err error) {
	err = s.dirs.within(name, func(in *os.Root, base string) error {
		before, err := in.Lstat(base)
		if err != nil {
			return err
		}
		if !before.Mode().IsRegular() {
			return source.ErrSpecial
		}
		f, err = in.OpenFile(base, os.O_RDONLY|nonBlocking, 0)
		return err
	})
	return f, err
}

func (s *Source) read(f *os.File, o source.Object, off, n int64) (*source.Reading, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	tag := etag(info)
	switch {
	case !info.Mode().IsRegular():
		return nil, source.ErrSpecial
	case o.ETag != "" && tag != o.ETag:
		return nil, source.ErrChanged
	case off > info.Size():
		return nil, source.ErrLength
	}
	if _, err := f.Seek(off, io.SeekStart); err != nil {
		return nil, err
	}
	left := info.Size() - off
	if n >= 0 {
		left = min(left, n)
	}
	return &source.Reading{
		Body: &body{File: f, source: s, name: o.Name, tag: tag, left: left},
		ETag: tag, Size: info.Size(), Modified: info.ModTime(),
		Address: s.target.String() + "/" + o.Name, Access: source.AccessFolder,
	}, nil
}

// body reads a file and looks at its end whether it is still the same state.
type body struct {
	*os.File
	source *Source
	name   string
	tag    string
	left   int64
}

func (b *body) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if b.left == 0 {
		return 0, b.end()
	}
	n, err := b.File.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	if err == io.EOF {
		return n, b.end()
	}
	if err != nil && !errors.Is(err, os.ErrClosed) {
		err = b.source.fail("read", b.name, err)
	}
	return n, err
}

// end returns io.EOF where the file has not changed since it was opened.
func (b *body) end() error {
	info, err := b.Stat()
	if err == nil && etag(info) != b.tag {
		err = source.ErrChanged
	}
	if err != nil {
		return b.source.fail("read", b.name, err)
	}
	return io.EOF
}

// fail names what failed, without the path that the operating system quotes.
func (s *Source) fail(op, name string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, source.ErrTimeout) {
		return err
	}
	kind, cause := kindOf(err), bare(err)
	if kind == cause {
		cause = nil
	}
	if kind == source.ErrNotFoundOrPrivate && name != "" {
		kind = source.ErrGone
	}
	return source.Fail(source.Error{Op: op, Target: s.target.String(), Object: name, Kind: kind, Err: cause})
}

func kindOf(err error) error {
	for _, kind := range []error{source.ErrSpecial, source.ErrChanged, source.ErrLength} {
		if err == kind {
			return kind
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return source.ErrNotFoundOrPrivate
	case errors.Is(err, fs.ErrPermission):
		return source.ErrDenied
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ELOOP), strings.Contains(err.Error(), "path escapes"):
		return source.ErrSpecial
	}
	return source.ErrServer // the disk or share failed: EIO, ESTALE and their like
}

func bare(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
