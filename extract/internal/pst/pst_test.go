package pst_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hemostat/hemostat/extract/internal/pst"
	"github.com/hemostat/hemostat/extract/internal/pst/psttest"
)

// sample is a file with a folder in a folder, long values, recipients, attachments, and messages in each other.
func sample(form psttest.Form, crypt byte, small bool) psttest.File {
	f := psttest.File{Form: form, Crypt: crypt, Store: "Archive", Names: []psttest.Name{{Set: 0x62004, ID: 0x8083}, {Set: 0x20329, Str: "Keywords"}}}
	if small {
		f.Block, f.List, f.Page = 512, 15, 3
	}
	text := psttest.Wide
	if form == psttest.ANSI {
		text = psttest.Narrow
	}
	inner := psttest.Message{Props: []psttest.Prop{text(0x37, "inner"), text(0x1000, strings.Repeat("deep ", 500))}}
	mail := psttest.Message{
		Props: []psttest.Prop{
			text(0x1a, "IPM.Note"), text(0x37, "Offer"), text(0x1000, strings.Repeat("Dear Ina, ", 5000)), psttest.Binary(0x1013, []byte("<p>short")), psttest.Number(0x3fde, 1252), psttest.Time(0x39, 133000000000000000),
			{ID: 0x8001, Type: 0x101f, List: [][]byte{psttest.UTF16("one"), psttest.UTF16(""), psttest.UTF16("three")}},
		},
		Attachments: []psttest.Attachment{
			{Props: []psttest.Prop{text(0x3707, "a.txt"), psttest.Binary(0x3701, []byte("attached"))}},
			{Props: []psttest.Prop{text(0x3707, "b"), psttest.Number(0x3705, 5)}, Inner: &inner},
			{Props: []psttest.Prop{text(0x3707, "c")}, Object: []byte("an object")},
		},
	}
	for i := range 40 {
		mail.Recipients = append(mail.Recipients, []psttest.Prop{psttest.Number(0x0c15, uint32(1+i%3)), text(0x3001, fmt.Sprintf("Person %d", i)), text(0x39fe, fmt.Sprintf("p%d@contoso.example", i))})
	}
	many := make([]psttest.Message, 30)
	for i := range many {
		many[i].Props = []psttest.Prop{text(0x37, fmt.Sprintf("number %d", i))}
	}
	f.Folders = []psttest.Folder{{Name: "Top", Folders: []psttest.Folder{{Name: "Inbox", Comment: "a note", Messages: append([]psttest.Message{mail}, many...), Unlisted: many[:1], Associated: many[1:2]}}}}
	return f
}

// contents reads all of a file as text.
func contents(t testing.TB, data []byte) string {
	t.Helper()
	f, err := pst.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	check(t, f.Nodes(func(n pst.Node) error {
		switch n.Type() {
		case pst.TypeFolder, pst.TypeMessage, pst.TypeAssociated:
			o, err := f.Object(n)
			check(t, err)
			fmt.Fprintf(&b, "node %x in %x\n", n.ID, n.Parent)
			write(t, &b, o, " ")
			if n.Type() == pst.TypeFolder {
				ids, ok, err := f.Listed(n.ID)
				check(t, err)
				fmt.Fprintf(&b, " lists %d %v\n", len(ids), ok)
			}
		}
		return nil
	}))
	if f.Damaged {
		b.WriteString("damaged\n")
	}
	return b.String()
}

