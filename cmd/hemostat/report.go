package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/report"
)

func (a *app) reportCommand() *cobra.Command {
	var format, table, output, form, by string
	cmd := &cobra.Command{
		Use:   "report CAMPAIGN",
		Short: "Write the figures of a campaign as HTML, JSON, CSV or Markdown",
		Long: `Report writes what was found, also while a scan runs: it then says how much has been read.

HTML is one file without scripts or remote resources. JSON follows docs/report-schema.json.
CSV is one table: ` + "--table" + ` names it. The table files has a row for each document and each way that leads to it,
in the order of the listing: path (masked as everywhere), kind and how certain that is, dates of its own and of its
file, size, SHA-256, and whom it is from and for. It is written as it is made, however long it is; of one object a million
members are looked at.

--form gdpr33 writes instead a draft of what a supervisory authority asks of a personal data breach (Art. 33(3) of the GDPR,
in the phases of Art. 33(4)), as HTML or Markdown: approximate numbers are filled in; what a person has to say is left open
and marked. It assesses nothing, and holds no place and no value.`,
		Example: `  hemostat report contosobackup-q3 --format html -o report.html
  hemostat report contosobackup-q3 --format json | jq .figures.kinds
  hemostat report contosobackup-q3 --format csv --table entities -o entities.csv
  hemostat report contosobackup-q3 --format csv --table files -o files.csv
  hemostat report contosobackup-q3 --format md
  hemostat report contosobackup-q3 --form gdpr33 -o authority.html`,
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(output), ".")); {
			case cmd.Flags().Changed("format"):
			case a.json:
				format = "json"
			case ending == "markdown":
			case ending == "htm":
				format = "html"
			case slices.Contains(reportFormats, ending):
				format = ending
			case ending != "" && output != "-":
				return usageError{fmt.Errorf("a report is html, json, csv or md, and %s ends like none of them: name the file otherwise, or say --format (a PDF is printed from the html)", output)}
			}
			if form != "" {
				return a.reportForm(cmd.Context(), args[0], formFlags{form, format, output, by})
			}
			if cmd.Flags().Changed("table") && (format != "csv" || !slices.Contains(report.Tables(), table)) {
				return usageError{fmt.Errorf("--table %s: with --format csv it is one of %s", table, strings.Join(report.Tables(), ", "))}
			}
			return a.report(cmd.Context(), args[0], format, table, output)
		},
	}
	cmd.Flags().StringVarP(&format, "format", "f", "md", "html, json, csv or md (default: as the ending of --output says, else md)")
	cmd.Flags().StringVar(&table, "table", "entities", "for csv: "+strings.Join(report.Tables(), ", "))
	cmd.Flags().StringVarP(&output, "output", "o", "-", "file to write, - for standard output")
	cmd.Flags().StringVar(&form, "form", "", "write what an authority asks instead: "+gdpr33)
	cmd.Flags().StringVar(&by, "by", "", "who writes it, for the chain of custody, with --form")
	offer(cmd, "form", gdpr33)
	offer(cmd, "format", reportFormats...)
	offer(cmd, "table", report.Tables()...)
	return cmd
}

var reportFormats = []string{"html", "json", "csv", "md"}

func (a *app) report(ctx context.Context, name, format, table, output string) error {
	write := map[string]func(*report.Report, io.Writer) error{
		"html": (*report.Report).WriteHTML,
		"json": (*report.Report).WriteJSON,
		"md":   (*report.Report).WriteMarkdown,
		"csv":  func(r *report.Report, w io.Writer) error { return r.WriteCSV(w, table) },
	}[format]
	if write == nil {
		return usageError{fmt.Errorf("--format %s is none of html, json, csv, md", format)}
	}
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	var r *report.Report
	if table == report.FilesTable && format == "csv" {
		write = func(_ *report.Report, w io.Writer) error { return report.WriteFiles(w, answers.Files(ctx)) }
	} else if r, err = answers.Report(ctx); err != nil {
		return err
	}
	record := func() error { return answers.Record(ctx, "reported", "", "as "+format) }
	if output == "-" { // what is printed is out at once
		if err := record(); err != nil {
			return err
		}
		return write(r, rawWriter(a.stdout))
	}
	return writeFile(output, func(w io.Writer) error { return write(r, w) }, record)
}

// rawWriter returns what stands behind a writer for people: files that programs
// read must come through byte for byte. The formats make foreign text harmless
// themselves.
func rawWriter(w io.Writer) io.Writer {
	if v, ok := w.(*visibleWriter); ok {
		return v.to
	}
	return w
}
