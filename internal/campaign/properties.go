package campaign

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// propertiesName is where the catalog keeps them.
const propertiesName = "properties"

func (c *Campaign) saveProperties(ctx context.Context) error {
	text, err := json.Marshal(c.Properties)
	if err != nil {
		return err
	}
	return c.Catalog.SetMeta(ctx, propertiesName, string(text))
}

func (c *Campaign) loadProperties(ctx context.Context) error {
	text, err := c.Catalog.Meta(ctx, propertiesName)
	if err != nil {
		return err
	}
	if text == "" {
		return ErrUnfinished
	}
	return json.Unmarshal([]byte(text), &c.Properties)
}

// Hold sets or lifts the hold that blocks deletion of the campaign in dir, also
// while somebody works on it. It is a file beside the encrypted ones, so that it
// binds also who cannot open the campaign. Both may be done again.
func Hold(dir string, held bool) error {
	path := filepath.Join(dir, holdFile)
	if held {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
	} else if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncFolder(dir)
}

// syncFolder makes what was made or removed in a folder last.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Held reports whether a hold blocks the deletion of the campaign in dir.
func Held(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, holdFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Remove deletes the folder of a campaign that nobody works on and that is not
// held. Once it is sure of both it calls destroy, for the key, and stops where
// that fails.
func Remove(dir string, destroy func() error) error {
	if held, err := Held(dir); err != nil || held {
		return errors.Join(err, ErrHeld)
	}
	mine, err := lock(filepath.Join(dir, lockFile))
	if err != nil {
		return err
	}
	if err := destroy(); err != nil {
		return errors.Join(err, mine.Close())
	}
	return errors.Join(os.RemoveAll(dir), mine.Close())
}
