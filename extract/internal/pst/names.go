package pst

// Names returns the streams in which a file keeps what its named properties are called (section
// 2.4.7): GUIDs, entries, and strings. They are laid out as in a message file.
func (f *File) Names() (guids, entries, strings []byte, err error) {
	n, ok, err := f.Node(nodeNames)
	if !ok || err != nil {
		return nil, nil, nil, err
	}
	o, err := f.Object(n)
	if err != nil {
		return nil, nil, nil, notFormat(err)
	}
	var parts [3][]byte
	for i := range parts {
		p, ok := o.Find(uint16(2+i), 0x0102)
		if !ok {
			continue
		}
		v, err := o.Value(p)
		if err == nil {
			parts[i], err = v.Bytes(1 << 20)
		}
		if err = notFormat(err); err != nil {
			return nil, nil, nil, err
		}
	}
	return parts[0], parts[1], parts[2], nil
}
