package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/disclose"
	"github.com/hemostat/hemostat/internal/disclose/pack"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/sealedzip"
)

// packing is one run of the command.
type packing struct {
	a        *app
	o        *packFlags
	answers  inquiry.Answerer
	done     func() error
	campaign string
	approval *inquiry.Approval
	maker    pack.Maker
	guard    *pack.Guard
	ids      map[string]int32 // in the guard, by entity
}

// newPacking opens a campaign of which packs may be made.
func (a *app) newPacking(ctx context.Context, name string, o *packFlags) (_ *packing, err error) {
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, done())
		}
	}()
	p := &packing{a: a, o: o, answers: answers, done: done, ids: map[string]int32{}}
	status, err := answers.Status(ctx)
	if err != nil {
		return nil, err
	}
	p.campaign = status.Campaign.ID
	if p.approval, err = a.mayTell(ctx, answers, status); err != nil {
		return nil, err
	}
	p.maker = pack.Maker{
		Reference: status.Campaign.ID[:min(8, len(status.Campaign.ID))], Made: a.now().UTC(), Complete: status.Run.Complete,
		Opened: o.open, Contact: o.contact, Language: o.language,
	}
	if p.maker.Window, err = a.window(ctx, status.Campaign.Targets); err != nil {
		return nil, err
	}
	return p, p.know(ctx, status.Campaign.Targets, status.Campaign.Label)
}

// know gathers the names that no pack of another may hold: all that evidence or a hand took for one
// organisation, and those of whoever works for the owner. Of what else stands apart everybody has
// something: mailboxes, hosts, the owner itself.
func (p *packing) know(ctx context.Context, places []string, label string) error {
	list, err := p.answers.Entities(ctx)
	if err != nil {
		return err
	}
	p.guard = pack.NewGuard(places, label)
	for _, e := range list {
		if e.Apart && e.Sort != attribute.SortVendor {
			continue
		}
		names := []string{e.Name}
		for _, m := range e.Merges {
			names = append(names, m.Other)
		}
		p.ids[e.ID] = p.guard.Know(names, e.Domains)
	}
	return nil
}

// wish is what packs are made of.
func (p *packing) wish() inquiry.Wish {
	w := inquiry.Wish{Documents: true, Approved: p.approval.State, By: p.o.by}
	if p.o.open {
		w.Open = p.o.reason
		w.Kinds = handedOn()
	}
	return w
}

// handedOn are the kinds of which values are opened in packs: all but credentials. Who is to change a
// password knows it by its account and its mask, and what a pack says of whose it is may be wrong.
func handedOn() []exposure.Kind {
	return slices.DeleteFunc(exposure.Kinds(), func(k exposure.Kind) bool { return k == exposure.Secret })
}

// write writes the pack of a subject.
func (p *packing) write(s *disclose.Subject, seal pack.Seal) func(io.Writer) error {
	return func(w io.Writer) error { return p.maker.Write(w, s, p.guard.For(p.ids[s.ID], s), seal) }
}

// A packed is what is said to machines of one pack.
type packed struct {
	ID         string `json:"id"`
	File       string `json:"file"`
	Passphrase string `json:"passphrase,omitempty"`
}

func (p *packing) makeOne(ctx context.Context, organisation string) error {
	if err := p.o.mayWrite(); err != nil {
		return err
	}
	seal, made, err := p.o.seal()
	if err != nil {
		return err
	}
	s, err := p.one(ctx, organisation)
	if err != nil {
		return err
	}
	record := func() error { return p.answers.Record(ctx, "exported", p.o.by, "pack of "+s.ID) }
	if err := writeFile(p.o.output, p.write(s, seal), record); err != nil {
		return err
	}
	said := packed{ID: s.ID, File: p.o.output}
	if made {
		said.Passphrase = seal.Passphrase
	}
	if p.a.json {
		return writeJSON(p.a.stdout, said)
	}
	fmt.Fprintf(p.a.stdout, "%s: the pack of %s (%s)\n", p.o.output, s.Name, s.ID)
	if made {
		fmt.Fprintf(p.a.stdout, "Passphrase: %s\nIt is printed this once and kept nowhere. Hand it over on another way than the pack.\n", said.Passphrase)
	}
	return nil
}

