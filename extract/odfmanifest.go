package extract

import "github.com/hemostat/hemostat/exposure"

// locked reports the parts that the manifest says are encrypted, and leaves them.
func (o *office) locked() error {
	m := &odfManifest{}
	if err := o.markup("META-INF/manifest.xml", m); err != nil {
		return err
	}
	for _, name := range m.locked {
		e := o.parts[name]
		if e == nil || o.done[name] {
			continue
		}
		o.done[name] = true
		if err := o.c.notRead(o.c.memberWay(cleanName(name)), exposure.NotReadEncrypted, e.size, "needs a password"); err != nil {
			return err
		}
	}
	return nil
}

// An odfManifest is the list of encrypted parts (ISO/IEC 26300-3, section 4).
type odfManifest struct {
	name   string
	locked []string
}

func (m *odfManifest) text([]byte) error    { return nil }
func (m *odfManifest) comment([]byte) error { return nil }
func (m *odfManifest) close(string) error   { return nil }
func (m *odfManifest) open(name string, attrs []attr) error {
	switch name {
	case "file-entry":
		m.name = string(value(attrs, "full-path"))
	case "encryption-data":
		if len(m.locked) < maxOfficeParts {
			m.locked = append(m.locked, m.name)
		}
	}
	return nil
}
