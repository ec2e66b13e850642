package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/catalog"
)

func (a *app) custodyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "custody CAMPAIGN [show|verify|export] | custody verify FILE",
		Short: "Show, verify or export the chain of custody",
		Long: `The chain of custody says what was listed and fetched (target, masked name and its keyed form, SHA-256,
ETag, time, how signed in; also what was not fetched to its end, and before that which objects are about to be fetched, so
that a run which was killed hides nothing), opened, reported, exported and decided. Each entry holds the SHA-256 of the line before it.

Without a verb, or with show, the last entries are shown, one JSON object a line. verify checks the whole chain. export writes a folder:
  custody.jsonl     the chain, one entry a line
  manifest.sha256   what was fetched, for: sha256sum --check manifest.sha256
  HEAD              number of entries and SHA-256 of the last line
  verify.sh         checks the chain with sha256sum alone

A third party needs nothing of Hemostat to verify an export. ` + "`custody verify FILE`" + ` checks a chain that was exported, or that
` + "`hemostat timeline --chain`" + ` wrote.`,
		Example: `  hemostat custody contosobackup-q3
  hemostat custody contosobackup-q3 verify
  hemostat custody contosobackup-q3 export -o custody/
  hemostat custody verify custody/custody.jsonl`,
		Args:              takes(1, 2, "a campaign, and show, verify or export"),
		ValidArgsFunction: a.completeThen("show", "verify", "export"),
	}
	output := cmd.Flags().StringP("output", "o", "", "folder of the export, made where there is none (default: custody-CAMPAIGN)")
	by := cmd.Flags().String("by", "", "who exports, for the chain")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		verb := ""
		if len(args) > 1 {
			verb = args[1]
		}
		switch verb {
		case "", "show":
			return a.custodyTail(cmd.Context(), args[0])
		case "verify":
			return a.custodyVerify(cmd.Context(), args[0])
		case "export":
			folder := *output
			if folder == "" {
				folder = "custody-" + args[0]
			}
			return a.custodyExport(cmd.Context(), args[0], folder, *by)
		}
		if args[0] == "verify" {
			return a.chainVerify(verb)
		}
		return usageError{fmt.Errorf("custody %s: want show, verify or export", verb)}
	}
	return cmd
}

// chainVerify checks a chain that somebody exported.
func (a *app) chainVerify(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return usageError{fmt.Errorf("chain: %w", err)}
	}
	defer f.Close()
	n, head, err := catalog.VerifyCustody(f)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if n == 0 {
		return usageError{fmt.Errorf("%s is empty: no chain", file)}
	}
	return a.chainHolds(n, head)
}

// chainHolds tells that a chain was checked.
func (a *app) chainHolds(n int64, head string) error {
	if a.json {
		return writeJSON(a.stdout, chain{Holds: true, Entries: n, Head: head})
	}
	_, err := fmt.Fprintf(a.stdout, "The chain holds: %s entries, SHA-256 of the last line %s\n", countText(n), head)
	a.note("a chain whose end was cut off holds too: compare that SHA-256 with the one that you were given")
	return err
}

// shownEntries is how many of the last entries are shown.
const shownEntries = 20

// A tail keeps the last lines of what is written to it, in a ring.
type tail struct {
	lines [shownEntries][]byte // next is the oldest
	next  int
	line  []byte // begun
}

// Write implements [io.Writer].
func (t *tail) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		line, after, ended := bytes.Cut(rest, []byte("\n"))
		t.line, rest = append(t.line, line...), after
		if ended {
			t.lines[t.next] = append(append(t.lines[t.next][:0], t.line...), '\n')
			t.next = (t.next + 1) % shownEntries
			t.line = t.line[:0]
		}
	}
	return len(p), nil
}

func (a *app) custodyTail(ctx context.Context, name string) error {
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	var last tail
	n, head, err := answers.Custody(ctx, &last)
	if err != nil {
		return err
	}
	for i := range shownEntries {
		a.stdout.Write(last.lines[(last.next+i)%shownEntries])
	}
	shown := ""
	if n > shownEntries {
		shown = fmt.Sprintf(", the last %d of them shown (all: export)", shownEntries)
	}
	a.note("\n%s%s; SHA-256 of the last line %s", amount(n, "entry", "entries"), shown, head)
	return nil
}

func (a *app) custodyVerify(ctx context.Context, name string) error {
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	read, write := io.Pipe()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _, err := answers.Custody(ctx, write)
		write.CloseWithError(err)
	}()
	n, head, err := catalog.VerifyCustody(read)
	read.Close() // where the chain does not hold, the rest is not wanted
	<-ended      // before the campaign is closed
	if err != nil {
		return err
	}
	return a.chainHolds(n, head)
}

// A chain is what verify and export say to machines.
type chain struct {
	Holds   bool   `json:"holds,omitempty"` // it was verified
	Folder  string `json:"folder,omitempty"`
	Entries int64  `json:"entries"`
	Head    string `json:"sha256OfTheLastLine"`
}

const verifyScript = `#!/bin/sh
# Checks the chain of custody with sha256sum and sed alone: each line holds the
# SHA-256 of the line before it, and HEAD that of the last one.
set -eu
cd "$(dirname "$0")"
previous=0000000000000000000000000000000000000000000000000000000000000000
n=0
while IFS= read -r line; do
	n=$((n + 1))
	said=$(printf '%s' "$line" | sed -n 's/^{"seq":[0-9]*,"previous":"\([0-9a-f]*\)".*/\1/p')
	if [ "$said" != "$previous" ]; then
		echo "line $n does not follow from the line before it" >&2
		exit 1
	fi
	previous=$(printf '%s' "$line" | sha256sum | cut -d' ' -f1)
done <custody.jsonl
if [ "$n $previous" != "$(cat HEAD)" ]; then
	echo "the chain ends otherwise than HEAD says: entries are missing at its end" >&2
	exit 1
fi
echo "the chain holds: $n entries"
`

func (a *app) custodyExport(ctx context.Context, name, folder, by string) error {
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := answers.Record(ctx, "exported", by, "chain of custody and manifest"); err != nil {
		return err
	}
	var n int64
	var head string
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"custody.jsonl", func(w io.Writer) (err error) { n, head, err = answers.Custody(ctx, w); return err }},
		{"manifest.sha256", func(w io.Writer) error { return answers.Manifest(ctx, w) }},
		{"HEAD", func(w io.Writer) error { _, err := fmt.Fprintf(w, "%d %s\n", n, head); return err }},
		{"verify.sh", func(w io.Writer) error { _, err := io.WriteString(w, verifyScript); return err }},
	} {
		if err := writeFile(filepath.Join(folder, f.name), f.write, nil); err != nil {
			return err
		}
	}
	if a.json {
		return writeJSON(a.stdout, chain{Folder: folder, Entries: n, Head: head})
	}
	fmt.Fprintf(a.stdout, "%s: %s entries, SHA-256 of the last line %s\nVerify with: sh %s\n", folder, countText(n), head, filepath.Join(folder, "verify.sh"))
	return nil
}
