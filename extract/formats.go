package extract

// A format is one way to read a content.
type format struct {
	name  string // for people
	media string
	// sniff says how sure it is that a content with this head is of the format:
	// 0 not at all, 100 certain. It is a function of the bytes alone.
	sniff func(h *head) int
	// read hands on the content's text and members. Its error says why it did
	// not read the rest, see stop. It may set c.Media to something more exact.
	read func(c *content, h *head) error
}

// formats makes the list of all formats. Of equally sure ones the first is
// taken; the last takes everything.
func formats() []*format {
	return append([]*format{
		{"JSON", "application/json", sniffJSON, readJSON},
		{"SQL", "application/sql", sniffSQL, readSQL},
		{"CSV", "text/csv", sniffCSV, readCSV},
		{"mail", "message/rfc822", sniffMail, readMail},
		{"mailbox", "application/mbox", sniffMbox, readMbox},
		{"HTML", "text/html", sniffHTML, readHTML},
		{"XML", "application/xml", sniffXML, readXML},
		{"PDF", "application/pdf", sniffPDF, readPDF},
		{"zip", "application/zip", sniffZip, readZip},
		{"tar", "application/x-tar", sniffTar, readTar},
		{"gzip", "application/gzip", sniffGzip, readGzip},
		{"bzip2", "application/x-bzip2", sniffBzip2, readBzip2},
		{"xz", "application/x-xz", sniffXZ, readXZ},
		{"zstd", "application/zstd", sniffZstd, readZstd},
		{"text", "text/plain", sniffText, readText},
	}, append(recognised(), &format{"binary", "application/octet-stream", sniffBinary, readBinary})...)
}

// sniff finds the format of a content.
func (x *Extractor) sniff(h *head) *format {
	best, sure := x.formats[len(x.formats)-1], 0
	for _, f := range x.formats {
		if s := f.sniff(h); s > sure {
			best, sure = f, s
		}
	}
	return best
}
