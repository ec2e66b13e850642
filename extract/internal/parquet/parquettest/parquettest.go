// Package parquettest makes files of Apache Parquet for tests: whole ones, and such
// as no program makes.
package parquettest

import "encoding/binary"

// A Struct is a struct of Thrift in the compact protocol, as it grows.
type Struct struct {
	p    []byte
	last int16
}

// field begins a field of a kind.
func (s *Struct) field(id int16, kind byte) {
	s.p = append(s.p, byte(id-s.last)<<4|kind)
	s.last = id
}

// I32 adds a number.
func (s *Struct) I32(id int16, v int64) *Struct {
	s.field(id, 5)
	s.p = binary.AppendVarint(s.p, v)
	return s
}

// I64 adds a number.
func (s *Struct) I64(id int16, v int64) *Struct {
	s.field(id, 6)
	s.p = binary.AppendVarint(s.p, v)
	return s
}

// Text adds bytes.
func (s *Struct) Text(id int16, v string) *Struct {
	s.field(id, 8)
	s.p = append(binary.AppendUvarint(s.p, uint64(len(v))), v...)
	return s
}

// Struct adds a struct.
func (s *Struct) Struct(id int16, v *Struct) *Struct {
	s.field(id, 12)
	s.p = append(s.p, v.Bytes()...)
	return s
}

// List adds structs that are said to be n.
func (s *Struct) List(id int16, n int, list ...*Struct) *Struct {
	s.field(id, 9)
	s.p = binary.AppendUvarint(append(s.p, 0xfc), uint64(n))
	for _, v := range list {
		s.p = append(s.p, v.Bytes()...)
	}
	return s
}

// Bytes ends the struct.
func (s *Struct) Bytes() []byte { return append(s.p[:len(s.p):len(s.p)], 0) }

// A Page is one page of a chunk.
type Page struct {
	Kind     int64 // 0 of data, 2 a dictionary, 3 of data in version 2
	Encoding int64
	Values   int64
	Size     int64 // as it is said to be, unpacked; 0 for len(Body)
	Body     []byte
	Defs     int64 // in version 2: bytes of levels
}

func (p *Page) bytes() []byte {
	size := p.Size
	if size == 0 {
		size = int64(len(p.Body))
	}
	h := (&Struct{}).I32(1, p.Kind).I32(2, size).I32(3, int64(len(p.Body)))
	switch p.Kind {
	case 0:
		h.Struct(5, (&Struct{}).I32(1, p.Values).I32(2, p.Encoding).I32(3, 3).I32(4, 3))
	case 2:
		h.Struct(7, (&Struct{}).I32(1, p.Values).I32(2, p.Encoding))
	case 3:
		h.Struct(8, (&Struct{}).I32(1, p.Values).I32(2, 0).I32(3, p.Values).I32(4, p.Encoding).I32(5, p.Defs).I32(6, 0))
	}
	return append(h.Bytes(), p.Body...)
}

// A Column is a column with its one chunk.
type Column struct {
	Name       string
	Kind       int64 // physical type
	Length     int64
	Repetition int64
	Converted  int64 // -1 for none
	Codec      int64
	Values     int64 // of the chunk; 0 for those of its pages
	Pages      []Page
}

// File makes a file whose one row group is there so many times.
func File(groups int, columns ...Column) []byte {
	out := []byte("PAR1")
	schema := []*Struct{(&Struct{}).Text(4, "schema").I32(5, int64(len(columns)))}
	var chunks []*Struct
	for _, c := range columns {
		e := (&Struct{}).I32(1, c.Kind)
		if c.Length != 0 {
			e.I32(2, c.Length)
		}
		e.I32(3, c.Repetition).Text(4, c.Name)
		if c.Converted >= 0 {
			e.I32(6, c.Converted)
		}
		schema = append(schema, e)
		meta := (&Struct{}).I32(1, c.Kind).I32(4, c.Codec)
		values, data, dict := c.Values, int64(0), int64(0)
		from := len(out)
		for _, p := range c.Pages {
			if p.Kind == 2 {
				dict = int64(len(out))
			} else {
				if data == 0 {
					data = int64(len(out))
				}
				if c.Values == 0 {
					values += p.Values
				}
			}
			out = append(out, p.bytes()...)
		}
		size := int64(len(out) - from)
		meta.I64(5, values).I64(6, size).I64(7, size).I64(9, data)
		if dict > 0 {
			meta.I64(11, dict)
		}
		chunks = append(chunks, (&Struct{}).I64(2, data).Struct(3, meta))
	}
	var list []*Struct
	for range groups {
		list = append(list, (&Struct{}).List(1, len(chunks), chunks...).I64(2, 1).I64(3, 1))
	}
	footer := (&Struct{}).I32(1, 1).List(2, len(schema), schema...).I64(3, 1).List(4, groups, list...)
	return Footer(out, footer)
}

// Footer ends a file.
func Footer(out []byte, footer *Struct) []byte {
	p := footer.Bytes()
	out = append(out, p...)
	return append(binary.LittleEndian.AppendUint32(out, uint32(len(p))), "PAR1"...)
}
