package authority

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	texttemplate "text/template"
)

//go:embed form.html.tmpl
var pageText string

//go:embed form.md.tmpl
var markdownText string

var (
	page     = template.Must(template.New("form").Parse(pageText))
	markdown = texttemplate.Must(texttemplate.New("form").Funcs(texttemplate.FuncMap{"md": escape}).Parse(markdownText))
)

// Formats are those in which a form is written.
func Formats() []string { return []string{"html", "md"} }

// WriteHTML writes the form as a page without scripts that prints on A4.
func (f Form) WriteHTML(w io.Writer) error { return page.Execute(w, f) }

// WriteMarkdown writes the form as CommonMark.
func (f Form) WriteMarkdown(w io.Writer) error { return markdown.Execute(w, f) }

// escaped makes text harmless in Markdown.
var escaped = strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]", "<", "&lt;", "&", "&amp;", "`", "\\`", "#", "\\#", "|", "\\|", "\n", " ")

func escape(s string) string { return escaped.Replace(s) }
