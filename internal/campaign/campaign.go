// Package campaign opens the folder of one campaign: its ledger, its catalog
// and its vault, all under one key, by one process at a time.
//
// The folder is named by the campaign's identifier, which tells nothing. The
// key lives elsewhere: see [seal.Keys].
package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/seal"
)

// Names inside of a campaign's folder.
const (
	catalogFile  = "catalog.db"
	ledgerFolder = "ledger"
	vaultFolder  = "vault"
	keptFolder   = "kept"
	spoolFolder  = "spool"
	lockFile     = "lock"
	socketFile   = "socket"
	holdFile     = "hold"
)

// What stands in the way of opening or removing a campaign.
var (
	ErrBusy = errors.New("another hemostat process works on this campaign")
	ErrHeld = errors.New("the campaign is on hold")
	// ErrUnfinished says that the process which made the campaign ended before
	// anything was read; [Create] makes it again.
	ErrUnfinished = errors.New("the campaign was never made to its end: scan again")
)

// Properties are what is fixed when a campaign is made.
type Properties struct {
	Label       string
	Basis       exposure.Basis
	SignedOffBy string
	Depth       exposure.Depth
	Until       time.Time
	Created     time.Time
	Own         []string // the owner's registrable domains
	Include     []string // globs of names to read; none: all
	Exclude     []string
	Digest      string // of engine, rules and data
	Version     string // of the program that made it
	Pictures    string `json:",omitempty"` // by what pictures are read: "" for not at all
}

// begun says how a campaign was begun, for the chain of custody.
func (p *Properties) begun() string {
	text := "basis " + string(p.Basis)
	if p.Pictures != "" {
		text += ", pictures read by " + p.Pictures
	}
	return text
}

// A Campaign is an open campaign.
type Campaign struct {
	ID         string
	Dir        string
	Key        *seal.Key
	Properties Properties
	Ledger     *ledger.Ledger
	Catalog    *catalog.Catalog
	Vault      *seal.Vault // nil unless the basis keeps values
	Kept       *seal.Kept  // what was worked out of ledger and catalog, to spare doing so again
	lock       *os.File
}

// Dir returns the folder of a campaign.
func Dir(dataDir, id string) string { return filepath.Join(dataDir, id) }

// Socket returns the path of the socket on which a running scan answers.
func Socket(dataDir, id string) string { return filepath.Join(Dir(dataDir, id), socketFile) }

// Create makes the folder of a new campaign and opens it.
func Create(ctx context.Context, dataDir, id string, key *seal.Key, p Properties) (*Campaign, error) {
	dir := Dir(dataDir, id)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create campaign: %w", err)
	}
	c, err := open(ctx, dir, id, key, p.Digest, func(c *Campaign) error {
		c.Properties = p
		if err := c.saveProperties(ctx); err != nil {
			return err
		}
		return c.Catalog.Record(ctx, catalog.Event{At: p.Created, Event: "created", By: p.SignedOffBy, Detail: p.begun()})
	})
	if err != nil {
		return nil, fmt.Errorf("create campaign %q: %w", p.Label, err)
	}
	return c, nil
}

// Open opens an existing campaign. A digest other than "" must be that of the
// campaign. The error is [ErrBusy] where another process has it open, and
// [fs.ErrNotExist] where the folder is gone.
func Open(ctx context.Context, dataDir, id string, key *seal.Key, digest string) (*Campaign, error) {
	c, _, err := Resume(ctx, dataDir, id, key, digest)
	return c, err
}

// Resume is Open that tells with what the campaign was made also where it cannot be
// opened with digest.
func Resume(ctx context.Context, dataDir, id string, key *seal.Key, digest string) (_ *Campaign, made Properties, err error) {
	dir := Dir(dataDir, id)
	if _, err := os.Stat(filepath.Join(dir, catalogFile)); err != nil {
		return nil, made, fmt.Errorf("open campaign %s in %s: %w", id, dataDir, err)
	}
	c, err := open(ctx, dir, id, key, digest, func(c *Campaign) error {
		err := c.loadProperties(ctx)
		made = c.Properties
		return err
	})
	if err != nil {
		return nil, made, fmt.Errorf("open campaign %s: %w", id, err)
	}
	return c, made, nil
}

// Exists reports whether the campaign's folder has a catalog.
func Exists(dataDir, id string) (bool, error) {
	_, err := os.Stat(filepath.Join(Dir(dataDir, id), catalogFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

func open(ctx context.Context, dir, id string, key *seal.Key, digest string, properties func(*Campaign) error) (_ *Campaign, err error) {
	c := &Campaign{ID: id, Dir: dir, Key: key}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Close())
		}
	}()
	if c.lock, err = lock(filepath.Join(dir, lockFile)); err != nil {
		return nil, err
	}
	// The catalog first: it tells a wrong key before anything is written.
	if c.Catalog, err = catalog.Open(ctx, filepath.Join(dir, catalogFile), key.CatalogKey()); err != nil {
		return nil, err
	}
	if err := properties(c); err != nil {
		return nil, err
	}
	if c.Ledger, err = ledger.Open(key.FS(vfs.Default), filepath.Join(dir, ledgerFolder), ledger.Options{Digest: digest}); err != nil {
		return nil, err
	}
	if c.Kept, err = key.Kept(filepath.Join(dir, keptFolder)); err != nil {
		return nil, err
	}
	if c.Properties.Basis.KeepsValues() {
		if c.Vault, err = c.openVault(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// openVault opens the vault so that each opening of values is in the chain of
// custody.
func (c *Campaign) openVault() (*seal.Vault, error) {
	return c.Key.OpenVault(filepath.Join(c.Dir, vaultFolder), func(what string) error {
		return c.Catalog.Record(context.Background(), catalog.Event{At: time.Now(), Event: "opened", Detail: what})
	})
}

// Spool returns the place for temporary files of a scan, with a quota in bytes.
func (c *Campaign) Spool(quota int64) *seal.Spool {
	return seal.NewSpool(filepath.Join(c.Dir, spoolFolder), quota)
}

// Close closes everything and gives the campaign free.
func (c *Campaign) Close() error {
	var errs []error
	if c.Vault != nil {
		errs = append(errs, c.Vault.Close())
	}
	if c.Ledger != nil {
		errs = append(errs, c.Ledger.Close())
	}
	if c.Catalog != nil {
		errs = append(errs, c.Catalog.Close())
	}
	if c.lock != nil {
		errs = append(errs, c.lock.Close())
	}
	return errors.Join(errs...)
}

// Recover settles what an earlier run left behind: mentions whose content was
// published stay, all others go, so that the ledger holds what the catalog says. What was kept of
// the ledger as it was is forgotten.
func (c *Campaign) Recover(ctx context.Context) error {
	if err := c.Kept.Forget(); err != nil {
		return fmt.Errorf("forget what was kept: %w", err)
	}
	units, err := c.Ledger.Unsettled()
	if err != nil {
		return err
	}
	for _, u := range units {
		published, err := c.Catalog.Published(ctx, u)
		if err != nil {
			return err
		}
		if published {
			err = c.Ledger.Settle(u)
		} else {
			err = c.Ledger.Drop(u)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Digest joins the versions of everything that figures depend on.
func Digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s\n", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}
