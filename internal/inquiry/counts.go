package inquiry

import (
	"context"
	"errors"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/compare"
)

// Counts implements [Answerer].
func (d *Desk) Counts(ctx context.Context) (c *compare.Counts, err error) {
	s, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	in, err := s.input(ctx)
	if err != nil {
		return nil, err
	}
	figures, err := attribute.Compute(ctx, in)
	if err != nil {
		return nil, err
	}
	progress, err := d.campaign.Catalog.Progress(ctx)
	if err != nil {
		return nil, err
	}
	return compare.Count(ctx, compare.Input{
		Ledger: d.campaign.Ledger, Contents: in.Contents, Quoted: d.campaign.Catalog.Quoted(ctx), Figures: figures, Progress: progress,
	})
}
