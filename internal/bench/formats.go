package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/hemostat/hemostat/internal/leak"
)

// A formatBench measures how `hemostat extract` reads files that usual tools made, beside
// the tool that only unpacks or converts them.
type formatBench struct {
	out    io.Writer
	binary string
	dir    string
	mb     int64
}

// A fileFormat is one sort of file. Commands are those of sh(1), run in the folder of the
// bench, where corpus/ holds text files and all.txt is all of them in a row.
type fileFormat struct {
	name string
	file string
	make string                   // makes the file
	made func(*formatBench) error // or does in Go
	tool string                   // reads it
}

var fileFormats = []fileFormat{
	{name: "text", file: "all.txt", tool: "cat all.txt"},
	{name: "gzip", file: "all.txt.gz", make: "gzip -k all.txt", tool: "gzip -dc all.txt.gz"},
	{name: "bzip2", file: "all.txt.bz2", make: "bzip2 -k all.txt", tool: "bzip2 -dc all.txt.bz2"},
	{name: "xz", file: "all.txt.xz", make: "xz -k -3 all.txt", tool: "xz -dc all.txt.xz"},
	{name: "zstd", file: "all.txt.zst", make: "zstd -q -k all.txt", tool: "zstd -dcq all.txt.zst"},
	{name: "lz4", file: "all.txt.lz4", make: "lz4 -q all.txt all.txt.lz4", tool: "lz4 -dcq all.txt.lz4"},
	{name: "zip", file: "all.zip", make: "zip -q -r all.zip corpus", tool: "unzip -p all.zip"},
	{name: "tar", file: "all.tar", make: "tar -cf all.tar corpus", tool: "tar -xOf all.tar"},
	{name: "7z", file: "all.7z", make: "7z a -bd -mx3 all.7z corpus", tool: "7z x -so all.7z"},
	{name: "cpio", file: "all.cpio", make: "find corpus -type f | cpio -o -H newc --quiet > all.cpio", tool: "cpio -i --to-stdout --quiet < all.cpio"},
	{name: "PDF", file: "text.pdf", make: "head -c 3000000 all.txt | tr -cd '\\11\\12\\40-\\176' | enscript -q -B -p - | ps2pdf - text.pdf", tool: "pdftotext text.pdf -"},
	{name: "XLSX", file: "rows.xlsx", made: (*formatBench).workbook, tool: "xlsx2csv rows.xlsx"},
	{name: "SQLite", file: "rows.db", make: "sqlite3 rows.db -cmd '.mode csv' '.import rows.csv rows'", tool: "sqlite3 rows.db .dump"},
	{name: "git", file: "repo.tar", make: "git init -q repo && cp -r corpus repo/ && git -C repo add . && git -C repo -c user.name=J -c user.email=j@contoso.example commit -q -m one && git -C repo gc -q && tar -cf repo.tar repo/.git",
		tool: "git -C repo cat-file --batch-all-objects --batch"},
	{name: "any bytes", file: "program", make: "cp \"$HEMOSTAT\" program", tool: "strings -a program"},
}

// rowsOfTable is how many rows the workbook and the database have.
const rowsOfTable = 200_000

func (b *formatBench) run() error {
	if err := leak.NewCorpus(seed, b.mb*1e6).WriteDir(filepath.Join(b.dir, "corpus")); err != nil {
		return err
	}
	if err := b.sh("find corpus -type f | sort | xargs -d '\\n' cat > all.txt", nil); err != nil {
		return err
	}
	if err := b.rows(); err != nil {
		return err
	}
	w := tabwriter.NewWriter(b.out, 0, 0, 1, ' ', tabwriter.AlignRight|tabwriter.Debug)
	fmt.Fprintln(w, "format\tMB\tHemostat s\tMB/s\ttool s\tof the tool\tpeak RSS MB\t tool\t")
	for _, f := range fileFormats {
		if err := b.format(w, &f); err != nil {
			return err
		}
	}
	return w.Flush()
}

