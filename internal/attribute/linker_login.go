package attribute

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
)

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

// A signer is how surely a row says by the name of a column that an address in it is that of who
// signs in by its password.
type signer uint8

const (
	notSigner   signer = iota // it is whoever's: one in a note
	keeper                    // it is that of whoever looks after what the row is about
	mailSigner                // in a column of addresses
	loginSigner               // in one of logins
)

func signerOf(f exposure.Field) signer {
	switch f {
	case exposure.FieldUser:
		return loginSigner
	case exposure.FieldEmail:
		return mailSigner
	case exposure.FieldKeeper, exposure.FieldContact, exposure.FieldBeside:
		return keeper
	}
	return notSigner
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
	if k.keptOnly(it) {
		return none
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
		return k.home
	case inURL:
		return k.hostBehind(i)
	}
	return none
}

// findHome finds the organisation whose the login of a row is: that of who signs in, else the one at whose only
// domain it signs in, if whoever looks after that has a mailbox there. At a domain alone others sign in.
func (k *linker) findHome(m *model) {
	k.home = none
	k.isLogin = slices.ContainsFunc(k.items, func(it item) bool { return it.kind == exposure.Secret && it.login == inRow })
	if !k.isLogin {
		return
	}
	if at := mailboxName(m, k.addressOfRow()); at != none {
		if m.names.flags[at]&(apartFreeMail|apartReserved|systemOnly) == 0 {
			k.home = at
		}
		return
	}
	at := none
	for i := range k.items {
		if it := &k.items[i]; it.kind == exposure.Domain {
			if at != none && at != it.name {
				return
			}
			at = it.name
		}
	}
	if at == k.keptAt && m.names.affected(at) {
		k.home = at
	}
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

// addressOfRow returns the address by which somebody signs in with the password of a row: the only
// one in a column of logins, else the only one in a column of addresses. Beside a machine or
// site the latter need not be who signs in there.
func (k *linker) addressOfRow() *item {
	if it, ok := k.only(loginSigner); ok {
		return it
	}
	for j := range k.items {
		switch k.items[j].kind {
		case exposure.Host, exposure.IP, exposure.Domain, exposure.Resource:
			return nil
		}
	}
	it, _ := k.only(mailSigner)
	return it
}

// only returns the one address of a record that is a signer's of a sort, nil where there are
// several; ok reports whether there is any.
func (k *linker) only(sort signer) (found *item, ok bool) {
	for j := range k.items {
		switch it := &k.items[j]; {
		case it.kind != exposure.Email || it.signs != sort:
		case ok && (found == nil || found.ordinal != it.ordinal):
			found = nil
		default:
			found, ok = it, true
		}
	}
	return found, ok
}

// keptOnly reports whether whoever is named beside a credential does not sign in by it: keepers of
// what it opens, and in a row of a table anybody whose column is not that of who signs in.
func (k *linker) keptOnly(it *item) bool {
	if it.kind != exposure.Secret {
		return false
	}
	kept := false
	for j := range k.items {
		switch other := &k.items[j]; {
		case other.kind != exposure.Email:
		case other.signs >= mailSigner:
			return false
		case other.signs == keeper || it.login == inRow && len(k.persons) == 0:
			kept = true
		}
	}
	return kept
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
