package checks

import (
	"context"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// ldap asks a directory. To bind without a name is its own way of letting anybody in; what
// the root says of itself is everybody's (RFC 4512, 5.1).
type ldap struct{}

// Info implements [probe.Check].
func (ldap) Info() probe.Info {
	return probe.Info{
		Name: "ldap", Service: "ldap", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Parts: true,
		Asks:   "bind without a name, the root's naming contexts; of each of the first the entry itself, one entry below by name, and the names of the attributes of one; at depth list what lies below, by name",
		Source: "RFC 4511; RFC 4512; RFC 4513",
	}
}

// The messages (RFC 4511, appendix B).
const (
	ldapBind      = 0x60
	ldapBound     = 0x61
	ldapSearch    = 0x63
	ldapEntry     = 0x64
	ldapDone      = 0x65
	ldapReference = 0x73
	ldapExtended  = 0x77
	ldapResponse  = 0x78
)

// ldapCodes are results that refuse whoever did not sign in (RFC 4511, A.2).
var ldapCodes = map[int]string{
	1: "operationsError", 7: "authMethodNotSupported", 8: "strongerAuthRequired", 13: "confidentialityRequired", 32: "noSuchObject",
	48: "inappropriateAuthentication", 49: "invalidCredentials", 50: "insufficientAccessRights", 53: "unwillingToPerform",
}

// An ldapFound is an entry: its name and its attributes.
type ldapFound struct {
	name       string
	attributes map[string][]string
}

// Ask implements [probe.Check].
func (ldap) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		code, err := ldapTry(ctx, s, c)
		if err != nil || code != wantsSecrecy || c.Secured() {
			return err
		}
		// over another connection: TLS is refused while a question is not quite done
		return over(ctx, s, false, func(ctx context.Context, c *probe.Conn) error {
			if err := ldapStartTLS(ctx, c); err != nil || !c.Secured() {
				return err
			}
			_, err := ldapTry(ctx, s, c)
			return err
		})
	})
}

// wantsSecrecy is the result confidentialityRequired.
const wantsSecrecy = 13

// ldapTry binds, and asks inside. It returns the result that refused.
func ldapTry(ctx context.Context, s *probe.Session, c *probe.Conn) (code int, err error) {
	code, e, err := ldapBindAs(ctx, c)
	if err != nil {
		return 0, err
	}
	s.Exists(probe.Exists)
	if code != 0 {
		tellAll(s, ldapJudge(code, "to bind without a name"), e)
		return code, nil
	}
	return ldapInside(ctx, s, c)
}

func ldapBindAs(ctx context.Context, c *probe.Conn) (code int, e *probe.Evidence, err error) {
	request := ldapMessage(ber(ldapBind, berNumber(berInteger, 3), berString(berText, ""), berString(0x80, "")))
	e, err = c.Exchange(ctx, "ldap bind without a name", request, func() (string, error) {
		op, body, err := readLDAP(c)
		if err == nil && op != ldapBound {
			err = errProtocol
		}
		if err == nil {
			code, err = ldapCode(body)
		}
		return "result " + itoa(code), err
	})
	return code, e, err
}

// ldapStartTLS begins TLS where the server takes it (RFC 4511, 4.14).
func ldapStartTLS(ctx context.Context, c *probe.Conn) error {
	taken := -1
	_, err := c.Exchange(ctx, "ldap StartTLS", ldapMessage(ber(ldapExtended, berString(0x80, "1.3.6.1.4.1.1466.20037"))), func() (string, error) {
		op, body, err := readLDAP(c)
		if err == nil && op != ldapResponse {
			err = errProtocol
		}
		if err == nil {
			taken, err = ldapCode(body)
		}
		return "result " + itoa(taken), err
	})
	if err == nil && taken == 0 {
		err = c.StartTLS(ctx)
	}
	return err
}

func ldapJudge(code int, what string) probe.Judged {
	if name := ldapCodes[code]; name != "" {
		return probe.Closed("%s: it refuses %s", name, what)
	}
	return probe.Doubt("result %d, which does not tell whether a password is wanted", code)
}

// maxContexts is how many parts of the directory are asked.
const maxContexts = 5

