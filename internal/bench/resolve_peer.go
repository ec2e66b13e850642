package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/hemostat/hemostat/internal/leak/crowd"
)

// peer has the same records linked by talisman, in Node, and by ours, which also reads them.
func (b *resolveBench) peer(table io.Writer) error {
	home := filepath.Join(b.dir, "peer")
	defer os.RemoveAll(home)
	c, err := crowd.New(crowd.Options{Seed: seed, People: b.people / 2, Again: 40})
	if err != nil {
		return err
	}
	files := filepath.Join(home, "files")
	if err := os.MkdirAll(files, 0o700); err != nil {
		return err
	}
	truth, bare := filepath.Join(home, "truth.tsv"), filepath.Join(files, "records.tsv")
	n, err := writeRecords(c, truth, bare)
	if err != nil {
		return fmt.Errorf("write records: %w", err)
	}
	line := func(what string, r run, rest string) {
		fmt.Fprintf(table, "%s\t%d records\t\t%.1f\t%.1f\t%d\t%s\n", what, n, r.wall.Seconds(), r.cpu.Seconds(), r.resident>>20, rest)
	}
	var out strings.Builder
	cmd := exec.Command("node", "--max-old-space-size=8192", filepath.Join(b.linkage, "peer.js"), truth)
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	r, err := measure(cmd)
	if err != nil || r.exit != 0 {
		return fmt.Errorf("talisman: %w (exit %d): npm ci --prefix test/linkage", err, r.exit)
	}
	var said struct{ Seconds, Precision, Recall float64 }
	if err := json.Unmarshal([]byte(out.String()), &said); err != nil {
		return fmt.Errorf("talisman: %w", err)
	}
	line("talisman 1.1.4 over records", r, fmt.Sprintf("linking alone %.1f s, precision %.4f, recall %.4f", said.Seconds, said.Precision, said.Recall))
	h := hemostat{b.binary, home}
	if r, err = h.scan("--basis", "owner", "--campaign", "bench", files); err != nil {
		return err
	}
	line("hemostat scan of the same", r, "")
	if r, err = asked(h.command("people", "bench")); err != nil {
		return err
	}
	line("hemostat people of the same", r, "")
	return nil
}

// writeRecords writes all records twice: with who they are of, and without.
func writeRecords(c *crowd.Crowd, truth, bare string) (n int, err error) {
	var with, without strings.Builder
	with.WriteString("person\tgiven\tfamily\tbirth\tmail\tphone\tstreet\tpostal\ttown\n")
	without.WriteString("Customer No\tFirst name\tLast name\tDate of birth\tE-mail\tPhone\tStreet\tPostcode\tCity\n")
	for x := range c.Records() {
		cells := strings.Join([]string{x.Given, x.Family, x.Birth, x.Mail, x.Phone, x.Street, x.Postal, x.Town}, "\t")
		fmt.Fprintf(&with, "%d\t%s\n", x.Person, cells)
		fmt.Fprintf(&without, "%s\t%s\n", x.Marker, cells)
		n++
	}
	if err := os.WriteFile(truth, []byte(with.String()), 0o600); err != nil {
		return 0, err
	}
	return n, os.WriteFile(bare, []byte(without.String()), 0o600)
}
