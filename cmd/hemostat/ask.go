package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/seal"
)

var errNoKey = seal.ErrNoKey

// ask opens a campaign for questions. Where a scan has it open, that process
// answers. The caller calls done at the end.
func (a *app) ask(ctx context.Context, name string) (answers inquiry.Answerer, done func() error, err error) {
	entry, err := a.find(name)
	if err != nil {
		return nil, nil, err
	}
	c, err := a.open(ctx, entry)
	if errors.Is(err, campaign.ErrBusy) {
		return a.askRunning(ctx, entry.ID)
	}
	if err != nil {
		return nil, nil, err
	}
	titles, err := a.titles()
	if err != nil {
		return nil, nil, errors.Join(err, c.Close())
	}
	return inquiry.New(c, titles), c.Close, nil
}

// askRunning asks the process that has the campaign open. One that has just
// begun, or is about to end, may need a moment.
func (a *app) askRunning(ctx context.Context, id string) (inquiry.Answerer, func() error, error) {
	client := inquiry.Dial(campaign.Socket(a.dataDir, id))
	var err error
	for range 10 {
		if _, err = client.Status(ctx); err == nil {
			return client, func() error { return nil }, nil
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
	return nil, nil, fmt.Errorf("%w, and it does not answer: %w", campaign.ErrBusy, err)
}

// find returns the key entry of a campaign by its name or identifier.
func (a *app) find(name string) (seal.Entry, error) {
	entry, err := a.keys().Find(name)
	if errors.Is(err, seal.ErrNoKey) {
		return entry, usageError{fmt.Errorf("there is no campaign %q among the keys in %s: `hemostat status` lists them", name, a.keyDir)}
	}
	return entry, err
}

// open opens a campaign that nobody else has open.
func (a *app) open(ctx context.Context, entry seal.Entry) (*campaign.Campaign, error) {
	key, err := a.keys().Open(entry.ID, a.unlock)
	if err != nil {
		return nil, err
	}
	c, err := campaign.Open(ctx, a.dataDir, entry.ID, key, "")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{fmt.Errorf("the key of campaign %s is here, its data is not in %s: name its folder with --data-dir", entry.Label, a.dataDir)}
	}
	return c, err
}

// titles returns what rules are called.
func (a *app) titles() (map[string]inquiry.Title, error) {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		return nil, err
	}
	return ruleTitles(engine), nil
}

func ruleTitles(engine *detect.Engine) map[string]inquiry.Title {
	titles := map[string]inquiry.Title{}
	for _, r := range engine.Rules() {
		titles[r.ID] = inquiry.Title{Title: r.Title, Advice: r.Advice}
	}
	return titles
}

// complete offers the names of campaigns to the shell.
func (a *app) complete(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 || a.folders() != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	entries, err := a.keys().List()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Label+"\t"+e.ID)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// oneCampaign holds a command to exactly one argument, the campaign.
func oneCampaign(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usageError{fmt.Errorf("%s takes one campaign: %s", cmd.CommandPath(), cmd.UseLine())}
	}
	return nil
}
