package discover

import (
	"context"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/signedlink"
)

// linkEnd returns when a signed link ends by its own words, the zero time where they do not say or
// t is none.
func linkEnd(t exposure.Target) time.Time {
	link, err := signedlink.Of(t)
	if err != nil {
		return time.Time{}
	}
	return link.End
}

// name tells targets apart, signed links to one place too.
func (p *Prober) name(t exposure.Target) string {
	if t.Query == "" || p.Register == nil {
		return t.String()
	}
	return t.String() + " by signed link " + p.Register.LinkName(t.Query)
}

// linksTo returns the signed links to a target that are asked when it is: those that are kept and
// have not ended, and those that the operator gave.
func (m *Monitor) linksTo(ctx context.Context, target string) ([]exposure.Target, error) {
	list, err := m.Prober.Register.LiveLinks(ctx, target)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, t := range list {
		known[m.Prober.name(t)] = true
	}
	for _, t := range m.Links {
		if t.String() == target && !known[m.Prober.name(t)] {
			list = append(list, t)
		}
	}
	return list, nil
}
