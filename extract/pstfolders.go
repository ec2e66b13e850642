package extract

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/extract/internal/pst"
)

// The bounds of one file.
const (
	maxStoreFolders  = 1 << 17
	maxStoreMessages = 1 << 22
)

// A mailFolder is a folder.
type mailFolder struct {
	id, parent    uint32
	name, comment string
	there         bool // else its messages alone name it
	path          string
	children      []*mailFolder
	messages      []uint32 // in the order of their identifiers
	associated    []uint32 // messages that programs keep for themselves
	seen          bool
}

// gather lists folders and messages.
func (m *mailStore) gather() error {
	messages := 0
	return m.f.Nodes(func(n pst.Node) error {
		if err := m.c.w.alive(); err != nil {
			return err
		}
		switch n.Type() {
		case pst.TypeFolder:
			if m.many = m.many || len(m.folders) >= maxStoreFolders; !m.many {
				f := m.at(n.ID)
				f.parent, f.there = n.Parent, true
			}
		case pst.TypeMessage, pst.TypeAssociated:
			messages++
			if m.many = m.many || messages > maxStoreMessages || len(m.folders) >= maxStoreFolders; m.many {
				return nil
			}
			f := m.at(n.Parent)
			if n.Type() == pst.TypeMessage {
				f.messages = append(f.messages, n.ID)
			} else {
				f.associated = append(f.associated, n.ID)
			}
		}
		return nil
	})
}

// at is the folder of an identifier, which may not have been met yet, or never be.
func (m *mailStore) at(id uint32) *mailFolder {
	f := m.folders[id]
	if f == nil {
		f = &mailFolder{id: id}
		m.folders[id] = f
	}
	return f
}

// name reads what a folder says of itself.
func (m *mailStore) name(f *mailFolder) error {
	n, ok, err := m.f.Node(f.id)
	if err == nil && ok {
		var o *pst.Object
		if o, err = m.f.Object(n); err == nil {
			f.name, f.comment = m.short(o, pidName), m.short(o, pidComment)
		}
	}
	if errors.Is(err, pst.ErrFormat) {
		m.lost++
		return nil
	}
	return err
}

// maxPageProbe is how many messages are asked for their code page.
const maxPageProbe = 200

// pages finds the code page of texts that are not in Unicode, which messages tell and folders do not, and names the
// folders.
func (m *mailStore) pages() error {
	probes := maxPageProbe
	for _, f := range m.sorted() {
		for _, id := range f.messages {
			if probes--; probes < 0 || m.page != 0 {
				break
			}
			o, err := m.object(id)
			if err != nil {
				return err
			}
			if o == nil {
				m.lost-- // it will be met again
				continue
			}
			page, _ := o.Find(pidCodePage, mapiInt32)
			inet, _ := o.Find(pidInternetCodePage, mapiInt32)
			if page.Number != 0 && page.Number != 1200 {
				m.page = int(page.Number)
			} else if inet.Number != 0 && inet.Number != 65001 && inet.Number != 20127 {
				m.page = ansiPage(int(inet.Number))
			}
		}
	}
	for _, f := range m.sorted() {
		if !f.there {
			continue
		}
		if err := firstError(m.c.w.alive(), m.name(f)); err != nil {
			return err
		}
	}
	return nil
}

// sorted gives the folders in the order of their identifiers.
func (m *mailStore) sorted() []*mailFolder {
	all := make([]*mailFolder, 0, len(m.folders))
	for _, f := range m.folders {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *mailFolder) int { return cmp.Compare(a.id, b.id) })
	return all
}

// pidComment is a note on a folder.
const pidComment = 0x3004

// short is a short text of an object of the file.
func (m *mailStore) short(o *pst.Object, id uint16) string {
	p, ok := o.Find(id, mapiUnicode, mapiString8)
	if !ok {
		return ""
	}
	v, err := o.Value(p)
	if err != nil {
		return ""
	}
	b, _ := v.Bytes(maxName)
	if p.Type == mapiUnicode {
		b = decodeWide(b)
	} else {
		b = decodePage(cmp.Or(m.page, 1252), b)
	}
	return strings.TrimSpace(strings.Trim(strings.ToValidUTF8(string(b), "\uFFFD"), "\x00"))
}

// arrange puts the folders into order: each behind the one that it is in, beginning with the root. Those
// that are in none that is there come last.
func (m *mailStore) arrange() {
	all := m.sorted()
	for _, f := range all {
		if p := m.folders[f.parent]; p != nil && p != f {
			p.children = append(p.children, f)
		}
	}
	if root := m.folders[pst.NodeRoot]; root != nil {
		m.descend(root)
	}
	for _, f := range all {
		if p := m.folders[f.parent]; p == nil || p == f {
			m.descend(f)
		}
	}
	for _, f := range all { // folders that are in each other
		m.descend(f)
	}
}

// descend adds a folder and those in it.
func (m *mailStore) descend(f *mailFolder) {
	stack := []*mailFolder{f}
	for len(stack) > 0 {
		f := stack[len(stack)-1]
		if stack = stack[:len(stack)-1]; f.seen {
			continue
		}
		f.seen = true
		if p := m.folders[f.parent]; p != nil && p != f && p.path != "" {
			f.path = p.path + "/"
		}
		if f.id != pst.NodeRoot || f.name != "" {
			f.path = cleanName(f.path + cmp.Or(f.name, "unnamed"))
		}
		m.order = append(m.order, f)
		for _, child := range slices.Backward(f.children) {
			stack = append(stack, child)
		}
	}
}
