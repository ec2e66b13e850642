package report

import (
	"io"
	"iter"
	"time"

	"github.com/hemostat/hemostat/exposure"
)

// A File is a document at one of the ways that lead to it.
type File struct {
	Path    string                `json:"path"` // masked
	Kind    exposure.DocumentKind `json:"kind,omitempty"`
	Score   int                   `json:"score,omitempty"`  // of the kind, 0 to 100
	Dated   time.Time             `json:"dated,omitzero"`   // by its own word
	Written time.Time             `json:"written,omitzero"` // as its container, or the target, says
	Media   string                `json:"media,omitempty"`
	Bytes   int64                 `json:"bytes"`
	Copies  uint64                `json:"copies"`            // ways that this one stands for, 1 or more
	Parties string                `json:"parties,omitempty"` // whom it is from and for: roles, each with the first name of its party
	SHA256  string                `json:"sha256,omitempty"`
	// Left says that this is no document: the object holds more than the list has of one.
	Left bool `json:"left,omitempty"`
}

// FilesTable names the table that [WriteFiles] writes, which is made as it is written: a
// report does not hold it.
const FilesTable = "files"

// WriteFiles writes the documents as CSV, as [Report.WriteCSV] writes its tables.
func WriteFiles(w io.Writer, files iter.Seq2[File, error]) error {
	header := []string{"path", "kind", "score", "dated", "written", "media", "bytes", "copies", "parties", "sha256"}
	return writeTable(w, header, func(row func(...any) error) error {
		for f, err := range files {
			if err != nil {
				return err
			}
			dated := "" // a day: nothing says an hour
			if !f.Dated.IsZero() {
				dated = f.Dated.UTC().Format(time.DateOnly)
			}
			kind := documentWord(f.Kind).key
			if f.Left {
				kind = "and more that are not listed"
			}
			err := row(f.Path, kind, uint64(max(f.Score, 0)), dated, f.Written, f.Media, uint64(max(f.Bytes, 0)), f.Copies, f.Parties, f.SHA256)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// DocumentKinds returns the kinds of documents as tables name them, in the order of the report.
func DocumentKinds() []string {
	names := make([]string, len(documentWords))
	for i, w := range documentWords {
		names[i] = w.key
	}
	return names
}

// DocumentKind returns the kind of documents that tables name so.
func DocumentKind(name string) (exposure.DocumentKind, bool) {
	for _, w := range documentWords {
		if w.key == name {
			return w.kind, true
		}
	}
	return "", false
}

// DocumentKindName names a kind of documents as tables do.
func DocumentKindName(kind exposure.DocumentKind) string { return documentWord(kind).key }