// one returns the organisation of a name.
func (p *packing) one(ctx context.Context, organisation string) (*disclose.Subject, error) {
	wish := p.wish()
	wish.Of = []string{organisation}
	for s, err := range p.answers.Told(ctx, wish) {
		if errors.Is(err, attribute.ErrNotFound) {
			return nil, usageError{fmt.Errorf("organisation %q: %w", organisation, err)}
		}
		return s, cannotTell(err)
	}
	return nil, usageError{fmt.Errorf("organisation %q: %w", organisation, attribute.ErrNotFound)}
}

// mayWrite refuses to write over a pack that somebody may have been handed.
func (o *packFlags) mayWrite() error {
	if info, err := os.Stat(o.output); err == nil && info.Mode().IsRegular() && !o.replace {
		return usageError{fmt.Errorf("%s is there already: name another file, or write over it with --replace", o.output)}
	}
	return nil
}

// mayFill refuses a folder within one that is not there: a slip in a path would make
// folders somewhere.
func (o *packFlags) mayFill() error {
	above := filepath.Dir(filepath.Clean(o.all))
	if info, err := os.Stat(above); err != nil || !info.IsDir() {
		return usageError{fmt.Errorf("--all %s: there is no folder %s to make it in", o.all, above)}
	}
	return nil
}

func (p *packing) makeAll(ctx context.Context) error {
	if err := p.o.mayFill(); err != nil {
		return err
	}
	seal, _, err := p.o.seal()
	if err != nil {
		return err
	}
	if p.o.passphrases != "" {
		if err := apart(p.o.passphrases, p.o.all); err != nil {
			return err
		}
	}
	series, err := pack.OpenSeries(p.o.all, p.o.passphrases, pack.Terms{
		Campaign: p.campaign, Approved: p.approval.At.UTC().Format(time.RFC3339Nano), Language: p.o.language, Opened: p.o.reason,
		Contact: p.o.contact, Recipient: p.o.recipient,
	})
	if errors.Is(err, pack.ErrOtherSeries) {
		return usageError{fmt.Errorf("%s: %w (by another approval, or other flags): name another folder", p.o.all, err)}
	}
	if errors.Is(err, pack.ErrBusy) {
		return usageError{fmt.Errorf("--all %s: %w: wait for it, or name another folder and file of passphrases", p.o.all, err)}
	}
	if err != nil {
		return err
	}
	defer series.Close()
	before := series.Done()
	if err := p.each(ctx, series, seal); err != nil {
		return cannotTell(err)
	}
	if p.a.json {
		return writeJSON(p.a.stdout, map[string]any{"folder": p.o.all, "packs": series.Done(), "madeNow": series.Done() - before})
	}
	fmt.Fprintf(p.a.stdout, "%s: %s, %s made now\n", p.o.all, amount(int64(series.Done()), "pack", ""), countText(series.Done()-before))
	return series.Close()
}

// each makes the packs that are not made yet.
func (p *packing) each(ctx context.Context, series *pack.Series, seal pack.Seal) error {
	var items []pack.Item
	flush := func() error {
		err := series.Make(ctx, items, func(made []pack.Made) error { return p.record(ctx, made) })
		items = items[:0]
		return err
	}
	wish := p.wish()
	wish.Except = series.IDs()
	for s, err := range p.answers.Told(ctx, wish) {
		if err != nil {
			return err
		}
		own := seal
		if own.Recipient == nil {
			own.Passphrase = sealedzip.Passphrase()
		}
		items = append(items, pack.Item{ID: s.ID, Ending: own.Ending(), Passphrase: own.Passphrase, Write: p.write(s, own)})
		if len(items) == pack.AtOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// record notes packs in the chain of custody before they are there.
func (p *packing) record(ctx context.Context, made []pack.Made) error {
	if len(made) == 0 {
		return nil
	}
	var list []string
	for _, m := range made {
		list = append(list, m.ID+" SHA-256 "+m.SHA256)
	}
	return p.answers.Record(ctx, "exported", p.o.by, amount(int64(len(made)), "pack", "")+": "+strings.Join(list, "; "))
}

// apart refuses a file of passphrases that lies with what they open.
func apart(file, dir string) error {
	f, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	d, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if rel, err := filepath.Rel(d, f); err == nil && filepath.IsLocal(rel) {
		return usageError{fmt.Errorf("--passphrases %s lies in %s, with what they open: name a file elsewhere", file, dir)}
	}
	return nil
}
