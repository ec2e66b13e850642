package tnef

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
)

func num(n int, v uint64) []byte { return binary.LittleEndian.AppendUint64(nil, v)[:n] }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// att makes an attribute.
func att(level int, id uint16, data ...[]byte) []byte {
	body := join(data...)
	return join(num(1, uint64(level)), num(2, uint64(id)), num(2, 6), num(4, uint64(len(body))), body, num(2, 0))
}

// text makes a property with a string.
func text(id uint16, s string) []byte {
	pad := make([]byte, (4-len(s)%4)%4)
	return join(num(2, 0x1e), num(2, uint64(id)), num(4, 1), num(4, uint64(len(s))), []byte(s), pad)
}

func made() []byte {
	named := join(num(2, 0x1e), num(2, 0x8000), num(4, 0x62004), num(8, 0), num(4, 0), num(4, 1), num(4, 4), []byte("N\x00o\x00"), num(4, 1), num(4, 1), []byte("v\x00\x00\x00"))
	return join([]byte(Magic), num(2, 1),
		att(1, attCodePage, num(8, 1251)), att(1, attSubject, []byte("subject")),
		att(1, attProperties, num(4, 4), text(0x37, "hello"), named, num(2, 3), num(2, 0x17), num(4, 7), num(2, 0x1003), num(2, 0x18), num(4, 2), num(8, 0)),
		att(1, attRecipients, num(4, 1), num(4, 1), text(0x3001, "Jane")),
		att(2, attRender, num(4, 0)), att(2, attTitle, []byte("a.txt")), att(2, attData, []byte("data")),
		att(2, attAttachment, num(4, 1), text(0x3707, "long name.txt")))
}

func TestRead(t *testing.T) {
	data := made()
	m, err := Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	at := func(off, n int64) string { return string(data[off : off+n]) }
	if m.CodePage != 1251 || at(m.Subject.At, m.Subject.Size) != "subject" || len(m.Properties) != 4 || len(m.Recipients) != 1 || len(m.Attachments) != 1 {
		t.Fatalf("got %+v", m)
	}
	p := m.Properties
	if at(p[0].At, p[0].Size) != "hello" || p[1].Name != "No" || p[1].Set != 0x62004 || at(p[1].At, p[1].Size) != "v" || p[2].Number != 7 {
		t.Errorf("got %+v", p)
	}
	a := m.Attachments[0]
	if at(a.Title.At, a.Title.Size) != "a.txt" || at(a.Data.At, a.Data.Size) != "data" || at(a.Properties[0].At, a.Properties[0].Size) != "long name.txt" {
		t.Errorf("got %+v", a)
	}
	if m, err := Read(bytes.NewReader(data), int64(len(data)-20)); !errors.Is(err, ErrFormat) || len(m.Attachments) != 1 {
		t.Errorf("cut it gives %+v, %v", m, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(made())
	f.Fuzz(func(t *testing.T, data []byte) {
		m, _ := Read(bytes.NewReader(data), int64(len(data)))
		n := len(m.Properties)
		for _, r := range m.Recipients {
			n += len(r)
		}
		for _, a := range m.Attachments {
			n += len(a.Properties)
			if a.Data.At+a.Data.Size > int64(len(data)) || a.Title.At+a.Title.Size > int64(len(data)) {
				t.Errorf("a value beyond the file")
			}
			for _, p := range a.Properties {
				if p.At+p.Size > int64(len(data)) || p.Size < 0 {
					t.Errorf("a value beyond the file")
				}
			}
		}
		if n > len(data) {
			t.Errorf("%d properties of %d bytes", n, len(data))
		}
	})
}

// Of a property of several values all are told of.
func TestSeveral(t *testing.T) {
	one := func(s string) []byte { return join(num(4, uint64(len(s))), []byte(s), make([]byte, (4-len(s)%4)%4)) }
	data := join([]byte(Magic), num(2, 1), att(1, attProperties, num(4, 1), num(2, 0x101e), num(2, 0x3a58), num(4, 2), one("first"), one("two")))
	m, err := Read(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(m.Properties) != 1 || len(m.Properties[0].All) != 2 {
		t.Fatalf("got %+v, %v", m, err)
	}
	if v := m.Properties[0].All[1]; string(data[v.At:v.At+v.Size]) != "two" {
		t.Errorf("got %+v", v)
	}
}
