package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"text/tabwriter"

	"github.com/hemostat/hemostat/internal/leak/crowd"
)

// A resolveBench measures the way from a ledger to organisations, persons, countries and the list of
// who must be told: over exports of one customer base, each of other bytes, of which the
// second campaign holds twice as many.
type resolveBench struct {
	out      io.Writer
	binary   string
	dir      string
	mentions int
	people   int
	linkage  string // folder of the tool beside which records are linked
}

// perRow is how many mentions a row has, about.
const perRow = 6

// A question is one command over a campaign.
type question struct {
	name string
	args []string
}

var questions = []question{
	{"figures: organisations, persons, countries", []string{"report"}},
	{"people", []string{"people"}},
	{"list of those to be told, by entity", []string{"notify-list", "--by", "entity", "--format", "csv"}},
	{"list of those to be told, by person", []string{"notify-list", "--by", "person", "--format", "csv"}},
}

func (b *resolveBench) run() error {
	table := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\tmentions\tidentities\ts\tCPU s\tpeak RSS MB")
	rows := b.mentions / perRow / b.people
	for _, snapshots := range []int{max(1, rows/2), max(2, rows)} {
		if err := b.measure(table, snapshots); err != nil {
			return err
		}
		table.Flush()
	}
	if err := b.peer(table); err != nil {
		return err
	}
	return table.Flush()
}

// measure scans so many exports and asks.
func (b *resolveBench) measure(table io.Writer, snapshots int) error {
	home := filepath.Join(b.dir, fmt.Sprint(snapshots))
	defer os.RemoveAll(home)
	files := filepath.Join(home, "files")
	if err := b.write(files, snapshots); err != nil {
		return err
	}
	h := hemostat{b.binary, home}
	r, err := h.scan("--basis", "owner", "--campaign", "bench", files)
	if err != nil {
		return err
	}
	mentions, identities := r.ended.sum()
	line := func(what string, r run) {
		fmt.Fprintf(table, "%s\t%d\t%d\t%.1f\t%.1f\t%d\n", what, mentions, identities, r.wall.Seconds(), r.cpu.Seconds(), r.resident>>20)
	}
	line("scan, with its figures", r)
	for _, q := range questions {
		r, err := asked(h.command(append(q.args[:1:1], append([]string{"bench"}, q.args[1:]...)...)...))
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		line(q.name, r)
	}
	return nil
}

// asked runs a command and throws its answer away.
func asked(cmd *exec.Cmd) (run, error) {
	cmd.Stdout = io.Discard
	r, err := measure(cmd)
	if err == nil && r.exit != 0 && r.exit != 3 {
		err = fmt.Errorf("%v ended with %d", cmd.Args, r.exit)
	}
	return r, err
}

// perTable is how many rows a file has at most.
const perTable = 20_000

// write writes exports as tables. No two have the same bytes: each has a column of its own.
func (b *resolveBench) write(dir string, snapshots int) error {
	c, err := crowd.New(crowd.Options{Seed: seed, People: b.people, Employers: max(1, b.people*65/300)})
	if err != nil {
		return err
	}
	for n := range snapshots {
		if err := b.writeSnapshot(filepath.Join(dir, fmt.Sprintf("%03d", n)), c, n); err != nil {
			return fmt.Errorf("write export %d: %w", n, err)
		}
	}
	return nil
}

func (b *resolveBench) writeSnapshot(dir string, c *crowd.Crowd, n int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	t := &tables{dir: dir, head: []string{"Customer No", "Name", "Date of birth", "E-mail", "Phone", "Street", "Postcode", "City", "Company", "Export"}}
	for x := range c.Snapshot() {
		name := x.Given + " " + x.Family
		if n%2 == 1 {
			name = x.Family + ", " + x.Given
		}
		if err := t.row(x.Marker, name, x.Birth, x.Mail, x.Phone, x.Street, x.Postal, x.Town, x.Company, fmt.Sprint("no ", n)); err != nil {
			return err
		}
	}
	return t.close()
}

// tables are files of one kind that follow each other.
type tables struct {
	dir  string
	head []string
	rows int
	file *os.File
	buf  *bufio.Writer
	csv  *csv.Writer
}

func (t *tables) row(cells ...string) error {
	if t.rows%perTable == 0 {
		if err := t.close(); err != nil {
			return err
		}
		var err error
		if t.file, err = os.Create(filepath.Join(t.dir, fmt.Sprintf("%05d.csv", t.rows/perTable))); err != nil {
			return err
		}
		t.buf = bufio.NewWriter(t.file)
		t.csv = csv.NewWriter(t.buf)
		if err := t.csv.Write(t.head); err != nil {
			return err
		}
	}
	t.rows++
	return t.csv.Write(cells)
}

func (t *tables) close() error {
	if t.file == nil {
		return nil
	}
	t.csv.Flush()
	if err := t.csv.Error(); err != nil {
		return err
	}
	if err := t.buf.Flush(); err != nil {
		return err
	}
	return t.file.Close()
}
