package extract

// The bounds of values of databases.
const (
	blobShort  = 64       // bytes up to which one that is no text is given in hexadecimal
	blobInline = 64 << 10 // bytes up to which one that is text stands in its row
)

// What becomes of a value.
const (
	blobText   = iota // it stands in its row
	blobHex           // it stands in its row in hexadecimal
	blobRuns          // its runs of text stand in its row
	blobMember        // it is a content of its own
)

// value says what becomes of a value of a database, by its bytes alone.
func (c *content) value(p []byte) (how int, text []byte) {
	h := newHead(p, true)
	switch f := c.w.x.sniff(h); {
	case len(p) == 0:
		return blobText, nil
	case h.text != nil && len(p) <= blobInline && (f.media == "text/plain" || f.media == "text/csv" || f.media == "application/json" && len(p) <= 4<<10):
		return blobText, h.text
	case len(p) <= blobShort:
		return blobHex, nil
	case f.media == "application/octet-stream":
		return blobRuns, nil
	}
	return blobMember, nil
}
