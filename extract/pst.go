package extract

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract/internal/pst"
)

func sniffPST(h *head) int { return magic(h, pst.Magic) }

// readPST reads an Outlook data file: its folders in their order, and each message as a member that is
// a message file. Messages that no folder lists are there as well.
func readPST(c *content, h *head) error {
	at, size, err := c.random()
	if err != nil {
		return err
	}
	f, err := pst.Open(at, size)
	switch {
	case c.w.err != nil:
		return c.w.err
	case errors.Is(err, pst.ErrEncrypted):
		return stopf(exposure.NotReadEncrypted, size, "needs a key of the company (Windows Information Protection)")
	case err != nil:
		return c.pstRuns(f, at, size)
	}
	m := &mailStore{c: c, f: f, size: size, dict: &mapiObject{c: c}, folders: make(map[uint32]*mailFolder)}
	if err = m.read(); c.w.err != nil {
		return c.w.err
	}
	if c.text == 0 && c.entries == 0 {
		return c.pstRuns(f, at, size)
	}
	switch {
	case errors.Is(err, pst.ErrWork):
		return stopf(exposure.NotReadSteps, -1, "its parts refer to each other more often than the budget allows")
	case err != nil:
		return err
	case m.many:
		return stopf(exposure.NotReadEntries, -1, "has more folders or messages than the budget allows; the further ones were left")
	case f.Damaged:
		return broken("its lists of parts are damaged; what was found of them was read")
	case m.lost > 0:
		return broken("some of its messages or folders cannot be read")
	}
	return nil
}

// pstRuns gives the runs of text of a file of which nothing else can be read.
func (c *content) pstRuns(f *pst.File, at io.ReaderAt, size int64) error {
	if f != nil {
		at = plainPST{f, at}
	}
	return c.runsOf(at, size, minRun, broken("an Outlook data file without its lists of parts; only runs of plain text were read"))
}

// plainPST decodes a file as data.
type plainPST struct {
	f  *pst.File
	at io.ReaderAt
}

func (p plainPST) ReadAt(b []byte, off int64) (int, error) {
	n, err := p.at.ReadAt(b, off)
	p.f.Plain(b[:n])
	return n, err
}

// A mailStore is an Outlook data file that is being read.
type mailStore struct {
	c       *content
	f       *pst.File
	size    int64
	dict    *mapiObject // of what its named properties are called
	folders map[uint32]*mailFolder
	order   []*mailFolder
	page    int  // code page of texts that are not in Unicode, where it is known
	lost    int  // messages and folders that cannot be read
	many    bool // there are more of both than are held
}

// read reads the whole file.
func (m *mailStore) read() error {
	guids, entries, strs, err := m.f.Names()
	if err != nil {
		return err
	}
	m.dict.names(guids, entries, strs)
	if err := m.gather(); err != nil {
		return err
	}
	if err := m.pages(); err != nil {
		return err
	}
	m.arrange()
	if err := m.list(); err != nil {
		return err
	}
	for _, folder := range m.order {
		if err := m.folder(folder); err != nil {
			return err
		}
	}
	return m.deleted()
}

// deleted gives what items that were deleted left behind, as runs of text.
func (m *mailStore) deleted() error {
	r := m.c.newRun("#deleted", exposure.PartHidden)
	narrow, wide := runFinder{}, runFinder{}
	err := m.f.Deleted(func(p []byte) error {
		narrow.min = minRun
		if 2*unprintable(p) > len(p) { // packed
			narrow.min = minRunPacked
		}
		wide.min = narrow.min
		return firstError(m.c.w.alive(), findRuns(p, &narrow, &wide, r), narrow.end(r), wide.end(r))
	})
	return firstError(err, r.end())
}

// unprintable counts what is neither text nor half of a unit of it.
func unprintable(p []byte) int {
	n := 0
	for _, b := range p {
		n += b2i(!printable(b) && b != 0 && b != '\r' && b != '\n')
	}
	return n
}

