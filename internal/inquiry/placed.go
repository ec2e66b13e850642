package inquiry

import (
	"context"
	"iter"

	"github.com/hemostat/hemostat/internal/attribute"
)

// placed yields where tables stand as attribution takes it.
func (s *sight) placed(ctx context.Context) iter.Seq2[attribute.Placed, error] {
	return func(yield func(attribute.Placed, error) bool) {
		for p, err := range s.view.Placed(ctx) {
			out := attribute.Placed{Unit: p.Unit, Within: p.Within, Folder: p.Folder, Of: p.Of, Words: p.Words, Scattered: p.Scattered, Inside: p.Inside}
			if !yield(out, err) || err != nil {
				return
			}
		}
	}
}