func write(t testing.TB, b *strings.Builder, o *pst.Object, indent string) {
	for _, p := range o.Properties {
		fmt.Fprintf(b, "%s%04x ", indent, p.ID)
		switch p.Type {
		case 0x1e, 0x1f, 0x102:
			v, err := o.Value(p)
			if err != nil {
				t.Fatalf("%04x: %v", p.ID, err)
			}
			s, err := v.Bytes(1 << 20)
			check(t, err)
			s = bytes.ReplaceAll(s, []byte{0}, nil)
			fmt.Fprintf(b, "%d %.20q…%x\n", len(s), s, len(s)%7)
			if len(s) > 600 && !bytes.HasPrefix(s[600:], s[:1]) && len(s) > 60000 {
				fmt.Fprintln(b, "a block is out of place")
			}
		case 0x101f:
			v, err := o.Value(p)
			check(t, err)
			list, err := v.Several()
			check(t, err)
			for _, one := range list {
				s, _ := one.Bytes(100)
				fmt.Fprintf(b, "%q ", bytes.ReplaceAll(s, []byte{0}, nil))
			}
			b.WriteString("\n")
		default:
			fmt.Fprintln(b, p.Number)
		}
	}
	if o.Lost {
		b.WriteString(indent + "lost\n")
	}
	check(t, o.Recipients(func(r *pst.Object) error {
		b.WriteString(indent + "recipient\n")
		write(t, b, r, indent+"  ")
		return nil
	}))
	check(t, o.Attachments(func(a *pst.Object) error {
		b.WriteString(indent + "attachment\n")
		write(t, b, a, indent+"  ")
		inner, v, err := a.Inner()
		check(t, err)
		if inner != nil {
			write(t, b, inner, indent+"    ")
		}
		if v != nil {
			s, err := io.ReadAll(io.NewSectionReader(v, 0, v.Size()))
			check(t, err)
			fmt.Fprintf(b, "%s  object %q\n", indent, s)
		}
		return nil
	}))
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever the layout, the encoding and the depth of the trees are, the contents are the same.
func TestForms(t *testing.T) {
	want := contents(t, psttest.Make(sample(psttest.Unicode, 0, false)))
	for _, s := range []string{"0037 5 \"Offer\"", "1000 50000", "\"one\" \"\" \"three\"", "3001 9 \"Person 39\"", "object \"an object\"", "1000 2500 \"deep ", "lists 31 true", "3004 6 \"a note\"", "0039 133000000000000000"} {
		if !strings.Contains(want, s) {
			t.Errorf("%s is missing in:\n%s", s, want)
		}
	}
	for _, form := range []psttest.Form{psttest.ANSI, psttest.Unicode, psttest.Unicode4K} {
		for crypt := range byte(3) {
			for _, small := range []bool{false, true} {
				data := psttest.Make(sample(form, crypt, small))
				got := contents(t, data)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("form %d, encoding %d, small %v: %s", form, crypt, small, diff)
				}
			}
		}
	}
}

// A file without its trees is read by the leaves that are found.
func TestLeavesAlone(t *testing.T) {
	for _, form := range []psttest.Form{psttest.ANSI, psttest.Unicode, psttest.Unicode4K} {
		data := psttest.Make(sample(form, 1, true))
		want := contents(t, data)
		at := map[psttest.Form]int{psttest.ANSI: 188, psttest.Unicode: 224, psttest.Unicode4K: 224}[form]
		data[at], data[at+1] = 0, 1
		if diff := cmp.Diff(want+"damaged\n", contents(t, data)); diff != "" {
			t.Errorf("form %d: %s", form, diff)
		}
	}
}

// A page above the leaves that is lost is made up for by them.
func TestLostPages(t *testing.T) {
	s := sample(psttest.Unicode, 1, true)
	whole := psttest.Make(s)
	want := strings.Count(contents(t, whole), "node ")
	for at, n := 0x4400, 0; at < len(whole); at += 512 {
		kind, level := whole[at+496], whole[at+491]
		if whole[at+497] != kind || kind != 0x81 && kind != 0x80 || whole[at+490] > 32 || whole[at+488] > 3 || level == 0 {
			continue
		}
		n++
		data := bytes.Clone(whole)
		data[at+496] = 0
		f, err := pst.Open(bytes.NewReader(data), int64(len(data)))
		check(t, err)
		got := 0
		check(t, f.Nodes(func(one pst.Node) error {
			switch one.Type() {
			case pst.TypeFolder, pst.TypeMessage, pst.TypeAssociated:
				_, err := f.Object(one)
				check(t, err)
				got++
			}
			return nil
		}))
		if got != want || kind == 0x81 && !f.Damaged {
			t.Errorf("without the page at %x, of kind %x: %d nodes of %d, damaged %v", at, kind, got, want, f.Damaged)
		}
	}
}

