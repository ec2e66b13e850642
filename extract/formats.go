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
	// no file of a real program has tested it
	experimental bool
}

// formats makes the list of all formats. Of equally sure ones the first is
// taken; the last takes everything. Those that look at many bytes to tell come
// after those that look at few: what is surely something else is not put to them.
func formats() []*format {
	list := append([]*format{
		{"JSON", "application/json", 80, sniffJSON, readJSON, false},
		{"mail", "message/rfc822", 76, sniffMail, readMail, false},
		{"mailbox", "application/mbox", 80, sniffMbox, readMbox, false},
		{"HTML", "text/html", 78, sniffHTML, readHTML, false},
		{"XML", "application/xml", 75, sniffXML, readXML, false},
		{"PDF", "application/pdf", 90, sniffPDF, readPDF, false},
		{"zip", "application/zip", 90, sniffZip, readZip, false},
		{"7z", "application/x-7z-compressed", 90, sniff7z, read7z, false},
		{"RAR", "application/vnd.rar", 90, sniffRAR, readRAR, true},
		{"SQLite", "application/vnd.sqlite3", 90, sniffSQLite, readSQLite, false},
		{"SQLite log", "application/vnd.sqlite3-wal", 90, sniffWAL, readWAL, false},
		{"git pack", "application/x-git-pack", 90, sniffPack, readPack, false},
		{"git object", "application/x-git-object", 90, sniffLoose, readLoose, false},
		{"git bundle", "application/x-git-bundle", 90, sniffBundle, readBundle, false},
		{"git index", "application/x-git-index", 90, sniffGitIndex, readGitIndex, false},
		{"git table", "application/x-git-table", 90, sniffGitTable, readGitTable, false},
		{"zlib", "application/zlib", 71, sniffZlib, readZlib, false},
		{"tar", "application/x-tar", 85, sniffTar, readTar, false},
		{"gzip", "application/gzip", 90, sniffGzip, readGzip, false},
		{"bzip2", "application/x-bzip2", 90, sniffBzip2, readBzip2, false},
		{"xz", "application/x-xz", 90, sniffXZ, readXZ, false},
		{"zstd", "application/zstd", 90, sniffZstd, readZstd, false},
	}, recognised()...)
	return append(list,
		&format{"SQL", "application/sql", 62, sniffSQL, readSQL, false},
		&format{"CSV", "text/csv", 40, sniffCSV, readCSV, false},
		&format{"text", "text/plain", 10, sniffText, readText, false},
		&format{"binary", "application/octet-stream", 1, sniffBinary, readBinary, false},
	)
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
