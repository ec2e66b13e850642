package scan

import (
	"context"
	"sync"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/ledger"
)

// A bundle is what one worker has gathered: mentions for the ledger and what is
// to be published once they are safe.
type bundle struct {
	catalog.Publication
	batches []*ledger.Batch
	began   time.Time
	objects int
	// done is told when the bundle is published, with the units that turned out
	// to be known under another name.
	done func(aliases map[exposure.Unit]exposure.Unit)
}

func (b *bundle) empty() bool {
	return len(b.Contents)+len(b.Readings)+len(b.Outcomes)+len(b.Custody) == 0 && b.size() == 0
}

func (b *bundle) size() (n int) {
	for _, batch := range b.batches {
		n += batch.Size()
	}
	return n
}

// A publisher is the one writer of a campaign while it is scanned.
type publisher struct {
	campaign *campaign.Campaign
	meter    *Meter
	in       chan *bundle
	free     sync.Pool // of *ledger.Batch
}

func newPublisher(c *campaign.Campaign, m *Meter) *publisher {
	return &publisher{campaign: c, meter: m, in: make(chan *bundle, 4),
		free: sync.Pool{New: func() any { return c.Ledger.NewBatch() }}}
}

// batch returns an empty batch.
func (p *publisher) batch() *ledger.Batch { return p.free.Get().(*ledger.Batch) }

// publish hands a bundle over; it belongs to the publisher from then on.
func (p *publisher) publish(ctx context.Context, b *bundle) error {
	select {
	case p.in <- b:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// close says that no more bundles come.
func (p *publisher) close() { close(p.in) }

// The bounds of what is published in one step: it is gathered until one of them
// is reached, or somebody waits for it. Large commits are what the ledger takes
// best.
const (
	stepBundles = 64
	stepBytes   = 16 << 20
	stepAge     = 250 * time.Millisecond
)

// run publishes what workers hand over, several bundles in one synced step.
func (p *publisher) run(ctx context.Context) error {
	for first := range p.in {
		if err := p.step(ctx, p.gather(first)); err != nil {
			return err
		}
	}
	return nil
}

// gather waits for bundles to go with the first.
func (p *publisher) gather(first *bundle) []*bundle {
	bundles, size, waits := []*bundle{first}, first.size(), first.done != nil
	enough := time.After(stepAge)
	for !waits && len(bundles) < stepBundles && size < stepBytes {
		select {
		case b, ok := <-p.in:
			if !ok {
				return bundles
			}
			bundles, size, waits = append(bundles, b), size+b.size(), b.done != nil
		case <-enough:
			return bundles
		}
	}
	return bundles
}

func (p *publisher) step(ctx context.Context, bundles []*bundle) error {
	var batches []*ledger.Batch
	for _, b := range bundles {
		batches = append(batches, b.batches...)
	}
	if err := p.campaign.Ledger.Commit(batches...); err != nil {
		return err
	}
	if p.campaign.Vault != nil {
		if err := p.campaign.Vault.Sync(); err != nil {
			return err
		}
	}
	if err := p.settle(ctx, bundles); err != nil {
		return err
	}
	for _, batch := range batches {
		p.free.Put(batch)
	}
	return nil
}

// settle publishes bundles, whose mentions are safe, in one transaction, and
// takes the open marks from their units. What was known under another unit is
// dropped.
func (p *publisher) settle(ctx context.Context, bundles []*bundle) error {
	all := &bundles[0].Publication
	if len(bundles) > 1 {
		all = &catalog.Publication{}
		for _, b := range bundles {
			all.Contents = append(all.Contents, b.Contents...)
			all.Readings = append(all.Readings, b.Readings...)
			all.Outcomes = append(all.Outcomes, b.Outcomes...)
			all.Custody = append(all.Custody, b.Custody...)
			all.Shards = append(all.Shards, b.Shards...)
		}
	}
	aliases, err := p.campaign.Catalog.Publish(ctx, all)
	if err != nil {
		return err
	}
	units := make([]exposure.Unit, 0, len(all.Contents))
	for _, c := range all.Contents {
		if _, known := aliases[c.Unit]; known {
			if err := p.campaign.Ledger.Drop(c.Unit); err != nil {
				return err
			}
			continue
		}
		units = append(units, c.Unit)
	}
	if err := p.campaign.Ledger.Settle(units...); err != nil {
		return err
	}
	for _, b := range bundles {
		if b.done != nil {
			b.done(aliases)
		}
	}
	return nil
}
