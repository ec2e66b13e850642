package extract

// A format is one way to read a content.
type format struct {
	name  string // for people
	media string
	// most is the most that sniff says.
	most int
	// sniff says how sure it is that a content with this head is of the format:
	// 0 not at all, 100 certain. It is a function of the bytes alone.
	sniff func(h *head) int
	// read hands on the content's text and members. Its error says why it did
	// not read the rest, see stop. It may set c.Media to something more exact.
	read func(c *content, h *head) error
	// experimental: no file of a real program has tested it.
	experimental bool
}

// formats makes the list of all formats. Of equally sure ones the first is
// taken; the last takes everything. Those that look at many bytes to tell come
// after those that look at few: what is surely something else is not put to them.
func formats() []*format {
	list := append([]*format{
		{"JSON", "application/json", 80, sniffJSON, readJSON, false},
		{"mail", "message/rfc822", 76, sniffMail, readMail, false},
		{"address cards (vCard)", "text/vcard", 85, sniffVCard, readVCard, false},
		{"calendar (iCalendar)", "text/calendar", 85, sniffCalendar, readVCard, false},
		{"directory (LDIF)", "text/x-ldif", 85, sniffLDIF, readLDIF, false},
		{"mailbox", "application/mbox", 80, sniffMbox, readMbox, false},
		{"HTML", "text/html", 78, sniffHTML, readHTML, false},
		{"XML", "application/xml", 75, sniffXML, readXML, false},
		{"PDF", "application/pdf", 90, sniffPDF, readPDF, false},
		{"zip", "application/zip", 90, sniffZip, readZip, false},
		{"signed or encrypted message (p7s, p7m)", "application/pkcs7-mime", 85, sniffCMS, readCMS, false},
		{"tar", "application/x-tar", 85, sniffTar, readTar, false},
		{"gzip", "application/gzip", 90, sniffGzip, readGzip, false},
		{"bzip2", "application/x-bzip2", 90, sniffBzip2, readBzip2, false},
		{"xz", "application/x-xz", 90, sniffXZ, readXZ, false},
		{"zstd", "application/zstd", 90, sniffZstd, readZstd, false},
		{"compound file", "application/x-ole-storage", 90, sniffCompound, readCompound, false},
		{"RTF", "application/rtf", 90, sniffRTF, readRTF, false},
		{"TNEF", "application/vnd.ms-tnef", 90, sniffTNEF, readTNEF, true},
		{"Outlook data file (pst, ost)", "application/vnd.ms-outlook-pst", 90, sniffPST, readPST, false},
	}, append(append(archives(), pictures()...), recognised()...)...)
	return append(list,
		&format{"SQL", "application/sql", 62, sniffSQL, readSQL, false},
		&format{"CSV", "text/csv", 40, sniffCSV, readCSV, false},
		&format{"text", "text/plain", 10, sniffText, readText, false},
		&format{"binary", "application/octet-stream", 1, sniffBinary, readBinary, false},
	)
}

// A Format is a sort of content that extraction knows.
type Format struct {
	Name  string // for people
	Media string
	// Read reports whether its text and members are read. Else it is recognised:
	// runs of plain text are given, and the rest is told as not read.
	Read bool
	// Experimental reports that no file of a real program has tested its reader.
	Experimental bool
}

// Formats returns what extraction knows: what is read in the order in which it is
// tried, then what is recognised by its first bytes alone.
func Formats() []Format {
	var read, known []Format
	seen := make(map[string]bool)
	bare := make(map[string]bool)
	for _, f := range recognised() {
		bare[f.name] = true
	}
	for _, f := range formats() {
		if seen[f.name] {
			continue
		}
		seen[f.name] = true
		if bare[f.name] {
			known = append(known, Format{Name: f.name, Media: f.media})
			continue
		}
		read = append(read, Format{Name: f.name, Media: f.media, Read: true, Experimental: f.experimental})
		if f.name == "zip" {
			for _, d := range append(officeDocuments(), openDocuments()...) {
				read = append(read, Format{Name: d.name, Media: d.media, Read: true, Experimental: d.experimental})
			}
		}
		if f.name == "compound file" {
			for _, k := range compoundKinds() {
				read = append(read, Format{Name: k.name, Media: k.media, Read: true, Experimental: k.experimental})
			}
		}
	}
	return append(read, known...)
}

// sniff finds the format of a content.
func (x *Extractor) sniff(h *head) *format {
	best, sure := x.formats[len(x.formats)-1], 0
	for _, f := range x.formats {
		if f.most <= sure {
			continue
		}
		if s := f.sniff(h); s > sure {
			best, sure = f, s
		}
	}
	return best
}