// formatRounds is how often each side runs, in turn; the best counts.
const formatRounds = 3

func (b *formatBench) format(w io.Writer, f *fileFormat) error {
	for _, line := range []string{f.make, f.tool} {
		if missing := b.missing(line); missing != "" {
			fmt.Fprintf(w, "%s\t\t\t\t\t\t\t %s is not on this machine\t\n", f.name, missing)
			return nil
		}
	}
	if f.made != nil {
		if err := f.made(b); err != nil {
			return err
		}
	} else if f.make != "" {
		if err := b.sh(f.make, nil); err != nil {
			return err
		}
	}
	info, err := os.Stat(filepath.Join(b.dir, f.file))
	if err != nil {
		return err
	}
	var ours, theirs run
	for i := range formatRounds {
		for _, side := range []struct {
			best *run
			line string
		}{{&ours, `"$HEMOSTAT" extract ` + f.file}, {&theirs, f.tool}} {
			var r run
			if err := b.sh("exec "+side.line, &r); err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
			if i == 0 || r.wall < side.best.wall {
				r.resident = max(r.resident, side.best.resident)
				*side.best = r
			}
		}
	}
	mb := float64(info.Size()) / 1e6
	fmt.Fprintf(w, "%s\t%.1f\t%.2f\t%.0f\t%.2f\t%.2f\t%d\t %s\t\n", f.name, mb, ours.wall.Seconds(), mb/ours.wall.Seconds(), theirs.wall.Seconds(),
		float64(theirs.wall)/float64(max(ours.wall, time.Microsecond)), ours.resident/1e6, strings.Fields(f.tool)[0])
	return nil
}

// missing returns a program of a command line that this machine lacks.
func (b *formatBench) missing(line string) string {
	for _, part := range strings.FieldsFunc(line, func(r rune) bool { return r == '|' || r == '&' }) {
		name, _, _ := strings.Cut(strings.TrimSpace(part), " ")
		if name == "" || strings.HasPrefix(name, `"`) || name == "exec" {
			continue
		}
		if _, err := exec.LookPath(name); err != nil {
			return name
		}
	}
	return ""
}

// sh runs a command line, what it prints thrown away, and says what it took.
func (b *formatBench) sh(line string, took *run) error {
	binary, err := filepath.Abs(b.binary)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(context.Background(), "sh", "-c", line)
	cmd.Dir, cmd.Env = b.dir, append(os.Environ(), "HEMOSTAT="+binary, "LC_ALL=C.UTF-8")
	var errs strings.Builder
	cmd.Stderr = &errs
	r, err := measure(cmd)
	if err != nil && r.exit != 4 && !slices.Contains([]int{0, 3}, r.exit) {
		return fmt.Errorf("%s: %w: %s", line, err, errs.String())
	}
	if took != nil {
		*took = r
	}
	return nil
}

// rows writes the table of the workbook and the database.
func (b *formatBench) rows() error {
	f, err := os.Create(filepath.Join(b.dir, "rows.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	fmt.Fprintln(f, "id,name,mail,phone,city")
	for i := range rowsOfTable {
		r := row5(i)
		if _, err := fmt.Fprintln(f, strings.Join(r[:], ",")); err != nil {
			return err
		}
	}
	return f.Close()
}

func row5(i int) [5]string {
	return [5]string{fmt.Sprint(i), fmt.Sprintf("Person %d Example", i), fmt.Sprintf("p%d@kunde%d.example", i, i%5000), fmt.Sprintf("+1 555 01%02d", i%100), "Springfield"}
}

func (b *formatBench) workbook() error {
	x := excelize.NewFile()
	defer x.Close()
	w, err := x.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i := range rowsOfTable {
		r := row5(i)
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), []any{r[0], r[1], r[2], r[3], r[4]}); err != nil {
			return err
		}
	}
	return cmp.Or(w.Flush(), x.SaveAs(filepath.Join(b.dir, "rows.xlsx")))
}
