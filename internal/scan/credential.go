package scan

import (
	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/credential"
	"github.com/hemostat/hemostat/internal/seal"
)

// The credentials of one content of which facts are kept, and how often one that was
// met without a name beside it is looked at again. What lies beyond is in the ledger as all
// mentions are, without what it opens.
const (
	mostCredentials = 4096
	mostLooks       = 16
)

// looked is what a content has shown of a credential so far.
type looked struct {
	at    int // in frame.credentials
	looks int
	named bool // a name stood beside it
}

// credential keeps what a credential tells of itself in a content: of its first
// mention, or of an early one beside which there is a name.
func (s *sink) credential(f *frame, m *detect.Mention) error {
	if !m.Class.Usable() && m.Class != exposure.ClassExpired {
		return nil
	}
	canonical := seal.Canonical(exposure.Secret, string(m.Value))
	print := s.w.sealing.sealer.Fingerprint(exposure.Secret, canonical)
	l, known := f.looked[print]
	if known && (l.named || l.looks == mostLooks) || !known && len(f.credentials) == mostCredentials {
		return nil
	}
	around := m.Around
	if f.segment.Part == exposure.PartTable {
		around = nil // what belongs together there stands in one record
	}
	r := credential.Read(m.Rule, m.Value, around, m.At)
	l.looks++
	l.named = len(r.Names) > 0
	if known && !l.named {
		f.looked[print] = l
		return nil
	}
	facts, err := r.Facts(s.w.sealing.named)
	if err != nil {
		return err
	}
	if !known {
		l.at = len(f.credentials)
		f.credentials = append(f.credentials, catalog.Credential{Print: print})
	}
	f.credentials[l.at].Facts = facts.Text()
	f.looked[print] = l
	return nil
}

// named seals a name that stands beside a credential, and puts it into the vault where
// the basis keeps values.
func (z *sealing) named(n credential.Name) (credential.Sealed, error) {
	kind := n.Role.Kind(n.Value)
	hash := z.prints.hash(kind, []byte(n.Value))
	print, _, known := z.prints.get(&hash, "")
	if !known {
		canonical := seal.Canonical(kind, n.Value)
		print = z.sealer.Fingerprint(kind, canonical)
		if z.vault != nil {
			if err := z.vault.Put(print, kind, canonical); err != nil {
				return credential.Sealed{}, err
			}
		}
		z.prints.put(&hash, print)
	}
	return credential.Sealed{Role: n.Role, Mask: n.Mask(), Print: print.String()}, nil
}
