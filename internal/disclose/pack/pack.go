package pack

import (
	"archive/zip"
	"embed"
	"io"
	"sync"
	"time"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/phrase"
	"github.com/hemostat/hemostat/internal/sealedzip"
)

//go:embed words/*.toml
var wordFiles embed.FS

// books are the texts of packs.
var books = sync.OnceValues(func() (phrase.Books, error) { return phrase.Load(wordFiles, "words") })

// Languages are those in which packs are made, by ISO 639-1.
func Languages() []string {
	all, err := books()
	if err != nil {
		return nil
	}
	return all.Languages()
}

// A Maker makes the packs of one campaign. It may be used by several goroutines.
type Maker struct {
	Reference string // by which sender and recipient mean the same; it names no place
	Made      time.Time
	Window    disclose.Window
	Complete  bool   // the scan came to its end
	Opened    bool   // values are in it
	Contact   string // who sends it; "" leaves a blank
	Language  string // "": that of the recipient's country
}

// A Seal is how a pack is closed: to an age recipient, or else by a passphrase.
type Seal struct {
	Recipient  age.Recipient
	Passphrase string
}

// Ending is how files that are closed so end.
func (s Seal) Ending() string {
	if s.Recipient != nil {
		return ".zip.age"
	}
	return ".zip"
}

// An archive takes the files of a pack.
type archive interface {
	Add(name string, write func(io.Writer) error) error
	Close() error
}

// Write writes the pack of a subject, closed by seal.
func (m *Maker) Write(w io.Writer, s *disclose.Subject, r *Reader, seal Seal) error {
	out, err := m.archive(w, seal)
	if err != nil {
		return err
	}
	l, err := m.letter(s, r)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"summary.html", l.html}, {"summary.pdf", l.pdf}, {"elements.csv", l.elementsCSV}, {"elements.xlsx", l.elementsXLSX}, {"documents.csv", l.documentsCSV}, {"pack.json", l.json},
	} {
		if err := out.Add(f.name, f.write); err != nil {
			return err
		}
	}
	return out.Close()
}

func (m *Maker) archive(w io.Writer, seal Seal) (archive, error) {
	if seal.Recipient == nil {
		return sealedzip.New(w, seal.Passphrase, m.Made)
	}
	outer := armor.NewWriter(w)
	inner, err := age.Encrypt(outer, seal.Recipient)
	if err != nil {
		return nil, err
	}
	return &ageArchive{zip.NewWriter(inner), inner, outer, m.Made}, nil
}

// An ageArchive is a plain ZIP archive within an armored file of age.
type ageArchive struct {
	*zip.Writer
	inner, outer io.Closer
	at           time.Time
}

// Add implements archive.
func (a *ageArchive) Add(name string, write func(io.Writer) error) error {
	w, err := a.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.at.UTC()})
	if err != nil {
		return err
	}
	return write(w)
}

// Close implements archive.
func (a *ageArchive) Close() error {
	for _, c := range []io.Closer{a.Writer, a.inner, a.outer} {
		if err := c.Close(); err != nil {
			return err
		}
	}
	return nil
}
