package attribute

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"runtime/debug"
	"sync"
)

// What the passes over the ledger come to is kept for the next question about organisations, in three files:
// what a decision cannot change, in two of them, of which the second only walkers need, and what records
// say, which rests on what stands apart. So a merge or a new name costs no pass at all, and a mark one over the
// records. [Compute], [Replay] and whatever is told of persons read the ledger.
const (
	keptNames      = "names"
	keptIdentities = "identities"
	keptRecords    = "records"
)

// keptLayout counts changes of what stands in these files.
const keptLayout = "3"

// A keptKey says of what something is kept: of which contents, by which program and rules.
type keptKey [sha256.Size]byte

// A keying makes the key of what is read. The zero value makes none.
type keying struct{ sum hash.Hash }

func newKeying(in *Input) keying {
	if in.Kept == nil {
		return keying{}
	}
	k := keying{sha256.New()}
	fmt.Fprintf(k.sum, "%s\n%s\n%s\n%s\n%d\n", keptLayout, Version, thisProgram(), in.Ledger.Digest(), in.MinScore)
	return k
}

// thisProgram names the build: another may read the ledger otherwise.
var thisProgram = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.String()
})

func (k keying) add(c *Content) {
	if k.sum != nil {
		fmt.Fprintf(k.sum, "%x %d %q %q\n", c.Unit[:], c.Ways, c.Document, c.Language)
	}
}

func (k keying) end() (key keptKey) {
	if k.sum != nil {
		k.sum.Sum(key[:0])
	}
	return key
}

// ofRecords is the key of what records say: it rests on what stands apart, be it known or decided.
func (m *model) ofRecords() keptKey {
	sum := sha256.New()
	sum.Write(m.keptBy[:])
	for _, flags := range m.names.flags {
		sum.Write(binary.LittleEndian.AppendUint16(nil, uint16(flags)))
	}
	return keptKey(sum.Sum(nil))
}

// keepIdentities keeps what the pass over identities came to, before anything that was decided changes it.
func (m *model) keepIdentities() {
	m.keep(keptNames, m.keptBy, m.codeNames)
	m.keep(keptIdentities, m.keptBy, m.codeIdentities)
}

// keepRecords keeps what the pass over records came to, before it is used up.
func (m *model) keepRecords() {
	if m.in.Kept != nil {
		m.keep(keptRecords, m.ofRecords(), m.codeRecords)
	}
}

// keep writes one file, unless it is there. That it could not be written is no fault of the
// answer: the next question is slower.
func (m *model) keep(name string, key keptKey, fields func(*coding)) {
	if m.in.Kept == nil || m.isKept(name, key) {
		return
	}
	_ = m.in.Kept.Write(name, func(w io.Writer) error {
		if _, err := w.Write(key[:]); err != nil {
			return err
		}
		c := writing(w)
		fields(c)
		return c.end()
	})
}

// errOther says that what is kept is of another input; errEnough that its key was all that was asked for.
var (
	errOther  = errors.New("what is kept is of something else")
	errEnough = errors.New("enough")
)

func (m *model) isKept(name string, key keptKey) bool {
	return errors.Is(m.open(name, key, func(io.Reader) error { return errEnough }), errEnough)
}

// open reads one file, if it has that key.
func (m *model) open(name string, key keptKey, read func(io.Reader) error) error {
	return m.in.Kept.Read(name, func(r io.Reader) error {
		var have keptKey
		if _, err := io.ReadFull(r, have[:]); err != nil {
			return err
		}
		if !bytes.Equal(have[:], key[:]) {
			return errOther
		}
		return read(r)
	})
}

// take reads the fields of one file; it reports whether they were there.
func (m *model) take(name string, key keptKey, fields func(*coding)) bool {
	return m.open(name, key, func(r io.Reader) error {
		c := reading(r)
		fields(c)
		return c.end()
	}) == nil
}

// recall makes a model of what is kept, as [model.readLedger] would, and of m, which knows the contents. It
// is nil where too little is kept; m is as it was then.
func (m *model) recall(ctx context.Context, walks bool) (*model, error) {
	if m.in.Kept == nil {
		return nil, nil
	}
	k := *m
	if !k.take(keptNames, k.keptBy, k.codeNames) {
		return nil, nil
	}
	k.settleNames()
	k.records = &records{}
	walked := k.take(keptRecords, k.ofRecords(), k.codeRecords)
	if (walks || !walked) && !k.take(keptIdentities, k.keptBy, k.codeIdentities) {
		return nil, nil
	}
	if !walked {
		if err := k.readRecords(ctx); err != nil {
			return nil, fmt.Errorf("attribute: %w", err)
		}
		k.keepRecords()
	}
	k.settleUsual()
	return &k, nil
}
