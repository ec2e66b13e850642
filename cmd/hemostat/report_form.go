package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/disclose/authority"
	"github.com/hemostat/hemostat/internal/inquiry"
)

// gdpr33 names the form after Art. 33 of the GDPR.
const gdpr33 = "gdpr33"

// formFlags are those of a form.
type formFlags struct{ form, format, output, by string }

// reportForm writes what an authority asks.
func (a *app) reportForm(ctx context.Context, name string, o formFlags) error {
	switch {
	case o.form != gdpr33:
		return usageError{fmt.Errorf("--form %s: there is %s", o.form, gdpr33)}
	case !slices.Contains(authority.Formats(), o.format):
		return usageError{fmt.Errorf("a form is written as %s: say which by --format or by how --output ends", strings.Join(authority.Formats(), " or "))}
	}
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	c, err := a.formCase(ctx, answers)
	if err != nil {
		return err
	}
	form := authority.New(c)
	write := form.WriteMarkdown
	if o.format == "html" {
		write = form.WriteHTML
	}
	record := func() error { return answers.Record(ctx, "reported", o.by, "form "+o.form+" as "+o.format) }
	if o.output == "-" {
		if err := record(); err != nil {
			return err
		}
		return write(rawWriter(a.stdout))
	}
	return writeFile(o.output, func(w io.Writer) error { return write(w) }, record)
}

// formCase gathers what is known.
func (a *app) formCase(ctx context.Context, answers inquiry.Answerer) (c authority.Case, err error) {
	r, err := answers.Report(ctx)
	if err != nil {
		return c, err
	}
	c = authority.Case{
		Reference: r.Campaign.ID[:min(8, len(r.Campaign.ID))], Made: a.now().UTC(), Complete: r.Run.Complete, Why: r.Run.Why,
		Figures: r.Figures, ToRotate: r.ToRotate(), Rotated: r.RotateDone, Persons: &authority.Persons{},
	}
	if c.Window, err = a.window(ctx, r.Campaign.Targets); err != nil {
		return c, err
	}
	err = each(ctx, answers, inquiry.Wish{Persons: true}, func(s *disclose.Subject) error { c.Persons.Add(s); return nil })
	if err != nil {
		return c, err
	}
	holders, err := answers.Holders(ctx)
	c.Unattributed = disclose.Unattributed(holders)
	return c, err
}
