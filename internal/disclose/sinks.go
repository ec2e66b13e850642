package disclose

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/internal/cells"
	"github.com/hemostat/hemostat/internal/disclose/law"
	"github.com/hemostat/hemostat/internal/sheet"
)

func newSink(w io.Writer, format string, about *About, columns []string) (sink, error) {
	switch format {
	case "csv":
		s := &csvSink{csv.NewWriter(w)}
		return s, s.out.Write(columns)
	case "xlsx":
		s := &xlsxSink{sheet.New(w)}
		return s, s.out.Begin("To be told", columns...)
	case "json":
		s := &jsonSink{out: bufio.NewWriter(w)}
		return s, s.begin(about)
	}
	return nil, fmt.Errorf("format %q is none of %s", format, strings.Join(Formats(), ", "))
}

// csvSink is a table for any program. It ends where its lines end.
type csvSink struct{ out *csv.Writer }

func (s *csvSink) line(_ any, values []any) error {
	row := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case uint64:
			row[i] = strconv.FormatUint(v, 10)
		case string:
			row[i] = cells.Guard(v)
		}
	}
	return s.out.Write(row)
}

func (s *csvSink) end(*About, []law.Mark) error {
	s.out.Flush()
	return s.out.Error()
}

// xlsxSink is a workbook: the list, the rows of law that it names, and how it was made.
type xlsxSink struct{ out *sheet.Writer }

func (s *xlsxSink) line(_ any, values []any) error { return s.out.Row(values...) }

func (s *xlsxSink) end(about *About, marks []law.Mark) error {
	s.out.Begin("Law", "combination", "jurisdiction", "regime", "citation", "in our words", "confidence", "to mind", "verified on", "source", "not told here", "rule")
	for _, m := range marks {
		s.out.Row(m.Title, m.Jurisdiction, m.Regime, m.Citation, m.Words, string(m.Confidence), m.Flag, day(m.Verified), m.Source, m.Note, m.ID)
	}
	s.out.Begin("About", "what", "is")
	for _, row := range about.rows() {
		s.out.Row(row[0], row[1])
	}
	return s.out.Close()
}

// rows say what a list is in two columns.
func (a *About) rows() [][2]string {
	values := "masked"
	if a.Opened != "" {
		values = "opened: " + a.Opened
	}
	scan := "came to its end"
	if !a.Complete {
		scan = "has not come to its end: there may be more"
	}
	rows := [][2]string{
		{"Campaign", a.Campaign}, {"By", a.By}, {"Made", a.Made.UTC().Format(time.RFC3339)}, {"The scan", scan}, {"Values", values}, {"Minors", a.Minors},
		{"Exposure", a.Window.Text()}, {"How counted", a.HowCounted}, {"Law", a.Disclaimer}, {"Law table", a.LawVersion + ", SHA-256 " + a.LawDigest},
	}
	if loose := Unattributed(a.holders); loose != "" {
		rows = append(rows, [2]string{"In no line", loose + ": no person's and no organisation's; hemostat unattributed names the documents"})
	}
	if a.Country != "" {
		rows = append(rows, [2]string{"Country", a.Country + " alone"})
	}
	return rows
}

// jsonSink is one object, of which each line stands in a line of its own.
type jsonSink struct {
	out   *bufio.Writer
	begun bool
}

func (s *jsonSink) begin(about *About) error { return s.put(`{"about":`, about, ",\n\"lines\":[") }

func (s *jsonSink) line(value any, _ []any) error {
	before := ",\n"
	if !s.begun {
		before, s.begun = "\n", true
	}
	return s.put(before, value, "")
}

func (s *jsonSink) end(about *About, marks []law.Mark) error {
	after := "}\n"
	if about.holders != nil {
		after = ",\n"
	}
	err := s.put("\n],\n\"law\":", marks, after)
	if err == nil && about.holders != nil {
		err = s.put(`"holders":`, about.holders, "}\n")
	}
	if err != nil {
		return err
	}
	return s.out.Flush()
}

// put writes a value between two texts.
func (s *jsonSink) put(before string, value any, after string) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	s.out.WriteString(before)
	s.out.Write(text)
	_, err = s.out.WriteString(after)
	return err
}
