package scan

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/ledger"
	"github.com/hemostat/hemostat/internal/seal"
	"github.com/hemostat/hemostat/source"
)

// nameMedia is what the content that stands for an object's name is read as.
const nameMedia = "text/x-object-name"

// namePart is added to the ordinal of a member to make the part of its
// container that is the member's name: segments count from 0 and never get there.
const namePart = 1 << 31

// namer detects in the names of a target's objects, masks them, and decides
// which may be stored. A name that quotes somebody's data is stored only where
// the basis keeps values; else the object is found again by listing its page
// once more and comparing keyed names. The same holds for continuation markers,
// which providers make of names.
type namer struct {
	scan    *scan
	target  *target
	sealing *sealing
	batch   *ledger.Batch
	clean   string // the last marker that may be stored
	ahead   int    // pages since then
}

func newNamer(s *scan, t *target) *namer {
	return &namer{scan: s, target: t, sealing: s.newSealing(), batch: s.campaign.Ledger.NewBatch()}
}

// page turns a page that began at marker into what the catalog and the ledger
// keep of it.
func (n *namer) page(p source.Page, marker string) (catalog.Page, *ledger.Batch, error) {
	keeps := n.scan.campaign.Properties.Basis.KeepsValues()
	if keeps || !n.quotes(marker) {
		n.clean, n.ahead = marker, 0
	} else {
		n.ahead++
	}
	page := catalog.Page{
		Target: n.target.id, Next: p.Next, Last: p.Next == "", Hold: !keeps && n.quotes(p.Next), At: n.scan.Now(),
		Objects: make([]catalog.Object, 0, len(p.Objects)),
	}
	for _, o := range p.Objects {
		entry, found, err := n.object(o, keeps)
		if err != nil {
			return page, nil, err
		}
		page.Objects = append(page.Objects, entry)
		if found {
			unit := exposure.Unit(entry.Key)
			page.Names = append(page.Names, catalog.Content{Unit: unit, Hash: sha256.Sum256(append([]byte("name "), unit[:]...)),
				Size: int64(len(o.Name)), Media: nameMedia, Name: true})
		}
	}
	return page, n.batch, nil
}

func (n *namer) object(o source.Object, keeps bool) (entry catalog.Object, found bool, err error) {
	entry = catalog.Object{
		Key: objectKey(n.sealing.sealer, n.target.name, o), Version: o.Version + o.Snapshot, Size: o.Size, ETag: o.ETag,
		Modified: exposure.Told(o.Modified), Promise: detect.Promises(o.Name), Place: n.sealing.placeOf(n.target.name, o.Name),
	}
	if reason := n.scan.outside(n.target, o); reason != "" {
		entry.State, entry.Reason = catalog.NotRead, reason
	}
	read, err := n.sealing.name(n.scan.Engine, o.Name, keeps, func(m *detect.Mention, first bool) error {
		if first {
			n.batch.Begin(exposure.Unit(entry.Key))
		}
		return n.sealing.add(n.batch, m, 0)
	})
	if err != nil {
		return entry, false, err
	}
	if read.found {
		if err := n.sealing.flush(); err != nil {
			return entry, false, err
		}
		n.batch.Finish()
	}
	entry.Mask = read.mask
	if keeps || !read.quotes {
		entry.Name = []byte(o.Name)
	} else {
		entry.Page, entry.Ahead = n.clean, n.ahead
	}
	return entry, read.found, nil
}

// A reading of a name.
type nameReading struct {
	mask   string // the name as it may be shown
	quotes bool   // it quotes somebody's data
	found  bool   // it mentions something
}

// name detects in a name and hands each mention to add. Where values are not
// kept, what only looks like a human being's name or number is masked too,
// though no mention is made of it.
func (z *sealing) name(e *detect.Engine, name string, keeps bool, add func(m *detect.Mention, first bool) error) (r nameReading, err error) {
	var spans []seal.Span
	err = e.Name(name, func(m detect.Mention) error {
		if err := add(&m, !r.found); err != nil {
			return err
		}
		r.found = true
		r.quotes = r.quotes || !m.Kind.NamesOrganisation()
		spans = append(spans, seal.Span{Start: int(m.Offset), End: int(m.Offset) + m.Length, Kind: m.Kind})
		return nil
	})
	if !keeps {
		hints := seal.NameHints(name)
		spans, r.quotes = append(spans, hints...), r.quotes || len(hints) > 0
	}
	r.mask = strings.ToValidUTF8(seal.MaskName(name, spans), "\uFFFD")
	return r, err
}

// quotes reports whether a continuation marker holds somebody's data, as it is
// or behind the encodings that providers use: percent signs and base64.
func (n *namer) quotes(marker string) bool {
	for _, text := range decodings(marker) {
		quoted := len(seal.NameHints(text)) > 0
		n.scan.Engine.Name(text, func(m detect.Mention) error {
			quoted = quoted || !m.Kind.NamesOrganisation()
			return nil
		})
		if quoted {
			return true
		}
	}
	return false
}

func decodings(marker string) []string {
	texts := []string{marker}
	if plain, err := url.QueryUnescape(marker); err == nil && plain != marker {
		texts = append(texts, plain)
	}
	pieces := strings.FieldsFunc(marker, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("+/-_", r)
	})
	for _, piece := range pieces {
		for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if plain, err := enc.DecodeString(piece); err == nil && len(plain) > 3 {
				texts = append(texts, string(plain))
			}
		}
	}
	return texts
}

// objectKey names an object of a target, without telling its name.
func objectKey(z *seal.Sealer, target string, o source.Object) [16]byte {
	return z.ObjectName(target, o.Name, o.Version, o.Snapshot)
}
