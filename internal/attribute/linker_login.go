package attribute

import "github.com/hemostat/hemostat/exposure"

// loginReach is how many bytes of names of machines may stand between a password in a URL and
// the domain of its host.
const loginReach = 64

// A signIn is beside what a credential stands that says who or where it signs in.
type signIn uint8

const (
	unknownLogin signIn = iota
	behindAddress
	inRow
	inURL
)

// ofSomebody reports whether the text says who signs in: it is theirs in a list of logins too, which
// configures machines otherwise.
func (s signIn) ofSomebody() bool { return s == behindAddress || s == inRow }

func signInOf(f exposure.Field) signIn {
	switch f {
	case exposure.FieldLogin:
		return behindAddress
	case exposure.FieldLoginRow:
		return inRow
	case exposure.FieldLoginURL:
		return inURL
	}
	return unknownLogin
}

// nameForLogin returns the organisation that a credential belongs to: the one at which it
// signs in. Others are never told of it, whatever names them in the same record; the owner and
// its vendors have what stands with theirs.
func (k *linker) nameForLogin(m *model, it *item, i int) uint32 {
	if i < len(k.items) {
		if at := k.signsInAt(m, i); at != none && m.names.flags[at]&(apartFreeMail|apartReserved|systemOnly) == 0 {
			return at
		}
	}
	if name := k.nameBeside(m, it, i); !m.names.affected(name) {
		return name
	}
	return none
}

// signsInAt returns the name of who signs in by a credential, or of where.
func (k *linker) signsInAt(m *model, i int) uint32 {
	switch k.items[i].login {
	case behindAddress:
		return mailboxName(m, k.addressBefore(i))
	case inRow:
		return mailboxName(m, k.addressOfRow(i))
	case inURL:
		return k.hostBehind(i)
	}
	return none
}

// mailboxName is the name of a mailbox in which one human being or machine signs in. A shared one is
// that of whoever answers for the login.
func mailboxName(m *model, it *item) uint32 {
	if it == nil || m.emailSort[it.ordinal] != 0 {
		return none
	}
	return it.name
}

// addressBefore returns the address right before a credential, of which others than names and
// users may not stand between.
func (k *linker) addressBefore(i int) *item {
	for j := i - 1; j >= 0; j-- {
		switch it := &k.items[j]; {
		case it.part != k.items[i].part:
			return nil
		case it.kind == exposure.Email:
			return it
		case it.kind != exposure.Person && it.kind != exposure.User:
			return nil
		}
	}
	return nil
}

// addressOfRow returns the only address of a row that names neither machine nor site: one that
// does is about something else that asks for passwords.
func (k *linker) addressOfRow(i int) (found *item) {
	for j := range k.items {
		switch it := &k.items[j]; it.kind {
		case exposure.Host, exposure.IP, exposure.Domain, exposure.Resource:
			return nil
		case exposure.Email:
			if found != nil && found.ordinal != it.ordinal {
				return nil
			}
			found = it
		}
	}
	return found
}

// hostBehind returns the domain of the host of a URL in which a credential stands.
func (k *linker) hostBehind(i int) uint32 {
	if i+1 >= len(k.items) {
		return none
	}
	it, next := &k.items[i], &k.items[i+1]
	end := it.offset + uint64(it.length)
	if next.kind != exposure.Domain || next.part != it.part || next.offset < end || next.offset-end > loginReach {
		return none
	}
	return next.name
}
