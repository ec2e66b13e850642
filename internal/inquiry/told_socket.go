package inquiry

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/disclose"
)

// The longest questions, in bytes. A wish may name everybody whose pack is made already.
const (
	wishLimit = 1 << 20
	toldLimit = 64 << 20
)

// serveTold writes subjects as lines of JSON. What is wrong before the first of them is
// said in words.
func (d *Desk) serveTold(w http.ResponseWriter, r *http.Request) {
	var wish Wish
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, toldLimit)).Decode(&wish); err != nil {
		http.Error(w, "who is to be told is not said", http.StatusBadRequest)
		return
	}
	w.Header().Set("Trailer", "Complete")
	lines, begun := json.NewEncoder(w), false
	for s, err := range d.Told(r.Context(), wish) {
		if err == nil {
			begun = true
			err = lines.Encode(s)
		}
		if err == nil {
			continue
		}
		if !begun {
			code := http.StatusInternalServerError
			switch {
			case errors.Is(err, attribute.ErrNotFound):
				code = http.StatusNotFound
			case errors.Is(err, ErrNoValues):
				code = http.StatusUnprocessableEntity
			case errors.Is(err, ErrNotApproved):
				code = http.StatusPreconditionFailed
			}
			http.Error(w, err.Error(), code)
		}
		return // the trailer is missing
	}
	w.Header().Set("Complete", "yes")
}

// Told implements [Answerer].
func (c *Client) Told(ctx context.Context, wish Wish) iter.Seq2[*disclose.Subject, error] {
	return func(yield func(*disclose.Subject, error) bool) {
		enough := errors.New("enough")
		trailer, err := c.post(ctx, "told", wish, func(r io.Reader) error {
			for lines := json.NewDecoder(r); ; {
				s := &disclose.Subject{}
				switch err := lines.Decode(s); {
				case err == io.EOF:
					return nil
				case err != nil:
					return err
				case !yield(s, nil):
					return enough
				}
			}
		})
		if err == nil && trailer.Get("Complete") == "" {
			err = errCut
		}
		if err != nil && !errors.Is(err, enough) {
			yield(nil, err)
		}
	}
}
