package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// WriteJSON writes the report as docs/report-schema.json describes it, with
// "figuresSha256" after the figures. Keys have a fixed order and lists keep
// theirs, so equal reports are equal bytes.
func (r *Report) WriteJSON(w io.Writer) error {
	p, err := r.prepared()
	if err != nil {
		return err
	}
	digest, err := r.FiguresDigest()
	if err != nil {
		return err
	}
	out := struct {
		*Report
		PerCent int    `json:"perCent"`
		Digest  string `json:"figuresSha256"`
	}{p, p.Run.PerCent(), digest}
	if err := encode(w, out, false); err != nil {
		return fmt.Errorf("report: write JSON: %w", err)
	}
	return nil
}

// encode writes v as JSON without HTML escapes, so that the bytes are those
// that other tools make of the same values. Compact output has no line end.
func encode(w io.Writer, v any, compact bool) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if !compact {
		e.SetIndent("", "  ")
	}
	if err := e.Encode(v); err != nil {
		return err
	}
	out := b.Bytes()
	if compact {
		out = bytes.TrimSuffix(out, []byte("\n"))
	}
	_, err := w.Write(out)
	return err
}
