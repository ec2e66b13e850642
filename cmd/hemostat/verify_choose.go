package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/register"
)

// choose finds out what is asked: a campaign's targets, or those named.
func (v *verification) choose(ctx context.Context, args []string) error {
	v.objects, v.first = map[string][]string{}, map[string]time.Time{}
	for _, arg := range args {
		if !strings.Contains(arg, "://") {
			if err := v.ofCampaign(ctx, arg); err != nil {
				return err
			}
			continue
		}
		t, err := parseTarget(arg)
		if err != nil {
			return usageError{err}
		}
		if t.Query != "" {
			v.o.links = append(v.o.links, arg)
			t.Query = ""
		}
		known, err := registered(ctx, v.register, &t)
		if err != nil {
			return usageError{fmt.Errorf("%s: %w: `hemostat probe` asks for the first time", t, err)}
		}
		if known.Object != "" {
			v.objects[t.String()] = []string{known.Object}
		}
		v.add(t)
	}
	return v.addLinks(ctx)
}

func (v *verification) add(t exposure.Target) {
	if !slices.ContainsFunc(v.targets, func(known exposure.Target) bool { return known.String() == t.String() }) {
		v.targets = append(v.targets, t)
		v.asked = append(v.asked, t)
	}
}

// addLinks adds each signed link by which one of the targets was open.
func (v *verification) addLinks(ctx context.Context) error {
	for _, t := range v.targets {
		kept, err := v.register.Links(ctx, t.String())
		if err != nil {
			return err
		}
		v.asked = append(v.asked, kept...)
	}
	for _, link := range v.o.links {
		t, err := parseTarget(link)
		if err != nil {
			return usageError{err}
		}
		if t.Query == "" {
			return usageError{fmt.Errorf("--link %s carries no signature", exposure.Redact(link))}
		}
		again := func(known exposure.Target) bool {
			return known.Query != "" && v.register.LinkName(known.Query) == v.register.LinkName(t.Query)
		}
		if !slices.ContainsFunc(v.asked, again) {
			v.asked = append(v.asked, t)
		}
	}
	return nil
}

// retire takes what nobody can ask any more off the list of what must be denied.
func (v *verification) retire(ctx context.Context) error {
	for _, what := range v.o.retire {
		x := register.Retirement{Access: what, At: v.a.now(), By: v.o.by, Reason: v.o.reason}
		if strings.Contains(what, ":") { // a proxy has a port
			x.Access, x.Vantage = "", what
		} else {
			x.Access = "signed link " + strings.TrimPrefix(what, "signed link ")
		}
		for _, t := range v.targets {
			if _, err := v.register.Retire(ctx, t.String(), x); err != nil {
				return usageError{fmt.Errorf("--retire %q: %s: %w; `hemostat verify` names what was not denied", what, t, err)}
			}
		}
	}
	return nil
}

// ofCampaign takes the targets of a campaign that anybody could reach, with what is known
// of them there.
func (v *verification) ofCampaign(ctx context.Context, name string) error {
	entry, err := v.a.find(name)
	if err != nil {
		return err
	}
	key, err := v.a.keys().Open(entry.ID, v.a.unlock)
	if err != nil {
		return err
	}
	c, err := v.a.openWith(ctx, entry, key)
	if errors.Is(err, campaign.ErrBusy) {
		return fmt.Errorf("campaign %s: a scan works on it: verify it when that has ended", entry.Label)
	}
	if err != nil {
		return err
	}
	defer c.Close()
	exposures, err := c.Catalog.Exposures(ctx)
	if err != nil {
		return err
	}
	for _, e := range exposures {
		if err := v.adopt(ctx, c, e); err != nil {
			return err
		}
	}
	if len(v.targets) == 0 {
		return usageError{fmt.Errorf("campaign %s has no target that is reached over a network", entry.Label)}
	}
	return c.Catalog.Record(ctx, catalog.Event{At: v.a.now(), Event: "verifying", Detail: "asked again whether it is open"})
}

func (v *verification) adopt(ctx context.Context, c *campaign.Campaign, e exposure.Exposure) error {
	t, err := parseTarget(e.Target)
	if err != nil || t.Provider == exposure.Folder {
		return err
	}
	var open []exposure.Finding
	for _, f := range e.Rights {
		if f.Verdict == exposure.Open && f.Access == "anonymous" {
			open = append(open, f)
		}
	}
	if len(open) > 0 {
		if err := v.register.Adopt(ctx, t.String(), e.Vendor, open, e.FirstSeen); err != nil {
			return err
		}
	}
	if v.objects[t.String()], err = c.Catalog.KnownNames(ctx, e.Target, 3); err != nil {
		return err
	}
	if v.first[t.String()], err = c.Catalog.FirstWrite(ctx, e.Target); err != nil {
		return err
	}
	v.add(t)
	return nil
}
