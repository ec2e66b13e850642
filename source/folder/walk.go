package folder

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// walk goes through a folder in the byte order of whole paths. It holds the
// names of the folders on the way to where it stands, nothing of the others.
type walk struct {
	dirs  *dirs
	last  string // the name given out last, or the marker it began after
	stack []level
}

// level is one open folder: what is left of its entries, sorted. The name of a
// folder among them ends in a slash, which is what makes the order of entries
// that of whole paths: "a.txt" comes before what is in "a".
type level struct {
	path string // "" or ending in a slash
	left []string
}

func newWalk(dirs *dirs, marker string) *walk {
	return &walk{dirs: dirs, last: marker, stack: []level{{left: []string{"./"}}}}
}

// next returns the next object, or io.EOF.
func (w *walk) next(ctx context.Context) (source.Object, error) {
	for len(w.stack) > 0 {
		if err := context.Cause(ctx); err != nil {
			return source.Object{}, err
		}
		top := &w.stack[len(w.stack)-1]
		if len(top.left) == 0 {
			w.stack = w.stack[:len(w.stack)-1]
			continue
		}
		entry := top.left[0]
		top.left = top.left[1:]
		path := top.path + entry
		if entry == "./" {
			path = ""
		}
		var o source.Object
		var listed bool
		var err error
		if path == "" || strings.HasSuffix(path, "/") {
			o, listed, err = w.enter(ctx, path)
		} else {
			o, listed, err = w.look(path)
		}
		if err != nil {
			return source.Object{}, err
		}
		if listed {
			w.last = o.Name
			return o, nil
		}
	}
	return source.Object{}, io.EOF
}

// enter puts a folder on the stack. One that may not be read is an object.
func (w *walk) enter(ctx context.Context, path string) (source.Object, bool, error) {
	names, err := w.names(ctx, path)
	switch {
	case err == nil:
		w.stack = append(w.stack, level{path, names})
		return source.Object{}, false, nil
	case path != "" && path <= w.last:
		return source.Object{}, false, nil
	case path != "" && errors.Is(err, fs.ErrPermission):
		return source.Object{Name: path, Size: -1, Current: true, Unreadable: exposure.NotReadDenied}, true, nil
	case path != "" && errors.Is(err, fs.ErrNotExist):
		return source.Object{}, false, nil
	}
	return source.Object{}, false, err
}

// names returns the entries of a folder that come after w.last, sorted.
func (w *walk) names(ctx context.Context, path string) ([]string, error) {
	name := strings.TrimSuffix(path, "/")
	if name == "" {
		name = "."
	}
	dir, err := w.open(name)
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	var names []string
	for {
		entries, err := dir.ReadDir(4096)
		for _, e := range entries {
			n := e.Name()
			if e.IsDir() {
				n += "/"
			}
			full := path + n
			if full > w.last || e.IsDir() && strings.HasPrefix(w.last, full) {
				names = append(names, strings.Clone(n))
			}
		}
		if err == io.EOF {
			slices.Sort(names)
			return names, nil
		}
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return nil, err
		}
	}
}

// open opens a folder. A link may have come between listing and opening.
func (w *walk) open(name string) (dir *os.File, err error) {
	err = w.dirs.within(name, func(in *os.Root, base string) error {
		if info, err := in.Lstat(base); err != nil {
			return err
		} else if !info.IsDir() {
			return fs.ErrNotExist
		}
		dir, err = in.OpenFile(base, os.O_RDONLY|nonBlocking, 0)
		return err
	})
	return dir, err
}

// look returns the object at path, without opening it.
func (w *walk) look(path string) (source.Object, bool, error) {
	info, err := w.lstat(path)
	o := source.Object{Name: path, Size: -1, Current: true}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return o, false, nil
	case errors.Is(err, fs.ErrPermission):
		o.Unreadable = exposure.NotReadDenied
		return o, true, nil
	case err != nil:
		return o, false, err
	}
	o.Modified = info.ModTime()
	if !info.Mode().IsRegular() {
		o.Unreadable = exposure.NotReadSpecial
		return o, true, nil
	}
	o.Size = info.Size()
	o.ETag = etag(info)
	return o, true, nil
}

func (w *walk) lstat(path string) (info fs.FileInfo, err error) {
	err = w.dirs.within(path, func(in *os.Root, base string) error {
		info, err = in.Lstat(base)
		return err
	})
	return info, err
}
