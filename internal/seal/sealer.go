package seal

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// A Sealer turns values into identities under one campaign's key. It is for one
// goroutine at a time: each worker makes its own, which costs microseconds.
type Sealer struct {
	fingerprint hash.Hash
	features    hash.Hash
	names       hash.Hash
	sum         [sha256.Size]byte
	scratch     []byte
	properties  []property
	domains     map[string]string // host → registrable domain
}

// domainsSize bounds the registrable domains that a sealer remembers.
const domainsSize = 1 << 12

// Sealer returns a sealer under k. It stays usable when k is wiped.
func (k *Key) Sealer() *Sealer {
	mac := func(purpose string) hash.Hash { return hmac.New(sha256.New, k.subkey(purpose)) }
	return &Sealer{fingerprint: mac(purposeFingerprint), features: mac(purposeFeatures), names: mac(purposeNames), domains: map[string]string{}}
}

// Seal turns a value into its identity: canonical form, fingerprint, mask,
// features. Everything but the class, which is taken as given, depends on kind,
// canonical value and key alone: not on where the value stood.
func (s *Sealer) Seal(kind exposure.Kind, value []byte, class exposure.Class) exposure.Identity {
	canonical := Canonical(kind, string(value))
	return s.Identity(kind, canonical, s.Fingerprint(kind, canonical), class)
}

// Identity is [Sealer.Seal] for a value that is in canonical form already and
// whose fingerprint is known.
func (s *Sealer) Identity(kind exposure.Kind, canonical string, print exposure.Fingerprint, class exposure.Class) exposure.Identity {
	id := exposure.Identity{Kind: kind, Fingerprint: print, Mask: Mask(kind, canonical), Class: class}
	switch {
	case kind == exposure.Company:
		id.Clear = id.Mask
	case kind.NamesOrganisation():
		id.Clear = canonical
	case kind == exposure.Email:
		_, domain := splitEmail(canonical)
		id.Clear = s.registrable(domain)
	}
	s.properties = properties(s.properties[:0], kind, canonical)
	id.Features = s.keyed(kind, s.properties)
	clear(s.properties)
	return id
}

func (s *Sealer) registrable(host string) string {
	d, ok := s.domains[host]
	if !ok {
		if len(s.domains) == domainsSize {
			clear(s.domains)
		}
		host = strings.Clone(host) // without the local part before it
		d = RegistrableDomain(host)
		s.domains[host] = d
	}
	return d
}

// Fingerprint returns the fingerprint of a canonical value, as for looking one
// up.
func (s *Sealer) Fingerprint(kind exposure.Kind, canonical string) exposure.Fingerprint {
	s.scratch = append(append(s.scratch[:0], byte(kind)), canonical...)
	return exposure.Fingerprint(s.mac(s.fingerprint)[:16])
}

// Name returns a keyed name for what the parts identify, as a reading and a way
// in it. Parts are told apart: "a","bc" is not "ab","c".
func (s *Sealer) Name(parts ...string) exposure.Unit {
	s.scratch = s.scratch[:0]
	for _, p := range parts {
		s.scratch = binary.AppendUvarint(s.scratch, uint64(len(p)))
		s.scratch = append(s.scratch, p...)
	}
	return exposure.Unit(s.mac(s.names)[:16])
}

// ObjectName returns the keyed name of an object of a target, as its provider spells
// it, in one version or snapshot; "" is the current one.
func (s *Sealer) ObjectName(target, name, version, snapshot string) exposure.Unit {
	return s.Name("object", target, name, version, snapshot)
}

// keyed hashes properties; the result is ascending and without repetitions.
func (s *Sealer) keyed(kind exposure.Kind, list []property) []exposure.Feature {
	if len(list) == 0 {
		return nil
	}
	out := make([]exposure.Feature, 0, len(list))
	for _, p := range list {
		if p.of == exposure.FeatureLogin { // of a name and of an address alike
			out = append(out, exposure.Feature{Of: p.of, Hash: s.login(p.text)})
			continue
		}
		if p.of == exposure.FeatureWord && kind == exposure.Birth {
			out = s.year(out, p.text)
			continue
		}
		if p.of == exposure.FeatureWord {
			out = s.spelling(out, &p)
			continue
		}
		if p.of == exposure.FeatureRegion {
			out = append(out, exposure.Feature{Of: p.of, Hash: exposure.RegionHash(p.text)})
			continue
		}
		s.scratch = append(append(s.scratch[:0], byte(kind), byte(p.of)), p.text...)
		out = append(out, exposure.Feature{Of: p.of, Hash: binary.BigEndian.Uint64(s.mac(s.features))})
	}
	slices.SortFunc(out, func(a, b exposure.Feature) int {
		switch {
		case a.Of != b.Of:
			return int(a.Of) - int(b.Of)
		case a.Hash < b.Hash:
			return -1
		case a.Hash > b.Hash:
			return 1
		}
		return 0
	})
	return slices.Compact(out)
}

// mac returns the MAC of s.scratch, valid until the next one, and wipes it.
func (s *Sealer) mac(h hash.Hash) []byte {
	h.Reset()
	h.Write(s.scratch)
	clear(s.scratch)
	return h.Sum(s.sum[:0])
}
