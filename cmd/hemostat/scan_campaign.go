package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/ocr"
)

// openForScan opens the campaign of the plan, or makes it.
func (a *app) openForScan(ctx context.Context, p *plan, o *scanFlags, engine *detect.Engine, pictures *ocr.Reader) (c *campaign.Campaign, resumed bool, err error) {
	label := o.campaign
	if label == "" {
		label = p.label()
	}
	properties := a.properties(label, rulesDigest(engine, digestPart(pictures)...), p, o)
	if pictures != nil {
		properties.Pictures = pictures.String()
	}
	entry, err := a.keys().Find(label)
	if errors.Is(err, errNoKey) {
		c, err = a.createCampaign(ctx, properties, o)
		return c, false, err
	}
	if err != nil {
		return nil, false, err
	}
	key, err := a.keys().Open(entry.ID, a.unlock)
	if err != nil {
		return nil, false, err
	}
	there, err := campaign.Exists(a.dataDir, entry.ID)
	if err != nil {
		return nil, false, err
	}
	if !there {
		c, err = campaign.Create(ctx, a.dataDir, entry.ID, key, properties)
		return c, false, err
	}
	var have campaign.Properties
	c, have, err = campaign.Resume(ctx, a.dataDir, entry.ID, key, properties.Digest)
	if errors.Is(err, campaign.ErrUnfinished) {
		c, err = campaign.Create(ctx, a.dataDir, entry.ID, key, properties)
		return c, false, err
	}
	if err != nil {
		return nil, false, otherPictures(err, have.Pictures, pictures)
	}
	err = sameCampaign(c.Properties, properties)
	if err == nil {
		err = p.sameTargets(ctx, c, o.campaign != "")
	}
	if err != nil {
		return nil, false, errors.Join(err, c.Close())
	}
	return c, true, nil
}

func (p *plan) sameTargets(ctx context.Context, c *campaign.Campaign, named bool) error {
	targets, err := c.Catalog.Targets(ctx)
	if err != nil {
		return err
	}
	var known []string
	for _, t := range targets {
		known = append(known, t.Target)
	}
	return p.checkKnown(known, named)
}

func (a *app) createCampaign(ctx context.Context, properties campaign.Properties, o *scanFlags) (*campaign.Campaign, error) {
	protection, err := a.protection(o.protectPassphrase, o.protectRecipients)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(a.dataDir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	id, key, err := a.keys().Create(properties.Label, protection)
	if err != nil {
		return nil, err
	}
	c, err := campaign.Create(ctx, a.dataDir, id, key, properties)
	if err != nil { // a key of nothing would look like a campaign
		_, forget := a.keys().Destroy(id)
		return nil, errors.Join(err, forget)
	}
	return c, nil
}

func (a *app) properties(label, digest string, p *plan, o *scanFlags) campaign.Properties {
	properties := campaign.Properties{
		Label: label, Basis: p.basis, Depth: exposure.Read, Created: a.now().UTC().Truncate(time.Second), Digest: digest, Version: version(),
		Own: append(append([]string{}, p.scope.Own...), o.own...), Include: o.include, Exclude: o.exclude,
	}
	for i, g := range p.grants {
		if i == 0 {
			properties.SignedOffBy, properties.Until = g.SignedOffBy, g.Until
		}
		properties.Depth = min(properties.Depth, g.Depth)
	}
	return properties
}

// sameCampaign holds a resumed campaign to what decides its figures.
func sameCampaign(have, want campaign.Properties) error {
	for _, c := range []struct{ what, have, want string }{
		{"basis", string(have.Basis), string(want.Basis)},
		{"--include", strings.Join(have.Include, " "), strings.Join(want.Include, " ")},
		{"--exclude", strings.Join(have.Exclude, " "), strings.Join(want.Exclude, " ")},
		{"own domains", strings.Join(have.Own, " "), strings.Join(want.Own, " ")},
	} {
		if c.have != c.want {
			return usageError{fmt.Errorf("campaign %s was begun with %s %q and is now asked to go on with %q: its figures would mean neither; use the same, or another --campaign", have.Label, c.what, c.have, c.want)}
		}
	}
	return nil
}
