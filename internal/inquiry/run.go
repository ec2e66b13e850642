package inquiry

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/report"
)

// runName is where the catalog keeps how the campaign was run.
const runName = "run"

// runs is what is remembered of all starts together.
type runs struct {
	Started  time.Time // of the first
	Last     time.Time // start of the last one
	Ended    time.Time // of the last one; zero while it runs or when it was killed
	Stopped  bool      // the last one was ended before its time
	Seconds  float64   // of all that came to an end
	Starts   int
	Complete bool
}

// An Ended says how a start came to its end.
type Ended struct {
	At       time.Time
	Took     time.Duration
	Complete bool
	Stopped  bool // by an interrupt or a fault of its own
}

func (d *Desk) runs(ctx context.Context) (r runs, err error) {
	text, err := d.campaign.Catalog.Meta(ctx, runName)
	if err != nil || text == "" {
		return r, err
	}
	return r, json.Unmarshal([]byte(text), &r)
}

func (d *Desk) saveRuns(ctx context.Context, r runs) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return d.campaign.Catalog.SetMeta(ctx, runName, string(text))
}

// Started notes that a scan has begun.
func (d *Desk) Started(ctx context.Context, at time.Time) error {
	r, err := d.runs(ctx)
	if err != nil {
		return err
	}
	if r.Started.IsZero() {
		r.Started = at
	}
	r.Last, r.Ended, r.Complete, r.Stopped = at, time.Time{}, false, false
	r.Starts++
	if err := d.saveRuns(ctx, r); err != nil {
		return err
	}
	// What was fetched and lost with a process stands between two starts.
	return d.Record(ctx, "started", "", fmt.Sprintf("scan %d of this campaign", r.Starts))
}

// Ended notes that a scan has come to its end.
func (d *Desk) Ended(ctx context.Context, e Ended) error {
	r, err := d.runs(ctx)
	if err != nil {
		return err
	}
	r.Ended, r.Complete, r.Stopped = e.At, e.Complete, e.Stopped
	r.Seconds += e.Took.Seconds()
	return d.saveRuns(ctx, r)
}

// Status implements [Answerer].
func (d *Desk) Status(ctx context.Context) (*Status, error) {
	p, err := d.campaign.Catalog.Progress(ctx)
	if err != nil {
		return nil, err
	}
	run, err := d.run(ctx, p)
	if err != nil {
		return nil, err
	}
	c, err := d.about(ctx)
	return &Status{Campaign: c, Run: run, PerCent: run.PerCent(), Progress: p, Live: d.now()}, err
}

func (d *Desk) about(ctx context.Context) (report.Campaign, error) {
	p := d.campaign.Properties
	held, err := campaign.Held(d.campaign.Dir)
	if err != nil {
		return report.Campaign{}, err
	}
	c := report.Campaign{
		ID: d.campaign.ID, Label: p.Label, Basis: p.Basis, SignedOffBy: p.SignedOffBy, Depth: p.Depth.String(), Until: p.Until,
		Created: p.Created, Hold: held, Rules: p.Digest, Version: p.Version,
	}
	targets, err := d.campaign.Catalog.Targets(ctx)
	for _, t := range targets {
		c.Targets = append(c.Targets, t.Target)
	}
	return c, err
}

func (d *Desk) run(ctx context.Context, p catalog.Progress) (report.Run, error) {
	r, err := d.runs(ctx)
	if err != nil {
		return report.Run{}, err
	}
	run := report.Run{
		State: report.Interrupted, Complete: r.Complete, Started: r.Started, Ended: r.Ended, Seconds: r.Seconds, Starts: r.Starts,
		ObjectsListed: uint64(p.Listed), BytesListed: uint64(p.ListedBytes), ObjectsRead: uint64(p.Read), BytesRead: uint64(p.ReadBytes),
		Made: time.Now().UTC(),
	}
	d.mu.Lock()
	running := d.live != nil
	run.Workers = d.workers
	d.mu.Unlock()
	left := p.Listed - p.Read - p.NotRead - p.Failed
	switch {
	case running:
		run.State, run.Complete = report.Running, false
	case r.Complete:
		run.State = report.Complete
	case p.ListingDone && left == 0, !r.Ended.IsZero() && !r.Stopped:
		run.State = report.Incomplete
	}
	if !p.ListingDone {
		run.Why = append(run.Why, "A listing has not come to its end: there may be more objects than are counted here.")
	}
	if p.NothingChosen() {
		run.Why = append(run.Why, "What was to be included and excluded leaves out every object: nothing was examined.")
	}
	if left > 0 {
		run.Why = append(run.Why, fmt.Sprintf("%d of %d listed objects have not been read yet.", left, p.Listed))
	}
	if p.Failed > 0 {
		run.Why = append(run.Why, fmt.Sprintf("%d objects could not be read for now; the next scan tries them again.", p.Failed))
	}
	return run, nil
}
