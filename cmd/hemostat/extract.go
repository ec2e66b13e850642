package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/sweep"
)

func (a *app) extractCommand() *cobra.Command {
	var tree, formats bool
	var spool int64
	var pictures ocrFlags
	cmd := &cobra.Command{
		Use:   "extract FILE…|-",
		Short: "Give the text of any file, or the tree of what is in it",
		Long: `Extract gives what a scan would read: the text of files and folders, or of the standard input, and of all that is in them,
to any depth: members of archives, attachments of mails, rows of databases. The format is known by content; the name changes
nothing. It makes no campaign and stores nothing.

Values are not masked: this is the text itself. ` + "`hemostat detect`" + ` masks.

Each run of text has a line before it with its place, what it was read as, and which part it is (header, body, quoted, signature, table,
comments, notes, margins, hidden, properties, image: seen in a picture). --tree gives contents alone, one a line, with what each is, its size, and what was not read and why.

--json writes one object a line:
  {"event":"text", …}      path, way, media, part, offset, text; marks: from which offset on which field and which record
  {"event":"content", …}   when a content has ended: path, way, name, depth, media, bytes, textBytes, language, sha256, modified,
                           and what it says of itself: title, author, company, created, messageId, signed, signedBy
  {"event":"not-read", …}  path, way, reason, bytes, again (whether trying again, or other rights, could read it), why

--formats lists what is read, what is read and was never tested with a file of a real program (experimental), and what is only
recognised: of that, runs of plain text are given.

` + ocrHelp + `

` + extractCodes,
		Example: `  hemostat extract contract.docx
  hemostat extract --tree backup.zip
  hemostat extract --json dump.sql | jq -r 'select(.event == "text").text'
  curl -s https://files.contoso.example/q3.pdf | hemostat extract -
  hemostat extract --formats`,
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault),
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case formats && (tree || len(args) > 0):
				return usageError{errors.New("--formats lists the formats, of no file: leave --tree and the files away")}
			case formats:
				return nil
			}
			return takes(1, many, "files or folders, or - for the standard input")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if formats {
				return a.formats()
			}
			return a.extract(cmd.Context(), args, tree, spool, &pictures)
		},
	}
	f := cmd.Flags()
	f.BoolVar(&tree, "tree", false, "what is inside, without its text")
	f.BoolVar(&formats, "formats", false, "list the formats")
	f.Int64Var(&spool, "spool-limit", 16<<30, "bytes of temporary files, encrypted, for large members of archives")
	pictures.add(cmd)
	return cmd
}

func (a *app) extract(ctx context.Context, args []string, tree bool, spool int64, pictures *ocrFlags) error {
	if err := present("extract", args); err != nil {
		return err
	}
	x, done, err := a.extractor(ctx, spool, pictures)
	if err != nil {
		return err
	}
	defer done()
	defer boundMemory(fileMemory)()
	out := bufio.NewWriterSize(a.stdout, 64<<10)
	if a.json {
		out.Reset(rawWriter(a.stdout)) // nothing in it acts on a terminal
	}
	o := sweep.OutlineOptions{Extractor: x, Stdin: a.stdin, Tree: tree, JSON: a.json, Out: out}
	if !tree || a.json {
		o.Gap = a.gap // the tree has them where they stand
	}
	sum, err := sweep.Outline(ctx, o, files(args))
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	a.gapsLeftOut()
	a.note("%s, %s%s", numberOf(sum.Files, "file"), bytesText(sum.Bytes), gapsText(&sum))
	if !sum.Complete() {
		return status(exitIncomplete)
	}
	return nil
}

// formats lists what extraction knows.
func (a *app) formats() error {
	list := extract.Formats()
	if a.json {
		type format struct {
			Name  string `json:"name"`
			Media string `json:"media"`
			State string `json:"state"`
		}
		all := make([]format, len(list))
		for i, f := range list {
			all[i] = format{f.Name, f.Media, formatState(f)}
		}
		return writeJSON(a.stdout, all)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	for _, f := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\n", formatState(f), f.Name, f.Media)
	}
	return w.Flush()
}

// formatState says how far a format is read.
func formatState(f extract.Format) string {
	switch {
	case !f.Read:
		return "recognised"
	case f.Experimental:
		return "experimental"
	}
	return "read"
}
