package seal

import (
	"bytes"
	"encoding/binary"
)

// RowKey returns what stands for the value of a key by which tables refer to each other, whatever the column is
// called. Capitals are no difference.
func (s *Sealer) RowKey(value []byte) uint64 {
	s.scratch = append(append(s.scratch[:0], "row-key\x00"...), bytes.ToLower(value)...)
	return binary.BigEndian.Uint64(s.mac(s.names))
}

// Folder returns what stands for a folder of a target; "" is for the target of what is in no target itself.
func (s *Sealer) Folder(target, folder string) uint64 {
	unit := s.Name("folder", target, folder)
	return binary.BigEndian.Uint64(unit[:])
}

// TableWord returns what stands for a word in the name of a file.
func (s *Sealer) TableWord(word string) uint32 {
	unit := s.Name("table-word", word)
	return binary.BigEndian.Uint32(unit[:])
}
