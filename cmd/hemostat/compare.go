package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/compare"
	"github.com/hemostat/hemostat/internal/strict"
)

// claimBytes bounds a file of claims.
const claimBytes = 1 << 20

func (a *app) compareCommand() *cobra.Command {
	var claim, format, output string
	cmd := &cobra.Command{
		Use:   "compare CAMPAIGN --claim FILE",
		Short: "Hold claimed figures against what is there, under each reading of their words",
		Long: `Compare takes figures that somebody has claimed ("65,000 entities, 335,000 e-mails") and says, under each reading of
the vague word, what Hemostat counts: e-mails may be addresses or mails, users addresses, accounts, contacts or persons,
entities domains, names or organisations. It says which reading comes nearest (reached within 5 %, near within 25 %), and what the
repetitions are: the same bytes, the same content in another container, versions of a document, quoted history, a value that
stands elsewhere too, other spellings, the same person twice.

A value counts once where it is best told: what stands in a version of a document or in quoted history is a
repetition only where it stands elsewhere too. So the sorts add up to all references, and each run gives the same.

FILE is TOML: the keys at its top are a claim, and each [[claim]] is another. Each says source, date and one figure at
least; a figure is a whole number, 65_000, or quoted as it was claimed, "65,000".

  ` + strings.ReplaceAll(strings.TrimSpace(compare.Example), "\n", "\n  ") + `

It may count ` + strings.Join(compare.Words(), ", ") + `.
Unknown keys are errors.

Exit codes: 0 compared, whatever came out; 1 an error; 2 wrong usage, or a file of claims that cannot be read.`,
		Example: `  hemostat compare contosobackup-q3 --claim claims.toml
  hemostat compare contosobackup-q3 --claim claims.toml --format md -o compare.md
  hemostat compare contosobackup-q3 --claim claims.toml --json | jq ".claims[0].words[].said"`,
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			if claim == "" {
				return usageError{errors.New("name the file of claims: --claim claims.toml; `hemostat compare --help` shows one")}
			}
			if a.json {
				format = "json"
			}
			return a.compare(cmd.Context(), args[0], claim, format, output)
		},
	}
	cmd.Flags().StringVar(&claim, "claim", "", "file of claimed figures (TOML), - for standard input")
	cmd.Flags().StringVarP(&format, "format", "f", "text", "text, json or md")
	cmd.Flags().StringVarP(&output, "output", "o", "-", "file to write, - for standard output")
	offer(cmd, "format", "text", "json", "md")
	return cmd
}

func (a *app) compare(ctx context.Context, name, claim, format, output string) error {
	write := map[string]func(*compare.Result, io.Writer) error{
		"text": (*compare.Result).WriteText, "md": (*compare.Result).WriteMarkdown,
		"json": func(r *compare.Result, w io.Writer) error { return writeJSON(w, r) },
	}[format]
	if write == nil {
		return usageError{fmt.Errorf("--format %s is none of text, json, md", format)}
	}
	claims, err := a.readClaims(claim)
	if err != nil {
		return err
	}
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	counts, err := answers.Counts(ctx)
	if err != nil {
		return err
	}
	r := compare.Compare(name, claims, counts)
	if output == "-" {
		return write(r, a.stdout)
	}
	return writeFile(output, func(w io.Writer) error { return write(r, w) }, nil)
}

func (a *app) readClaims(name string) ([]compare.Claim, error) {
	in := a.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usageError{fmt.Errorf("claims: %w", err)}
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, claimBytes+1))
	if err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	if len(data) > claimBytes {
		return nil, usageError{fmt.Errorf("claims %s: longer than 1 MiB, which no file of claims is", name)}
	}
	claims, err := compare.ParseClaims(name, data)
	var wrong *strict.Error
	if errors.As(err, &wrong) && wrong.Quotes {
		return nil, usageError{fmt.Errorf("claims %s: not as `hemostat compare --help` describes it; a figure is written as 65_000 or \"65,000\", in quotes", wrong.Place())}
	}
	if err != nil {
		return nil, usageError{fmt.Errorf("claims %w", err)}
	}
	return claims, nil
}