// What is no longer in use is found where it is whole.
func TestDeleted(t *testing.T) {
	for _, form := range []psttest.Form{psttest.ANSI, psttest.Unicode, psttest.Unicode4K} {
		for crypt := range byte(3) {
			s := sample(form, crypt, false)
			s.Deleted = []string{"the first of them", strings.Repeat("packed ", 900)}
			data := psttest.Make(s)
			f, err := pst.Open(bytes.NewReader(data), int64(len(data)))
			check(t, err)
			var got []string
			check(t, f.Deleted(func(p []byte) error {
				got = append(got, string(p))
				return nil
			}))
			if diff := cmp.Diff(s.Deleted, got); diff != "" {
				t.Errorf("form %d, encoding %d: %s", form, crypt, diff)
			}
		}
	}
}

func TestNotRead(t *testing.T) {
	data := psttest.Make(sample(psttest.Unicode, 0x10, false))
	if _, err := pst.Open(bytes.NewReader(data), int64(len(data))); !errors.Is(err, pst.ErrEncrypted) {
		t.Errorf("a protected file: %v", err)
	}
	for n := range 600 {
		if _, err := pst.Open(bytes.NewReader(data[:n]), int64(n)); err == nil {
			t.Errorf("%d bytes of a file can be read", n)
		}
	}
	mine := errors.New("the disk's own")
	if _, err := pst.Open(failing{mine}, 1<<20); !errors.Is(err, mine) {
		t.Errorf("a source that fails: %v", err)
	}
}

type failing struct{ err error }

func (f failing) ReadAt([]byte, int64) (int, error) { return 0, f.err }

// FuzzOpen reads what it can.
func FuzzOpen(f *testing.F) {
	for _, form := range []psttest.Form{psttest.ANSI, psttest.Unicode, psttest.Unicode4K} {
		for crypt := range byte(3) {
			s := sample(form, crypt, crypt == 1)
			mail := &s.Folders[0].Folders[0]
			mail.Messages = mail.Messages[:2]
			mail.Messages[0].Attachments[1].Inner.Props = mail.Messages[0].Attachments[1].Inner.Props[:1]
			mail.Messages[0].Recipients = mail.Messages[0].Recipients[:2]
			mail.Messages[0].Props[2].Bytes = mail.Messages[0].Props[2].Bytes[:1000]
			s.Tight = true
			f.Add(psttest.Make(s))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := pst.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		n := 0
		_ = file.Nodes(func(one pst.Node) error {
			if n++; n > 1000 {
				return io.EOF
			}
			o, err := file.Object(one)
			if err != nil {
				return nil
			}
			_, _, _ = file.Listed(one.ID)
			use(file, o, 3)
			return nil
		})
		_, _, _, _ = file.Names()
		_ = file.Deleted(func([]byte) error { return nil })
	})
}

// use reads some of an object.
func use(f *pst.File, o *pst.Object, depth int) {
	for i, p := range o.Properties {
		if i > 100 {
			break
		}
		if v, err := o.Value(p); err == nil {
			_, _ = v.Bytes(1 << 16)
			_, _ = v.Several()
		}
	}
	n := 0
	few := func(o *pst.Object) error {
		if n++; n > 20 {
			return io.EOF
		}
		if depth > 0 {
			use(f, o, depth-1)
		}
		return nil
	}
	if o.Node().ID != 0 {
		_ = o.Recipients(few)
		_ = o.Attachments(func(a *pst.Object) error {
			if inner, _, err := a.Inner(); err == nil && inner != nil && depth > 0 {
				use(f, inner, depth-1)
			}
			return few(a)
		})
	}
}
