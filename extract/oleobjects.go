package extract

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"

	"github.com/hemostat/hemostat/extract/internal/cfb"
)

// maxStorages is how deep storages within storages are gone through.
const maxStorages = 16

// objects reads the documents that are embedded in the storages beneath s as
// members, and their macros.
func (o *compound) objects(s *cfb.Entry, depth int) error {
	if depth > maxStorages {
		return nil
	}
	for _, e := range s.Children {
		if e.IsStream() || o.done[e] || isMessagePart(e.Name) {
			continue
		}
		if err := o.c.step(1); err != nil {
			return err
		}
		var err error
		switch {
		case e.Find("VBA", "dir") != nil:
			err = o.macros(e)
		case e.Find("\x01Ole10Native") != nil:
			err = o.native(e, e.Find("\x01Ole10Native"))
		case e.Find("Package") != nil && e.Find("Package").IsStream():
			err = o.stream("package", e.Find("Package"))
		case isDocument(e):
			err = o.embedded(e.Name, e.Node())
		case e.Find("CONTENTS") != nil && e.Find("CONTENTS").IsStream():
			err = o.stream("contents", e.Find("CONTENTS"))
		default:
			err = o.objects(e, depth+1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isMessagePart reports whether a storage is a part of a message, which is read as
// such.
func isMessagePart(name string) bool {
	return strings.HasPrefix(name, "__recip_version") || strings.HasPrefix(name, "__attach_version") || strings.HasPrefix(name, "__nameid_version")
}

// isDocument reports whether a storage is a compound file that is read.
func isDocument(e *cfb.Entry) bool {
	for _, k := range compoundKinds() {
		if e.Find(k.entry) != nil {
			return true
		}
	}
	return false
}

// stream reads a stream as a member.
func (o *compound) stream(name string, e *cfb.Entry) error {
	if err := o.c.room(); err != nil {
		return err
	}
	return o.c.child(member{name: cleanName(name), size: -1}, e.Open())
}

// native reads the data of an object of a program without storages of its own
// ([MS-OLEDS], section 2.3.6): a file that was wrapped, where it is one.
func (o *compound) native(s, e *cfb.Entry) error {
	p, err := o.bytes(s.Find("\x01CompObj"), 4096)
	if err != nil {
		return err
	}
	r := io.NewSectionReader(e.Open(), 4, max(e.Size()-4, 0))
	var h [2]byte
	if n, _ := r.ReadAt(h[:], 0); n == 2 && binary.LittleEndian.Uint16(h[:]) == 2 || bytes.Contains(p, []byte("Package")) {
		return o.c.olePackage(r)
	}
	return o.c.oleMember("", r)
}
