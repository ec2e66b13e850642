package inquiry

import (
	"context"
	"fmt"

	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/catalog"
)

// A moment knows how far a campaign is read, and what was decided: now, or as a view saw it.
type moment interface {
	Progress(context.Context) (catalog.Progress, error)
	Decisions(context.Context) ([]catalog.Decision, error)
}

// state says what of the campaign figures are made over, so that a replay
// compares like with like.
func (d *Desk) state(ctx context.Context) (string, error) { return stateOf(ctx, d.campaign.Catalog) }

// state says what of the campaign is in sight.
func (s *sight) state(ctx context.Context) (string, error) { return stateOf(ctx, s.view) }

func stateOf(ctx context.Context, m moment) (string, error) {
	p, err := m.Progress(ctx)
	if err != nil {
		return "", err
	}
	decisions, err := m.Decisions(ctx)
	return fmt.Sprintf("%d objects read, %d not read, %d listed, %d decisions, attribution %s",
		p.Read, p.NotRead+p.Failed, p.Listed, len(decisions), attribute.Version), err
}
