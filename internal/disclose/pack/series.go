package pack

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Names in the folder of a series.
const (
	manifestName = "manifest.jsonl"
	tempPrefix   = ".pack-"
)

// AtOnce is how many packs of a series are made together.
const AtOnce = 64

// ErrOtherSeries says that a folder holds packs that were made otherwise.
var ErrOtherSeries = errors.New("the folder holds packs that were made otherwise")

// A Terms is all that must be the same for a series to go on where it was: packs of two
// sorts in one folder would be taken for one.
type Terms struct {
	Campaign  string `json:"campaign"`
	Approved  string `json:"approved"` // when and for what
	Language  string `json:"language,omitempty"`
	Opened    string `json:"opened,omitempty"`
	Contact   string `json:"contact,omitempty"`
	Recipient string `json:"recipient,omitempty"`
}

// A Made is one pack of a series, as its manifest says.
type Made struct {
	ID     string `json:"id"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// A Series makes the packs of many in one folder. Killed at any instant, it goes on where
// it was: a pack is there whole or not at all, and its passphrase is written down before it.
type Series struct {
	dir         string
	manifest    *os.File
	passphrases *os.File // nil where packs have none
	done        map[string]bool
	owner       map[string]string // whose a file is
}

// OpenSeries opens the folder of a series, and makes it where there is none. Passphrases
// are appended to a file of that name, which must not lie in the folder; "" where packs
// have none. Until it is closed, both are this process's alone ([ErrBusy]).
func OpenSeries(dir, passphrases string, terms Terms) (_ *Series, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder of packs: %w", err)
	}
	s := &Series{dir: dir, done: map[string]bool{}, owner: map[string]string{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.manifest, err = openLocked(filepath.Join(dir, manifestName), os.O_RDWR); err != nil {
		return nil, fmt.Errorf("folder of packs: %w", err)
	}
	if err := s.readManifest(terms); err != nil {
		return nil, err
	}
	if err := s.sweep(); err != nil {
		return nil, err
	}
	if passphrases == "" {
		return s, nil
	}
	if s.passphrases, err = openPassphrases(passphrases); err != nil {
		return nil, fmt.Errorf("file of passphrases: %w", err)
	}
	return s, nil
}

// readManifest reads what was made, and cuts off a line that a crash left torn.
func (s *Series) readManifest(terms Terms) error {
	want, err := json.Marshal(terms)
	if err != nil {
		return err
	}
	whole, first := int64(0), true
	lines := bufio.NewReader(s.manifest)
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("manifest of packs: %w", err)
		}
		if first {
			if !bytes.Equal(bytes.TrimSpace(line), want) {
				return ErrOtherSeries
			}
			first = false
		} else if err := s.made(line); err != nil {
			return err
		}
		whole += int64(len(line))
	}
	if err := s.manifest.Truncate(whole); err != nil {
		return err
	}
	if _, err := s.manifest.Seek(whole, io.SeekStart); err != nil {
		return err
	}
	if first {
		return appendLine(s.manifest, append(want, '\n'))
	}
	return nil
}

// made takes in one line of the manifest. A pack that is not there any more is made again.
func (s *Series) made(line []byte) error {
	var m Made
	if err := json.Unmarshal(line, &m); err != nil || m.File != filepath.Base(m.File) {
		return errors.New("manifest of packs: a line of it says nothing that it could")
	}
	if err := s.claim(m); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(s.dir, m.File)); err == nil {
		s.done[m.ID] = true
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// claim makes a file that of one organisation. Where another has it, its pack would be
// replaced by one that the other's passphrase opens.
func (s *Series) claim(m Made) error {
	if other, taken := s.owner[m.File]; taken && other != m.ID {
		return fmt.Errorf("the packs of %q and %q would be one file, %s: make one of them alone, by -o", other, m.ID, m.File)
	}
	s.owner[m.File] = m.ID
	return nil
}

// sweep removes what a crash left half made.
func (s *Series) sweep() error {
	list, err := filepath.Glob(filepath.Join(s.dir, tempPrefix+"*"))
	for _, path := range list {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// Has reports whether the pack of an organisation is made.
func (s *Series) Has(id string) bool { return s.done[id] }

// IDs are those whose packs are made, in order.
func (s *Series) IDs() []string { return slices.Sorted(maps.Keys(s.done)) }

// Done is how many packs are made.
func (s *Series) Done() int { return len(s.done) }

// Close closes the series.
func (s *Series) Close() error {
	var errs []error
	for _, f := range []*os.File{s.manifest, s.passphrases} {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(errs...)
}

// An Item is one pack that is to be made.
type Item struct {
	ID         string
	Ending     string // of its file
	Passphrase string // "" where it has none
	Write      func(io.Writer) error
}

// Make makes some packs together. record is called with what was made before any of them is
// there by its name; if it fails, none is.
func (s *Series) Make(ctx context.Context, items []Item, record func([]Made) error) error {
	list, temps := make([]Made, len(items)), make([]string, len(items))
	for i, x := range items {
		list[i].ID, list[i].File = x.ID, FileName(x.ID)+x.Ending
		if err := s.claim(list[i]); err != nil {
			return err
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for i := range items {
		group.Go(func() (err error) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			temps[i], list[i].SHA256, err = s.write(items[i].Write)
			return err
		})
	}
	err := group.Wait()
	if err == nil {
		err = s.note(items, list)
	}
	if err == nil {
		err = record(list)
	}
	if err != nil {
		for _, t := range temps {
			if t != "" {
				os.Remove(t)
			}
		}
		return err
	}
	return s.publish(list, temps)
}

// write writes one pack to a file of no name yet.
func (s *Series) write(write func(io.Writer) error) (temp, sum string, err error) {
	f, err := os.CreateTemp(s.dir, tempPrefix)
	if err != nil {
		return "", "", err
	}
	hash, out := sha256.New(), bufio.NewWriter(f)
	err = write(io.MultiWriter(out, hash))
	err = errors.Join(err, out.Flush(), f.Sync(), f.Close())
	return f.Name(), hex.EncodeToString(hash.Sum(nil)), err
}

// note writes down the passphrases. One that was noted for a pack before does not open it any
// more: the last one does.
func (s *Series) note(items []Item, list []Made) error {
	if s.passphrases == nil {
		return nil
	}
	var text bytes.Buffer
	rows := csv.NewWriter(&text)
	for i, x := range items {
		rows.Write([]string{list[i].File, x.Passphrase})
	}
	rows.Flush()
	return appendLine(s.passphrases, text.Bytes())
}

// publish gives packs their names, and then notes that they are made.
func (s *Series) publish(list []Made, temps []string) error {
	var text bytes.Buffer
	for i, m := range list {
		if err := os.Rename(temps[i], filepath.Join(s.dir, m.File)); err != nil {
			return err
		}
		line, err := json.Marshal(m)
		if err != nil {
			return err
		}
		text.Write(append(line, '\n'))
		s.done[m.ID] = true
	}
	dir, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return err
	}
	return appendLine(s.manifest, text.Bytes())
}