func ldapInside(ctx context.Context, s *probe.Session, c *probe.Conn) (code int, err error) {
	root, code, e, err := askLDAP(ctx, c, "the root's own entry", "", 0, 1, false, "namingContexts", "vendorName", "vendorVersion")
	if err != nil {
		return 0, err
	}
	if code != 0 {
		tellAll(s, ldapJudge(code, "its root"), e)
		return code, nil
	}
	var contexts []string
	if len(root) > 0 {
		contexts = root[0].attributes["namingcontexts"]
		if vendor := strings.Join(append(root[0].attributes["vendorname"], root[0].attributes["vendorversion"]...), " "); vendor != "" {
			s.Runs(vendor)
		}
	}
	if s.Target.Container != "" {
		contexts = []string{s.Target.Container}
	}
	if len(contexts) == 0 {
		tellAll(s, probe.Doubt("it names no part of its directory"), e)
		return 0, nil
	}
	for _, base := range contexts[:min(len(contexts), maxContexts)] {
		if err := ldapContext(ctx, s, c, base); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// ldapContext asks one part of the directory for each right.
func ldapContext(ctx context.Context, s *probe.Session, c *probe.Conn, base string) error {
	below := 1
	if s.Depth >= exposure.List {
		below = 500
	}
	for _, ask := range []struct {
		right       exposure.Right
		what        string
		scope, most int
		types       bool
		attribute   string
	}{
		{exposure.RightMetadata, "the entry at the top", 0, 1, true, "1.1"},
		{exposure.RightList, "names of entries", 1, below, true, "1.1"},
		{exposure.RightRead, "names of attributes of an entry", 2, 1, true, "*"},
	} {
		found, code, e, err := askLDAP(ctx, c, ask.what, base, ask.scope, ask.most, ask.types, ask.attribute)
		if err != nil {
			return err
		}
		j := ldapJudge(code, ask.what)
		switch {
		case len(found) > 0 && ask.right == exposure.RightRead && len(found[0].attributes) == 0:
			j = probe.Closed("an entry is shown by its name alone")
		case len(found) > 0:
			j = probe.Open("%s: shown to whoever did not sign in", ask.what)
		case code == 0:
			j = probe.Doubt("%s: nothing there is shown to whoever did not sign in", ask.what)
		}
		s.Told(ask.right, j, e)
		if ask.right == exposure.RightList && s.Depth >= exposure.List {
			s.Holds(probe.Part{Kind: "context", Name: base, Count: -1, Bytes: -1})
			for _, f := range found {
				s.Holds(probe.Part{Kind: "entry", Name: f.name, Count: -1, Bytes: -1})
			}
		}
	}
	return nil
}

// askLDAP searches. scope is 0 for the base alone, 1 for what lies below it, 2 for all.
func askLDAP(ctx context.Context, c *probe.Conn, what, base string, scope, most int, types bool, attributes ...string) (found []ldapFound, code int, e *probe.Evidence, err error) {
	var wanted []byte
	for _, a := range attributes {
		wanted = append(wanted, berString(berText, a)...)
	}
	typesOnly := map[bool]byte{true: 0xff}[types]
	request := ldapMessage(ber(ldapSearch, berString(berText, base), berNumber(berEnum, scope), berNumber(berEnum, 0), berNumber(berInteger, most), berNumber(berInteger, 10),
		ber(berBoolean, []byte{typesOnly}), berString(0x87, "objectClass"), ber(berSequence, wanted)))
	e, err = c.Exchange(ctx, "ldap search of "+what, request, func() (string, error) {
		for range most + 64 {
			op, body, err := readLDAP(c)
			if err != nil {
				return "", err
			}
			switch op {
			case ldapEntry:
				entry, ok := ldapEntryOf(body)
				if !ok {
					return "", errProtocol
				}
				found = append(found, entry)
			case ldapReference:
			case ldapDone:
				code, err = ldapCode(body)
				return itoa(len(found)) + " entries, result " + itoa(code), err
			default:
				return "", errProtocol
			}
		}
		return "", probe.ErrTooMuch
	})
	return found, code, e, err
}

// ldapMessage wraps an operation; one is asked at a time, so that all have one number.
func ldapMessage(op []byte) []byte { return ber(berSequence, ber(berInteger, []byte{1}), op) }

// readLDAP reads one message.
func readLDAP(c *probe.Conn) (op byte, body []byte, err error) {
	message, err := readBer(c, berSequence)
	if err != nil {
		return 0, nil, err
	}
	id, rest, ok := berTake(message, berInteger)
	if !ok || berInt(id) > 1 { // 0: the server hangs up
		return 0, nil, errProtocol
	}
	op, body, _, ok = berNext(rest)
	if !ok {
		return 0, nil, errProtocol
	}
	return op, body, nil
}

func ldapCode(body []byte) (int, error) {
	code, _, ok := berTake(body, berEnum)
	if !ok || len(code) != 1 {
		return 0, errProtocol
	}
	return int(code[0]), nil
}

// ldapEntryOf reads an entry: its name, then each attribute with its values.
func ldapEntryOf(body []byte) (entry ldapFound, ok bool) {
	name, rest, ok := berTake(body, berText)
	if !ok {
		return entry, false
	}
	list, _, ok := berTake(rest, berSequence)
	entry = ldapFound{string(name), map[string][]string{}}
	for ok && len(list) > 0 {
		var attribute, kind, values []byte
		if attribute, list, ok = berTake(list, berSequence); !ok {
			return entry, false
		}
		if kind, values, ok = berTake(attribute, berText); !ok {
			return entry, false
		}
		key := strings.ToLower(string(kind))
		entry.attributes[key] = nil
		if values, _, ok = berTake(values, 0x31); !ok {
			return entry, false
		}
		for len(values) > 0 {
			var value []byte
			if value, values, ok = berTake(values, berText); !ok {
				return entry, false
			}
			entry.attributes[key] = append(entry.attributes[key], string(value))
		}
	}
	return entry, ok
}