// list hands on the names of the store and of its folders, a record each.
func (m *mailStore) list() error {
	r := m.c.newRun("", exposure.PartProperties)
	line := func(id int64, name, text string) error {
		if text == "" {
			return nil
		}
		return r.property(name, text, id)
	}
	if n, ok, err := m.f.Node(pst.NodeStore); err == nil && ok {
		if o, err := m.f.Object(n); err == nil {
			if err := line(m.c.record(), "store", m.short(o, pidName)); err != nil {
				return err
			}
		}
	}
	for _, f := range m.order {
		id := m.c.record()
		if err := firstError(line(id, "folder", f.name), line(id, "comment", f.comment)); err != nil {
			return err
		}
	}
	return r.end()
}

// folder reads the messages of a folder: those that it lists, those that it does not, and what
// programs keep in it.
func (m *mailStore) folder(f *mailFolder) error {
	var left []uint32
	listed, ok, err := m.f.Listed(f.id)
	if err != nil {
		return err
	}
	path := f.path
	if path != "" {
		path += "/"
	}
	for _, id := range f.messages {
		if _, in := slices.BinarySearch(listed, id); ok && !in {
			left = append(left, id)
			continue
		}
		if err := m.message(path+"message", id); err != nil {
			return err
		}
	}
	for _, id := range left {
		if err := m.message(path+"not listed/message", id); err != nil {
			return err
		}
	}
	for _, id := range f.associated {
		if err := m.associate(path, id); err != nil {
			return err
		}
	}
	return nil
}

// perMessage is how many bytes of a file there are for a message, at least: so many more messages than there may be
// members of a container may be in a large one.
const perMessage = 4096

// room is [content.room] for a message.
func (m *mailStore) room() error {
	return m.c.roomAmong(m.c.w.x.budget.Entries + int(m.size/perMessage))
}

// object reads a message's properties; none where it cannot be read.
func (m *mailStore) object(id uint32) (*pst.Object, error) {
	n, ok, err := m.f.Node(id)
	if err == nil && ok {
		var o *pst.Object
		if o, err = m.f.Object(n); err == nil {
			return o, nil
		}
	}
	if err == nil || errors.Is(err, pst.ErrFormat) {
		m.lost++
		return nil, nil
	}
	return nil, err
}

// message reads a message as a member.
func (m *mailStore) message(name string, id uint32) error {
	if err := m.room(); err != nil {
		return err
	}
	o, err := m.object(id)
	if o == nil || err != nil {
		return err
	}
	name = cleanName(name)
	k := &messageMaker{m: m, ids: make(map[mapiName]uint16)}
	r, err := k.make(o)
	if err != nil {
		return err
	}
	return m.c.child(member{name: name, size: -1, modified: k.modified}, r)
}

// roaming are the properties in which programs keep settings, dictionaries, addresses that were typed, and rules
// ([MS-OXOCFG], section 2.2).
var roaming = [...]uint16{0x6680, 0x7c07, 0x7c08, 0x7c09}

// associate reads what a program keeps for itself: its words as a record, its data as members.
func (m *mailStore) associate(path string, id uint32) error {
	o, err := m.object(id)
	if o == nil || err != nil {
		return err
	}
	r := m.c.newRun("#"+path+"associated", exposure.PartHidden)
	record, seen := m.c.record(), make(map[string]bool)
	for _, p := range o.Properties {
		if p.Type != mapiUnicode && p.Type != mapiString8 || p.ID == pidMessageClass || p.ID == pidMessageID {
			continue
		}
		text := strings.TrimLeft(m.short(o, p.ID), "\x01")
		if len(text) < 3 || seen[text] {
			continue
		}
		seen[text] = true
		name := "text"
		if p.ID == pidSubject {
			name = "subject"
		}
		if err := r.property(name, text, record); err != nil {
			return err
		}
	}
	if err := r.end(); err != nil {
		return err
	}
	for _, id := range roaming {
		p, ok := o.Find(id, mapiBinary)
		if !ok {
			continue
		}
		v, err := o.Value(p)
		if err != nil || v.Size() == 0 {
			continue
		}
		if err := m.room(); err != nil {
			return err
		}
		if err := m.c.child(member{name: cleanName(path + "associated/data"), size: v.Size()}, io.NewSectionReader(v, 0, v.Size())); err != nil {
			return err
		}
	}
	return nil
}
