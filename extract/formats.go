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
}

// formats makes the list of all formats. Of equally sure ones the first is
// taken; the last takes everything. Those that look at many bytes to tell come
// after those that look at few: what is surely something else is not put to them.
func formats() []*format {
	list := append([]*format{
		{"JSON", "application/json", 80, sniffJSON, readJSON},
		{"mail", "message/rfc822", 76, sniffMail, readMail},
		{"mailbox", "application/mbox", 80, sniffMbox, readMbox},
		{"HTML", "text/html", 78, sniffHTML, readHTML},
		{"XML", "application/xml", 75, sniffXML, readXML},
		{"PDF", "application/pdf", 90, sniffPDF, readPDF},
		{"zip", "application/zip", 90, sniffZip, readZip},
		{"7z", "application/x-7z-compressed", 90, sniff7z, read7z},
		{"SQLite", "application/vnd.sqlite3", 90, sniffSQLite, readSQLite},
		{"SQLite log", "application/vnd.sqlite3-wal", 90, sniffWAL, readWAL},
		{"git pack", "application/x-git-pack", 90, sniffPack, readPack},
		{"git object", "application/x-git-object", 90, sniffLoose, readLoose},
		{"git bundle", "application/x-git-bundle", 90, sniffBundle, readBundle},
		{"git index", "application/x-git-index", 90, sniffGitIndex, readGitIndex},
		{"git table", "application/x-git-table", 90, sniffGitTable, readGitTable},
		{"zlib", "application/zlib", 71, sniffZlib, readZlib},
		{"tar", "application/x-tar", 85, sniffTar, readTar},
		{"gzip", "application/gzip", 90, sniffGzip, readGzip},
		{"bzip2", "application/x-bzip2", 90, sniffBzip2, readBzip2},
		{"xz", "application/x-xz", 90, sniffXZ, readXZ},
		{"zstd", "application/zstd", 90, sniffZstd, readZstd},
	}, recognised()...)
	return append(list,
		&format{"SQL", "application/sql", 62, sniffSQL, readSQL},
		&format{"CSV", "text/csv", 40, sniffCSV, readCSV},
		&format{"text", "text/plain", 10, sniffText, readText},
		&format{"binary", "application/octet-stream", 1, sniffBinary, readBinary},
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
