package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"sync"
)

//go:embed report.css
var sheet string

//go:embed report.html.tmpl
var markup string

var pageTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.New("report").Parse(markup)
})

// WriteHTML writes the report as one page that needs nothing else: no script,
// no font, no picture from elsewhere, and a content security policy that would
// stop any. It reads in light and dark, at 390 pixels and on A4.
func (r *Report) WriteHTML(w io.Writer) error {
	p, err := r.prepared()
	if err != nil {
		return err
	}
	digest, err := r.FiguresDigest()
	if err != nil {
		return err
	}
	t, err := pageTemplate()
	if err != nil {
		return fmt.Errorf("report: page template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, newPage(p, digest)); err != nil {
		return fmt.Errorf("report: fill the page: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("report: write HTML: %w", err)
	}
	return nil
}
