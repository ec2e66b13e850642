package folder

import (
	"os"
	"slices"
	"strings"
	"sync"
)

// dirs keeps the folders open in which something was opened last. To go there from the root
// by each folder on the way costs more than to read a small file.
type dirs struct {
	root *os.Root

	mu   sync.Mutex
	kept []*dir // the one used last stands first
}

// dirsKept bounds the folders that are kept open, beside those in use.
const dirsKept = 16

// dir is an open folder. It is closed when it is not kept and nobody uses it.
type dir struct {
	*os.Root
	path string // "" or ending in a slash
	uses int    // whoever uses it, and dirs where it keeps it
}

// split parts a name into its folder's path and what it is called there.
func split(name string) (path, base string) {
	i := strings.LastIndexByte(name, '/') + 1
	return name[:i], name[i:]
}

// within calls f with the open folder of a name, and with what it is called there. What fails in
// a folder that was kept is tried once more in the one that stands there now.
func (d *dirs) within(name string, f func(in *os.Root, base string) error) error {
	path, base := split(name)
	if at := d.known(path); at != nil {
		err := f(at.Root, base)
		d.release(at)
		if err == nil {
			return nil
		}
	}
	root, err := d.root.OpenRoot("./" + path)
	if err != nil {
		return err
	}
	at := &dir{Root: root, path: path, uses: 2}
	d.release(d.keep(at))
	defer d.release(at)
	return f(at.Root, base)
}

// keep returns the folder that is no longer kept in its stead, if any.
func (d *dirs) keep(at *dir) (last *dir) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept = slices.Insert(d.kept, 0, at)
	if n := len(d.kept); n > dirsKept {
		last, d.kept = d.kept[n-1], d.kept[:n-1]
	}
	return last
}

func (d *dirs) known(path string) *dir {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, at := range d.kept {
		if at.path == path {
			copy(d.kept[1:i+1], d.kept[:i])
			d.kept[0] = at
			at.uses++
			return at
		}
	}
	return nil
}

func (d *dirs) release(at *dir) {
	if at == nil {
		return
	}
	d.mu.Lock()
	at.uses--
	last := at.uses == 0
	d.mu.Unlock()
	if last {
		at.Close()
	}
}

// close closes those that nobody uses, and the root.
func (d *dirs) close() error {
	d.mu.Lock()
	kept := d.kept
	d.kept = nil
	d.mu.Unlock()
	for _, at := range kept {
		d.release(at)
	}
	return d.root.Close()
}
