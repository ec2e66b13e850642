package extract

import "bytes"

// openLink begins a link, which ends the one that is open. An area has no end tag.
func (x *htmlText) openLink(name string, target []byte) error {
	err := x.closeLink()
	if len(target) > 0 {
		x.link, x.shown = bytes.Clone(target), x.shown[:0]
	}
	if name == "area" {
		err = firstError(err, x.closeLink())
	}
	return err
}

// closeLink writes where a link goes, unless it showed that.
func (x *htmlText) closeLink() error {
	link := x.link
	x.link = nil
	if !isAddress(link) {
		return nil
	}
	_, target, ok := bytes.Cut(link, []byte{':'})
	if !ok {
		target = link
	}
	target, _, _ = bytes.Cut(bytes.TrimLeft(target, "/"), []byte{'?'})
	if bytes.Contains(bytes.ToLower(x.shown), bytes.ToLower(bytes.TrimRight(target, "/"))) && !bytes.ContainsRune(link, '?') {
		return nil
	}
	return firstError(x.r.writeString(" <"), x.r.write(link), x.r.writeString("> "))
}

// isAddress reports whether a link goes to a mailbox, a telephone, a server or a
// file: paths name people and servers.
func isAddress(v []byte) bool {
	for _, s := range []string{"mailto:", "tel:", "http:", "https:", "ftp:", "sip:", "callto:", "file:", "smb:", `\\`} {
		if len(v) > len(s) && bytes.EqualFold(v[:len(s)], []byte(s)) {
			return true
		}
	}
	return false
}

// leadsSomewhere reports whether a field's code or a formula names a mailbox, a server
// or a file on one.
func leadsSomewhere(code []byte) bool {
	return bytes.ContainsRune(code, '@') || bytes.Contains(code, []byte("://")) || bytes.Contains(code, []byte(`\\`)) || bytes.Contains(bytes.ToLower(code), []byte("file:"))
}
