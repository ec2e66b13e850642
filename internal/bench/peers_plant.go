package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hemostat/hemostat/internal/leak"
)

// perForm is how many of each form are planted: as many in each sort of file.
const perForm = 20

// A planted credential is one line of the truth.
type planted struct {
	Kind   string
	File   string
	Value  string // what is written behind the name of its setting
	Secret string `json:",omitempty"` // the part of it that is secret, where it is not all
	text   string // all that was written into the file for it
}

// peersCorpus writes the mixed corpus: its first part below "part", the others below
// "rest", so that slow programs can be given a part that has every planted
// credential. It returns these.
func peersCorpus(dir string, mb, partMB int64) ([]planted, error) {
	c := leak.NewCorpus(seed, mb*1e6)
	files := map[string][]string{} // of the part, by ending
	size := int64(0)
	for o := range c.Objects() {
		name := filepath.Join("rest", filepath.Base(o.Name))
		if size < partMB*1e6 {
			name = filepath.Join("part", filepath.Base(o.Name))
			files[filepath.Ext(name)] = append(files[filepath.Ext(name)], name)
		}
		size += o.Size
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(path, o.Bytes(), 0o600); err != nil {
			return nil, err
		}
	}
	for _, c := range carriers {
		if len(files[c.ending]) == 0 {
			return nil, fmt.Errorf("a part of %d MB has no %s file: 2 MB have each sort", partMB, c.ending)
		}
	}
	truth := plant(newMaker(seed), files)
	return truth, insertAll(newMaker(seed+1), dir, truth)
}

// plant makes the credentials and says where each is to stand.
func plant(m maker, files map[string][]string) (truth []planted) {
	for _, f := range forms {
		for i := range perForm {
			carrier := carriers[i%len(carriers)]
			list := files[carrier.ending]
			c := f.make(m)
			truth = append(truth, planted{
				Kind: f.kind, File: list[m.IntN(len(list))], Value: c.text, Secret: c.secret,
				text: carrier.write(m, f.name, c),
			})
		}
	}
	return truth
}

// insertAll writes what is planted into the files, each where a line, statement or
// function ends.
func insertAll(m maker, dir string, truth []planted) error {
	byFile := map[string][]string{}
	for _, p := range truth {
		byFile[p.File] = append(byFile[p.File], p.text)
	}
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		path := filepath.Join(dir, file)
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, text := range byFile[file] {
			i := slices.IndexFunc(carriers, func(c carrier) bool { return c.ending == filepath.Ext(file) })
			at := placeFor(m, data, carriers[i].after)
			data = slices.Concat(data[:at], []byte(text), data[at:])
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// placeFor is a random offset behind a separator, beyond the head of the file.
func placeFor(m maker, data []byte, separator string) int {
	first := bytes.Index(data, []byte(separator)) + len(separator)
	at := first + m.IntN(max(1, (len(data)-first)*9/10))
	if i := bytes.Index(data[at:], []byte(separator)); i >= 0 {
		return at + i + len(separator)
	}
	return first
}

// A carrier writes a setting as the files of one sort have it.
type carrier struct {
	ending string
	after  string // what stands before the place of a setting
	write  func(m maker, name string, c credential) string
}

var carriers = []carrier{
	{".go", "}\n\n", goSetting},
	{".sql", ";\n", sqlSetting},
	{".ndjson", "}\n", jsonSetting},
	{".csv", "\r\n", csvSetting},
	{".eml", "\r\n\r\n", mailSetting},
}

func snake(name string) string { return strings.ReplaceAll(name, " ", "_") }

func goSetting(_ maker, name string, c credential) string {
	parts := strings.Fields(name)
	for i := range parts[1:] {
		parts[1+i] = strings.ToUpper(parts[1+i][:1]) + parts[1+i][1:]
	}
	quoted := strconv.Quote(c.text)
	if strings.Contains(c.text, "\n") {
		quoted = "`" + c.text + "`"
	}
	text := "const " + strings.Join(parts, "") + " = " + quoted + "\n\n"
	if c.beside[0] != "" {
		text = goSetting(maker{}, c.beside[0], all(c.beside[1])) + text
	}
	return text
}

func sqlSetting(m maker, name string, c credential) string {
	text := ""
	if c.beside[0] != "" {
		text = sqlSetting(m, c.beside[0], all(c.beside[1]))
	}
	value := strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`).Replace(c.text) // as mysqldump has it
	return text + fmt.Sprintf("INSERT INTO settings VALUES (%d,'%s','%s','2020-03-04 10:11:12');\n", m.IntN(9000), snake(name), value)
}

func jsonSetting(m maker, name string, c credential) string {
	beside := ""
	if c.beside[0] != "" {
		beside = fmt.Sprintf(`,"%s":%s`, snake(c.beside[0]), jsonText(c.beside[1]))
	}
	return fmt.Sprintf(`{"time":"2020-03-04T10:11:12.%sZ","level":"debug","service":"billing","msg":"settings were loaded"%s,"%s":%s}`+"\n",
		m.from(digits, 3), beside, snake(name), jsonText(c.text))
}

func jsonText(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s) // a string always encodes
	return strings.TrimSpace(b.String())
}

// csvSetting is a row of the customers' table whose notes have the setting.
func csvSetting(m maker, name string, c credential) string {
	beside := ""
	if c.beside[0] != "" {
		beside = c.beside[0] + ": " + c.beside[1] + ", "
	}
	note := strings.ReplaceAll(beside+name+": "+c.text, `"`, `""`)
	return fmt.Sprintf("A%s,,,,,,,renewal,team,%d,%d.00,EUR,00%s,2019-04-11,2020-02-14,\"%s\"\r\n", m.from(digits, 7), 1+m.IntN(400), m.IntN(90000), m.from(digits, 4), note)
}

// mailSetting is a setting pasted into a mail: as in a file of the environment, or
// as people write it.
func mailSetting(m maker, name string, c credential) string {
	line := func(name, text string) string {
		if m.IntN(2) == 0 {
			return strings.ToUpper(snake(name)) + "=" + text
		}
		return name + ": " + text
	}
	text := line(name, c.text)
	if c.beside[0] != "" {
		text = line(c.beside[0], c.beside[1]) + "\n" + text
	}
	return strings.ReplaceAll(text, "\n", "\r\n") + "\r\n\r\n"
}
