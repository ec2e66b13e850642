package pack

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/cells"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/sheet"
)

func (l *letter) elementColumns() []string {
	return []string{l.say("ckind"), l.say("cvalue"), l.say("cclass"), l.say("ccontents"), l.say("cmentions"), l.say("cfirst"), l.say("clast")}
}

func (l *letter) elementCells(e *element) []any {
	return []any{l.kind(e.Kind), e.Told, string(e.Class), e.Contents, e.Mentions, day(e.First), day(e.Last)}
}

func (l *letter) documentColumns() []string {
	return []string{l.say("cnumber"), l.say("cname"), l.say("cdocument"), l.say("cdate"), l.say("ccopies")}
}

func (l *letter) elementsCSV(w io.Writer) error {
	rows := make([][]any, len(l.elements))
	for i := range l.elements {
		rows[i] = l.elementCells(&l.elements[i])
	}
	return writeCSV(w, l.elementColumns(), rows)
}

func (l *letter) documentsCSV(w io.Writer) error {
	rows := make([][]any, len(l.documents))
	for i, d := range l.documents {
		rows[i] = []any{uint64(d.Number), d.Name, d.Kind, d.Date, d.Ways}
	}
	return writeCSV(w, l.documentColumns(), rows)
}

func writeCSV(w io.Writer, columns []string, rows [][]any) error {
	out := csv.NewWriter(w)
	out.Write(columns)
	for _, row := range rows {
		line := make([]string, len(row))
		for i, v := range row {
			switch v := v.(type) {
			case string:
				line[i] = cells.Guard(v)
			case uint64:
				line[i] = number(v)
			}
		}
		out.Write(line)
	}
	out.Flush()
	return out.Error()
}

func (l *letter) elementsXLSX(w io.Writer) error {
	out := sheet.New(w)
	out.Begin("Elements", l.elementColumns()...)
	for i := range l.elements {
		out.Row(l.elementCells(&l.elements[i])...)
	}
	out.Begin("Documents", l.documentColumns()...)
	for _, d := range l.documents {
		out.Row(uint64(d.Number), d.Name, d.Kind, d.Date, d.Ways)
	}
	return out.Close()
}

// A told is a pack for programs. Its keys are English in each language.
type told struct {
	Recipient  string          `json:"recipient"`
	Reference  string          `json:"reference"`
	Made       time.Time       `json:"made"`
	Language   string          `json:"language"`
	Contents   uint64          `json:"contents"`
	Mentions   uint64          `json:"mentions"`
	First      time.Time       `json:"firstFile,omitzero"`
	Last       time.Time       `json:"lastFile,omitzero"`
	Window     disclose.Window `json:"window"`
	Elements   []toldElement   `json:"elements"`
	Documents  []toldDocument  `json:"documents"`
	Unlisted   uint64          `json:"documentsNotListed,omitempty"`
	Incomplete bool            `json:"incomplete,omitempty"`
}

type toldElement struct {
	Kind     exposure.Kind  `json:"kind"`
	Value    string         `json:"value"` // masked unless values were opened
	Class    exposure.Class `json:"class,omitempty"`
	Contents uint64         `json:"contents"`
	Mentions uint64         `json:"mentions"`
	First    time.Time      `json:"firstFile,omitzero"`
	Last     time.Time      `json:"lastFile,omitzero"`
}

type toldDocument struct {
	Number int                   `json:"number"`
	Name   string                `json:"name,omitempty"` // "": not told
	Kind   exposure.DocumentKind `json:"kind,omitempty"`
	Date   string                `json:"date,omitempty"`
	Ways   uint64                `json:"copies"`
}

func (l *letter) json(w io.Writer) error {
	s := l.subject
	x := told{
		Recipient: l.name, Reference: l.m.Reference, Made: l.m.Made, Language: l.language, Contents: s.Contents, Mentions: s.Mentions,
		First: s.First, Last: s.Last, Window: l.m.Window, Unlisted: s.MoreDocs, Incomplete: !l.m.Complete,
		Elements: []toldElement{}, Documents: []toldDocument{},
	}
	x.Window.Seen, x.Window.Shut, x.Window.Copies, x.Window.Unknown = 0, 0, 0, 0 // how many places there are is nobody's business
	for i := range l.elements {
		e := &l.elements[i]
		x.Elements = append(x.Elements, toldElement{e.Kind, e.Told, e.Class, e.Contents, e.Mentions, e.First, e.Last})
	}
	for _, d := range l.documents {
		x.Documents = append(x.Documents, toldDocument{d.Number, d.Name, d.of, d.Date, d.Ways})
	}
	out := json.NewEncoder(w)
	out.SetIndent("", " ")
	return out.Encode(x)
}
