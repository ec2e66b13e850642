package oleps

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

func decode(page int, p []byte) []byte { return fmt.Appendf(nil, "%d:%s", page, p) }

// made makes a stream of one set; values are typed, with their identifiers.
func made(set uint32, ids []uint32, values ...string) []byte {
	le := binary.LittleEndian
	p := make([]byte, 48)
	le.PutUint16(p, 0xfffe)
	le.PutUint32(p[24:], 1)
	le.PutUint32(p[28:], set)
	le.PutUint32(p[44:], 48)
	p = le.AppendUint32(p, 0)
	p = le.AppendUint32(p, uint32(len(ids)))
	off := 8 + 8*len(ids)
	for i, id := range ids {
		p = le.AppendUint32(p, id)
		p = le.AppendUint32(p, uint32(off))
		off += len(values[i])
	}
	return append(p, strings.Join(values, "")...)
}

func TestRead(t *testing.T) {
	page := "\x02\x00\x00\x00\xe3\x04\x00\x00"
	all := Read(made(0xf29f85e0, []uint32{1, 2, 12}, page, "\x1e\x00\x00\x00\x03\x00\x00\x00ab\x00\x00", "\x40\x00\x00\x00"+string(binary.LittleEndian.AppendUint64(nil, 133037856000000000))), decode)
	if len(all) != 2 || all[0].Set != Summary || all[0].Text != "1251:ab" || all[1].Time.Format("2006-01-02") != "2022-08-01" {
		t.Errorf("got %+v", all)
	}
	all = Read(made(0xd5cdd505, []uint32{1, 0, 2}, page, "\x01\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00C\x00\x00\x00", "\x1f\x00\x00\x00\x02\x00\x00\x00x\x00\x00\x00"), decode)
	if len(all) != 1 || all[0].Set != Custom || all[0].Name != "1251:C" || all[0].Text != "x" {
		t.Errorf("got %+v", all)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(made(0xf29f85e0, []uint32{1, 2}, "\x02\x00\x00\x00\xe3\x04\x00\x00", "\x1e\x00\x00\x00\x03\x00\x00\x00ab\x00\x00"))
	f.Add(made(0xd5cdd505, []uint32{0, 2}, "\x01\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00C\x00\x00\x00", "\x1f\x00\x00\x00\x02\x00\x00\x00x\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if all := Read(data, decode); len(all) > len(data) {
			t.Errorf("%d properties of %d bytes", len(all), len(data))
		}
	})
}
