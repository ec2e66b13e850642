package extract

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

// lone reports whether an object names nobody but by an address, under a key that need not say whose it is: that of a
// dealer, whose the order around it is not. It is a text of the record around it, from which attribution takes back
// what fits whom that is about.
func (p *nestPart) lone() bool {
	return p.tells&tellsMail != 0 && !p.tells.names() && p.key != "" && keySaysOf(p.key).tells&tellsMail == 0
}

// untold reports whether an object has what is somebody's own, as a telephone, and neither it nor its key says whose:
// it is a text too, which is told to nobody.
func (p *nestPart) untold() bool {
	return p.of == keyUnknown && p.key != "" && p.tells&tellsOwn != 0 && !p.tells.names() && p.tells&tellsMail == 0
}

// ofAnother reports whether an object that names nobody is of somebody in a role: of whoever has it, who is not the one
// whom the object around names. Of a customer or a patient it is if somebody in another role is the only one named.
func (p *nestPart) ofAnother(l *nestLevel, parts []nestPart) bool {
	switch {
	case p.tells.names():
		return false
	case p.of == keyRole:
		return true
	case p.of != keyAbout || p.tells&tellsMail != 0 || l.tells.names():
		return false
	}
	return slices.ContainsFunc(parts, func(o nestPart) bool { return o.of == keyRole && o.tells.names() })
}

// resolve decides which of the objects in l are of its record.
func (n *nest) resolve(l *nestLevel) {
	parts := l.parts
	l.parts = l.parts[:0]
	if !l.plain {
		return
	}
	names, mails, others := 0, 0, 0 // of those that tell of somebody
	for i := range parts {
		p := &parts[i]
		p.apart = p.apart || p.clash(&l.nestPart) || p.ofAnother(l, parts)
		switch {
		case p.apart:
		case p.lone(), p.untold():
			n.joins = append(n.joins, join{p.record, exposure.TextRecord(n.recordOf(l), n.texts, exposure.Object), p.key})
			n.texts++
			p.apart = true
		case p.tells.somebody():
			names += b2i(p.tells.names())
			mails += b2i(p.tells&tellsMail != 0)
		case p.tells.names():
			others++
		}
	}
	alone := func(p *nestPart) bool {
		return !(p.tells.names() && names > 1 || p.tells&tellsMail != 0 && mails > 1)
	}
	for i := range parts {
		if p := &parts[i]; !p.apart && p.tells.somebody() && alone(p) {
			n.join(l, p)
		}
	}
	for i := range parts {
		switch p := &parts[i]; {
		case p.apart || p.tells.somebody():
		case !p.tells.names(), names == 0 && others == 1 && !p.clash(&l.nestPart), p.named != 0 && p.named == l.named:
			n.join(l, p)
		}
	}
}

// join makes an object one with that around it.
func (n *nest) join(l *nestLevel, p *nestPart) {
	if l.tells |= p.tells; l.named == 0 {
		l.named = p.named
	}
	n.joins = append(n.joins, join{old: p.record, new: n.recordOf(l)})
}
