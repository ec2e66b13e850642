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
	_, target, _ := bytes.Cut(link, []byte{':'})
	target, _, _ = bytes.Cut(bytes.TrimLeft(target, "/"), []byte{'?'})
	if bytes.Contains(bytes.ToLower(x.shown), bytes.ToLower(bytes.TrimRight(target, "/"))) && !bytes.ContainsRune(link, '?') {
		return nil
	}
	return firstError(x.r.writeString(" <"), x.r.write(link), x.r.writeString("> "))
}

// isAddress reports whether a link goes to a mailbox, a telephone or a server.
func isAddress(v []byte) bool {
	for _, s := range []string{"mailto:", "tel:", "http:", "https:", "ftp:", "sip:", "callto:"} {
		if len(v) > len(s) && bytes.EqualFold(v[:len(s)], []byte(s)) {
			return true
		}
	}
	return false
}
