package extract

import (
	"bytes"

	"github.com/hemostat/hemostat/exposure"
)

// maxFiles is how many bytes of files that stand within a text or document are held at
// once.
const maxFiles = 64 << 20

// attached are files that a content holds in itself, kept until it has been read.
type attached struct {
	files []attachedFile
	held  int // bytes of files
	left  int // files that there was no room for
}

type attachedFile struct {
	name string
	data []byte
}

func (a *attached) add(name string, data []byte) {
	switch {
	case a.held+len(data) > maxFiles:
		a.left++
	default:
		a.held += len(data)
		a.files = append(a.files, attachedFile{cleanName(name), data})
	}
}

// read reads them as members of c.
func (a *attached) read(c *content) error {
	for i, f := range a.files {
		if err := c.room(); err != nil {
			return err
		}
		if err := c.child(member{name: f.name, size: int64(len(f.data))}, bytes.NewReader(f.data)); err != nil {
			return err
		}
		a.files[i].data = nil
	}
	if a.left > 0 {
		return stopf(exposure.NotReadBytes, -1, "its attached files are too large together")
	}
	return nil
}
