package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// writeFile writes what write gives to the file of that name, readable by its owner
// alone. A regular file is written wholly or not at all; a link stays and what it leads
// to is written; a device, a pipe and the standard output are written to as they are.
//
// record, unless it is nil, keeps in mind that this was written: before a file appears
// under its name, and before the first byte goes to where none can be taken back.
func writeFile(name string, write func(io.Writer) error, record func() error) error {
	if record == nil {
		record = func() error { return nil }
	}
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return usageError{fmt.Errorf("%s is a folder: name a file in it", name)}
	case err == nil && (!info.Mode().IsRegular() || isOutput(info)):
		err = writeThrough(name, info, write, record)
	default:
		var file string
		if file, err = behindLinks(name); err == nil {
			err = writeWhole(file, write, record)
		}
	}
	if usage := (usageError{}); err != nil && !errors.As(err, &usage) {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return err
}

// isOutput reports whether a file is the one that standard output goes to, as
// /dev/stdout is.
func isOutput(info fs.FileInfo) bool {
	out, err := os.Stdout.Stat()
	return err == nil && os.SameFile(info, out)
}

// writeThrough writes to what stands under a name and is not replaced.
func writeThrough(name string, info fs.FileInfo, write func(io.Writer) error, record func() error) error {
	if err := record(); err != nil {
		return err
	}
	f := os.Stdout // goes on where it is, and is closed by nobody
	shut := func() error { return nil }
	if !isOutput(info) {
		var err error
		if f, err = os.OpenFile(name, os.O_WRONLY, 0); err != nil {
			return bare(err)
		}
		shut = f.Close
	}
	buffered := bufio.NewWriterSize(f, 1<<18)
	return errors.Join(write(buffered), buffered.Flush(), shut())
}

// writeWhole writes a file beside its place and moves it there.
func writeWhole(name string, write func(io.Writer) error, record func() error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usageError{fmt.Errorf("there is no folder %s to write %s in", filepath.Dir(name), filepath.Base(name))}
	case errors.Is(err, fs.ErrPermission):
		return usageError{fmt.Errorf("folder %s may not be written by this user", filepath.Dir(name))}
	case err != nil:
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<18)
	if err := errors.Join(write(buffered), buffered.Flush(), f.Close()); err != nil {
		return err
	}
	if err := record(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// manyLinks is how many links a name may lead through (Linux's own limit, path_resolution(7)).
const manyLinks = 40

// behindLinks returns the name that a chain of links leads to, whether something
// stands there or not.
func behindLinks(name string) (string, error) {
	for range manyLinks {
		if info, err := os.Lstat(name); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return name, nil // writing says what is wrong with it
		}
		to, err := os.Readlink(name)
		if err != nil {
			return "", bare(err)
		}
		if !filepath.IsAbs(to) {
			dir, err := filepath.EvalSymlinks(filepath.Dir(name)) // where a link lies decides what its ".." means
			if err != nil {
				return "", bare(err)
			}
			to = filepath.Join(dir, to)
		}
		name = to
	}
	return "", syscall.ELOOP
}

// bare returns an error without the name that stands beside it anyway.
func bare(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
