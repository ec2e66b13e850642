package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/seal"
)

var errNoKey = seal.ErrNoKey

// How long a question waits for a process that has the campaign open and does
// not answer: another question, or a scan that has just begun or is about to end.
const (
	busyWait  = 20 * time.Second
	busyRetry = 200 * time.Millisecond
)

// ask opens a campaign for questions. Where a scan has it open, that process
// answers. The caller calls done at the end.
func (a *app) ask(ctx context.Context, name string) (answers inquiry.Answerer, done func() error, err error) {
	entry, err := a.find(name)
	if err != nil {
		return nil, nil, err
	}
	key, err := a.keys().Open(entry.ID, a.unlock)
	if err != nil {
		return nil, nil, err
	}
	client := inquiry.Dial(campaign.Socket(a.dataDir, entry.ID))
	for until := time.Now().Add(busyWait); ; {
		c, err := a.openWith(ctx, entry, key)
		if !errors.Is(err, campaign.ErrBusy) {
			return a.askOpen(c, err)
		}
		silent := answering(ctx, client)
		if silent == nil {
			return client, func() error { return nil }, nil
		}
		if time.Now().After(until) {
			return nil, nil, fmt.Errorf("%w and answers no questions: wait until it has ended, and say this again", campaign.ErrBusy)
		}
		select {
		case <-time.After(busyRetry):
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
}

// askForResults is ask for what people act on: where something is left to read it says so, on the
// side of errors, whatever the answer.
func (a *app) askForResults(ctx context.Context, name string) (inquiry.Answerer, func() error, error) {
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	status, err := answers.Status(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, done())
	}
	if p := &status.Progress; !p.Done() {
		fmt.Fprintf(a.stderr, "hemostat: %s is not read whole: %s. What follows is of what was read; whoever it does not name may still stand there\n", status.Campaign.Label, unread(p))
	}
	return answers, done, nil
}

// unread says what is left of a campaign, and what ends that.
func unread(p *catalog.Progress) string {
	left := fmt.Sprintf("%s of %s objects are left", countText(p.Listed-p.Read-p.NotRead), countText(p.Listed))
	if !p.ListingDone {
		left = fmt.Sprintf("%s objects are listed so far, of which %s are read", countText(p.Listed), countText(p.Read))
	}
	return left + "; the same `hemostat scan` goes on"
}

// answering returns nil where the process behind client answers.
func answering(ctx context.Context, client *inquiry.Client) error {
	ctx, cancel := context.WithTimeout(ctx, busyWait/2)
	defer cancel()
	_, err := client.Status(ctx)
	return err
}

// askOpen answers from a campaign that this process has opened, unless err says
// that it has not.
func (a *app) askOpen(c *campaign.Campaign, err error) (inquiry.Answerer, func() error, error) {
	if err != nil {
		return nil, nil, err
	}
	titles, err := a.titles()
	if err != nil {
		return nil, nil, errors.Join(err, c.Close())
	}
	collectOften()
	return inquiry.New(c, titles), c.Close, nil
}

// garbagePerCent is how much garbage, of what is in use, waits to be collected while figures are made of
// a campaign: at 100, as Go has it, a million identities take half as much memory again.
const garbagePerCent = 40

// collectOften holds memory down, unless the environment says what garbage may wait.
func collectOften() {
	if os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetGCPercent(garbagePerCent)
	}
}

// find returns the key entry of a campaign by its name or identifier.
func (a *app) find(name string) (seal.Entry, error) {
	entry, err := a.keys().Find(name)
	if errors.Is(err, seal.ErrNoKey) {
		return entry, usageError{fmt.Errorf("there is no campaign %q among the keys in %s: `hemostat status` lists them", name, a.keyDir)}
	}
	return entry, err
}

// openWith opens a campaign that nobody else has open.
func (a *app) openWith(ctx context.Context, entry seal.Entry, key *seal.Key) (*campaign.Campaign, error) {
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
