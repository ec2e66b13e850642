package extract

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"

	"github.com/hemostat/hemostat/extract/internal/wire"
)

// oneOff says that an identifier of an entry holds name and address themselves ([MS-OXCDATA], section 2.2.5.1).
const oneOff = "\x81\x2b\x1f\xa4\xbe\xa3\x10\x19\x9d\x6e\x00\xdd\x01\x0f\x54\x02"

// maxOneOff is how much of such an identifier is read, in bytes.
const maxOneOff = 8 << 10

// members hands on the members of a distribution list, a record each ([MS-OXOCNTC], section 2.2.2.2.2).
func (m *mapiMessage) members(r *run) error {
	id, ok := m.identifier(setAddress, lidOneOffMembers)
	if !ok {
		return nil
	}
	for _, v := range m.multi[uint32(id)<<16|mapiBinary] {
		p, err := io.ReadAll(io.LimitReader(v.open(), maxOneOff))
		if err != nil {
			return firstError(m.c.w.err, nil)
		}
		name, address := oneOffEntry(p, m.page)
		if box := mailbox(name, m.address(address)); box != "" {
			if err := r.property("member", box, m.c.record()); err != nil {
				return err
			}
		}
	}
	return nil
}

// oneOffEntry takes name and address from an identifier of an entry.
func oneOffEntry(p []byte, page int) (name, address string) {
	if len(p) < 24 || string(p[4:20]) != oneOff {
		return "", ""
	}
	wide := binary.LittleEndian.Uint16(p[22:])&0x8000 != 0
	var parts [3]string
	p = p[24:]
	for i := range parts {
		var text []byte
		if wide {
			n := wire.Zero(p)
			text, p = wire.Text(p, n), p[min(len(p), 2*n+2):]
		} else {
			n := bytes.IndexByte(p, 0)
			if n < 0 {
				n = len(p)
			}
			text, p = decodePage(page, p[:n]), p[min(len(p), n+1):]
		}
		parts[i] = strings.ToValidUTF8(string(text), "\uFFFD")
	}
	return parts[0], parts[2]
}
