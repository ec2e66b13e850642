package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/inquiry"
)

func (a *app) entityLogCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "log CAMPAIGN",
		Short:             "Show all decisions in their order, and which of them stand",
		Example:           "  hemostat entity log contosobackup-q3",
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := a.decisions(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if a.json {
				for _, x := range list {
					if err := writeJSONLine(a.stdout, x); err != nil {
						return err
					}
				}
				return nil
			}
			printLog(a.stdout, list)
			return nil
		},
	}
}

func (a *app) decisions(ctx context.Context, name string) ([]inquiry.Logged, error) {
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return nil, err
	}
	defer done()
	return answers.Decisions(ctx)
}

func printLog(w io.Writer, list []inquiry.Logged) {
	if len(list) == 0 {
		fmt.Fprintln(w, "Nothing was decided by hand.")
	}
	for _, x := range list {
		state := ""
		if !x.Stands && x.Op != attribute.OpUndo {
			state = "  (undone)"
		}
		by := ""
		if x.By != "" {
			by = ", " + x.By
		}
		what := strings.Join(strings.Fields(x.Op+" "+x.A+" "+x.B), " ")
		fmt.Fprintf(w, "%s  %s: %s%s%s\n", x.At.Format(time.DateTime), what, x.Reason, by, state)
	}
}

func (a *app) entityExportCommand() *cobra.Command {
	var output, by string
	cmd := &cobra.Command{
		Use:               "export CAMPAIGN",
		Short:             "Write all decisions, one JSON object a line",
		Long:              "Export writes the log of decisions, for another campaign over the same organisations or a copy of this one. It names organisations.",
		Example:           "  hemostat entity export contosobackup-q3 -o decisions.jsonl",
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.exportDecisions(cmd.Context(), args[0], output, by)
		},
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "file to write (default: standard output)")
	cmd.Flags().StringVar(&by, "by", "", "who exports, for the chain of custody")
	return cmd
}

func (a *app) exportDecisions(ctx context.Context, name, output, by string) error {
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	list, err := answers.Decisions(ctx)
	if err != nil {
		return err
	}
	write := func(w io.Writer) error { return inquiry.WriteDecisions(w, list) }
	record := func() error {
		return answers.Record(ctx, "exported", by, amount(len(list), "decision", "")+" about whose it is")
	}
	if output != "" {
		return writeFile(output, write, record)
	}
	if err := record(); err != nil {
		return err
	}
	return write(a.stdout)
}

func (a *app) entityImportCommand() *cobra.Command {
	var o entityFlags
	cmd := &cobra.Command{
		Use:   "import CAMPAIGN FILE|-",
		Short: "Add decisions that another campaign exported",
		Long: `Import adds the decisions of a file to the log, all or none. What the log holds already is left out, so that importing
a file twice changes nothing. A decision about a name that nobody bears here waits until somebody does.

What a merge would be refused for, all together are: see hemostat entity --help.`,
		Example:           "  hemostat entity import contosobackup-q4 decisions.jsonl",
		Args:              takes(2, 2, "a campaign and a file of decisions"),
		ValidArgsFunction: a.completeFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			var list []catalog.Decision
			err := a.readInput(args[1], func(r io.Reader) (err error) { list, err = inquiry.ParseDecisions(r); return err })
			if err != nil {
				return err
			}
			return a.addDecisions(cmd.Context(), args[0], list, o.large)
		},
	}
	o.addLarge(cmd)
	return cmd
}

// addDecisions adds decisions from elsewhere to the log, and says what became of them.
func (a *app) addDecisions(ctx context.Context, name string, list []catalog.Decision, large bool) error {
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	added, err := answers.DecideAll(ctx, list, large)
	if refusal := (*attribute.Refusal)(nil); errors.As(err, &refusal) {
		return refused("import", refusal)
	}
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(a.stdout, added)
	}
	fmt.Fprintf(a.stdout, "%s added, %s were known\n", amount(added.Added, "decision", ""), countText(added.Known))
	if added.Nobody > 0 {
		fmt.Fprintf(a.stdout, "  %s about a name that nobody bears here yet: they wait for it\n", countText(added.Nobody))
	}
	return nil
}

// completeFile offers campaigns for the first argument and files for the second.
func (a *app) completeFile(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 1 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return a.complete(cmd, args, begun)
}

// readInput reads a file that the operator names, or standard input where that is "-". An
// error in it names the file.
func (a *app) readInput(name string, read func(io.Reader) error) error {
	if name == "-" {
		if err := read(a.stdin); err != nil {
			return usageError{fmt.Errorf("standard input, %w", err)}
		}
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return usageError{fmt.Errorf("file to import: %w", err)}
	}
	defer f.Close()
	if err := read(f); err != nil {
		return usageError{fmt.Errorf("%s, %w", name, err)}
	}
	return nil
}
