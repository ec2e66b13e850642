package inquiry

import (
	"context"
	"errors"
	"slices"

	"github.com/hemostat/hemostat/internal/report"
)

// The bounds of what a report lists in full; totals are always given.
const (
	listedSecrets = 10_000
	listedPlaces  = 1000    // of one credential
	placesInAll   = 100_000 // of all credentials; each has one in any case
	listedNotRead = 1000
	listedEvents  = 200
)

// Report implements [Answerer].
func (d *Desk) Report(ctx context.Context) (*report.Report, error) {
	r := &report.Report{}
	if err := d.counted(ctx, r); err != nil {
		return nil, err
	}
	status, err := d.Status(ctx)
	if err != nil {
		return nil, err
	}
	r.Campaign, r.Run = status.Campaign, status.Run
	if r.Exposures, err = d.campaign.Catalog.Exposures(ctx); err != nil {
		return nil, err
	}
	r.Timeline, err = d.timeline(ctx, r)
	return r, err
}

// counted puts into the report what rests on the ways that lead to contents.
func (d *Desk) counted(ctx context.Context, r *report.Report) (err error) {
	s, err := d.look(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if s.ways, err = d.secretUnits(ctx); err != nil {
		return err
	}
	if r.Figures, err = s.figures(ctx); err != nil {
		return err
	}
	if err := s.rotate(ctx, r); err != nil {
		return err
	}
	return s.notRead(ctx, r)
}

// notRead lists what was not read.
func (s *sight) notRead(ctx context.Context, r *report.Report) error {
	parts, err := s.view.NotReadParts(ctx, listedNotRead)
	for _, p := range parts {
		r.NotRead = append(r.NotRead, report.NotReadPart{Way: p.Way, Reason: p.Reason, Bytes: uint64(max(p.Bytes, 0)), InPart: p.InPart})
	}
	for _, f := range r.Figures.NotRead {
		r.NotReadTotal += f.Parts
	}
	return err
}

// timeline joins the dates of the targets and the chain of custody.
func (d *Desk) timeline(ctx context.Context, r *report.Report) ([]report.Event, error) {
	var all []report.Event
	for _, e := range r.Exposures {
		if !e.LastWrite.IsZero() {
			all = append(all, report.Event{At: e.LastWrite, What: "Last write to the target", Detail: e.Target})
		}
		for _, right := range e.Rights {
			all = append(all, report.Event{At: right.At, What: report.Seen(right), Detail: e.Target + ": " + right.Why})
		}
	}
	events, err := d.campaign.Catalog.Events(ctx, listedEvents)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		all = append(all, report.Event{At: e.At, What: eventText(e.Event), Detail: e.Detail})
	}
	fetches, err := d.campaign.Catalog.Fetches(ctx)
	if err != nil {
		return nil, err
	}
	if !fetches.First.IsZero() { // one line: they would drown all others
		all = append(all, report.Fetched(fetches.First, fetches.Last, uint64(fetches.Objects), uint64(fetches.Shards)))
	}
	slices.SortStableFunc(all, func(a, b report.Event) int { return a.At.Compare(b.At) })
	return all, nil
}

func eventText(event string) string {
	switch event {
	case "listed":
		return "Listed"
	case "started":
		return "Scan started"
	case "reported":
		return "Report written"
	case "created":
		return "Campaign made"
	case "figures":
		return "Figures made"
	case "opened":
		return "Values opened"
	case "exported":
		return "Exported"
	case "held":
		return "Hold set"
	case "lifted":
		return "Hold lifted"
	case "decided":
		return "Decision"
	case "approved":
		return "Telling those affected approved"
	}
	return event
}
