package sweep_test

import (
	"archive/zip"
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

var sayColumns = flag.Bool("columns", false, "TestColumnsTruth tells which columns are not understood")

func dayIn(r *rand.Rand, layout string) string {
	return time.Date(1931+r.IntN(70), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC).Format(layout)
}

// A variant is something that befalls tables.
type variant struct {
	name   string
	change func(rows [][]string) [][]string
	floor  int // columns that are understood at least, in per cent
}

var variants = []variant{
	{"named in their language", func(rows [][]string) [][]string { return rows }, 95},
	{"without a heading", func(rows [][]string) [][]string { return rows[1:] }, 90},
	{"without a heading and mails", func(rows [][]string) [][]string {
		for i, row := range rows {
			rows[i] = slices.Concat(row[:3], row[4:])
		}
		return rows[1:]
	}, 85},
	{"with a heading that says nothing", func(rows [][]string) [][]string {
		for i := range rows[0] {
			rows[0][i] = fmt.Sprintf("Field%c", 'A'+i)
		}
		return rows
	}, 90},
	{"with a wrong heading", func(rows [][]string) [][]string {
		rows[0] = append(rows[0][4:], rows[0][:4]...)
		return rows
	}, 80},
	{"below a line of title", func(rows [][]string) [][]string {
		return append([][]string{{"Export 7 of the list"}, {}}, rows...)
	}, 90},
	{"with a heading that repeats", func(rows [][]string) (out [][]string) {
		for i, row := range rows[1:] {
			if i%5 == 0 {
				out = append(out, rows[0])
			}
			out = append(out, row)
		}
		return out
	}, 90},
	{"behind another table", func(rows [][]string) [][]string {
		return append([][]string{{"Article", "Price", "Stock"}, {"Clamp 4", "12.50", "7"}, {"Clamp 6", "14.00", "3"}, {"Hose 2", "3.80", "40"}, {}}, rows...)
	}, 90},
	{"a record a column", func(rows [][]string) (out [][]string) {
		for col := range rows[0] {
			line := []string{}
			for _, row := range rows[:min(len(rows), 7)] {
				line = append(line, row[col])
			}
			out = append(out, line)
		}
		return out
	}, 90},
}

// A tableFormat writes a table as a file.
type tableFormat struct {
	name  string
	write func(t *testing.T, rows [][]string) []byte
	not   []string // variants that it cannot have
}

var tableFormats = []tableFormat{
	{"x.csv", func(_ *testing.T, rows [][]string) []byte { return delimited(rows, ";") }, nil},
	{"x.tsv", func(_ *testing.T, rows [][]string) []byte { return delimited(rows, "\t") }, nil},
	{"x.xlsx", workbook, nil},
	{"x.sql", statements, []string{"below a line of title", "with a heading that repeats", "behind another table", "a record a column"}},
}

func delimited(rows [][]string, with string) []byte {
	var b bytes.Buffer
	for _, row := range rows {
		b.WriteString(strings.Join(row, with) + "\r\n")
	}
	return b.Bytes()
}

// statements gives no list of columns where the first row is one of values.
func statements(_ *testing.T, rows [][]string) []byte {
	var b bytes.Buffer
	columns := ""
	if rows[0][0] != "1" {
		columns = " (`" + strings.Join(rows[0], "`, `") + "`)"
		rows = rows[1:]
	}
	for _, row := range rows {
		fmt.Fprintf(&b, "INSERT INTO `t1`%s VALUES ('%s');\n", columns, strings.Join(row, "', '"))
	}
	return b.Bytes()
}

func workbook(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var sheet, b bytes.Buffer
	sheet.WriteString(`<worksheet><sheetData>`)
	for i, row := range rows {
		if len(row) == 0 {
			continue
		}
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for col, cell := range row {
			fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+col, i+1, cell)
		}
		sheet.WriteString(`</row>`)
	}
	sheet.WriteString(`</sheetData></worksheet>`)
	w := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types/>`},
		{"xl/workbook.xml", `<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Target="/xl/worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet.String()},
	} {
		f, err := w.Create(part[0])
		if err == nil {
			_, err = f.Write([]byte(part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A tableReader reads a file and keeps what is found in it.
type tableReader struct {
	engine *detect.Engine
	stream *detect.Stream
	found  map[exposure.Kind][]string
}

func (r *tableReader) Begin(*extract.Content) (bool, error) { return true, r.end() }
func (r *tableReader) End(*extract.Content) error           { return r.end() }
func (r *tableReader) NotRead(string, exposure.Reason, int64, string) error {
	return fmt.Errorf("not read")
}

func (r *tableReader) end() error {
	if r.stream == nil {
		return nil
	}
	err := r.stream.Close()
	r.stream = nil
	return err
}

func (r *tableReader) Segment(s *exposure.Segment) error {
	if s.Offset == 0 {
		if err := r.end(); err != nil {
			return err
		}
		r.stream = r.engine.Stream(detect.Segment{Media: s.Media, Part: s.Part}, func(m detect.Mention) error {
			if m.Score >= 50 {
				r.found[m.Kind] = append(r.found[m.Kind], strings.ToLower(string(m.Value)))
			}
			return nil
		})
	}
	r.stream.Tables(s.Tables)
	return r.stream.Write(s.Text, s.Marks)
}

// kindsOf are the kinds that say that a column is understood.
var kindsOf = map[string]exposure.Kind{
	"given": exposure.Person, "family": exposure.Person, "email": exposure.Email, "phone": exposure.Phone, "born": exposure.Birth,
	"street": exposure.Address, "postcode": exposure.Address, "town": exposure.Address, "country": exposure.Country, "company": exposure.Company,
}

// understood returns the columns of which four in five cells are found as what they are.
// Names are found whole: a given name in one that begins with it and goes on.
func (r *tableReader) understood(sort string, rows []worldRow) bool {
	right := 0
	for _, row := range rows {
		cell := strings.ToLower(row[sort])
		ok := slices.ContainsFunc(r.found[kindsOf[sort]], func(v string) bool {
			switch sort {
			case "given":
				return v == cell+" "+strings.ToLower(row["family"]) || v == strings.ToLower(row["family"])+" "+cell
			case "family":
				return v == strings.ToLower(row["given"])+" "+cell || v == cell+" "+strings.ToLower(row["given"])
			case "street", "postcode", "town":
				return strings.Contains(v, cell) && strings.Contains(v, strings.ToLower(row["street"]))
			}
			return v == cell
		})
		if sort == "country" {
			ok = len(r.found[exposure.Country]) >= len(rows)
		}
		if ok {
			right++
		}
	}
	return right*5 >= len(rows)*4
}

// wrong counts what is found and does not stand in the table.
func (r *tableReader) wrong(rows []worldRow) (n int) {
	for kind, cells := range map[exposure.Kind]func(worldRow) []string{
		exposure.Person: func(row worldRow) []string {
			return []string{row["given"] + " " + row["family"]}
		},
		exposure.Phone:   func(row worldRow) []string { return []string{row["phone"]} },
		exposure.Birth:   func(row worldRow) []string { return []string{row["born"]} },
		exposure.Company: func(row worldRow) []string { return []string{row["company"]} },
		exposure.Address: func(row worldRow) []string {
			return []string{row["street"] + " " + row["postcode"] + " " + row["town"]}
		},
		exposure.Identifier: func(worldRow) []string { return nil },
		exposure.User:       func(worldRow) []string { return nil },
	} {
		for _, value := range r.found[kind] {
			if !slices.ContainsFunc(rows, func(row worldRow) bool {
				return slices.ContainsFunc(cells(row), func(cell string) bool { return strings.EqualFold(cell, value) })
			}) {
				if n++; *sayColumns {
					fmt.Println("wrong:", kind, value)
				}
			}
		}
	}
	return n
}

// TestColumnsTruth counts the columns that are understood of tables in thirteen languages and
// four formats, whatever befell their headings. -v prints the table of docs/quality.md.
func TestColumnsTruth(t *testing.T) {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	extractor, err := extract.New(extract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%-34s  columns  understood  wrong", "tables")
	for _, v := range variants {
		all, right, wrong := 0, 0, 0
		for k := range tongues {
			tongue := &tongues[k]
			for n, f := range tableFormats {
				if slices.Contains(f.not, v.name) {
					continue
				}
				world := tongue.rows(20, rand.New(rand.NewPCG(uint64(k), uint64(n))))
				if v.name == "a record a column" {
					world = world[:6]
				}
				heads := []string{tongue.heads["id"]}
				for _, s := range sorts {
					heads = append(heads, tongue.heads[s])
				}
				rows := [][]string{heads}
				for _, row := range world {
					line := []string{row["id"]}
					for _, s := range sorts {
						line = append(line, row[s])
					}
					rows = append(rows, line)
				}
				r := &tableReader{engine: engine, found: map[exposure.Kind][]string{}}
				data := f.write(t, v.change(rows))
				if err := extractor.Walk(context.Background(), extract.Input{Name: f.name, Size: int64(len(data)), Body: bytes.NewReader(data), At: bytes.NewReader(data)}, r); err != nil {
					t.Fatal(err)
				}
				wrong += r.wrong(world)
				for _, s := range sorts {
					if s == "email" && strings.HasSuffix(v.name, "and mails") {
						continue
					}
					if all++; r.understood(s, world) {
						right++
					} else if *sayColumns {
						t.Logf("%s, %s %s: %s", v.name, tongue.code, f.name, s)
					}
				}
			}
		}
		t.Logf("%-34s  %7d  %8.1f %%  %5d", v.name, all, float64(right)*100/float64(all), wrong)
		if right*100 < all*v.floor {
			t.Errorf("tables %s: %d of %d columns are understood, want %d %%", v.name, right, all, v.floor)
		}
	}
}
