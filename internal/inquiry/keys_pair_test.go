package inquiry

import (
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// layout is a record as its text has it: p is a password, u a user, e an address, h a host, k the address of a
// keeper, b one that nothing says signs in, d the domain of a column of URLs, w that of another, i the address of a host, c that of a client, n somebody's name, each with a number that tells one from another.
func layout(text string) *heldRecord {
	kinds := map[byte]exposure.Kind{'u': exposure.User, 'e': exposure.Email, 'h': exposure.Host, 'p': exposure.Secret, 'k': exposure.Email, 'b': exposure.Email, 'd': exposure.Domain, 'i': exposure.IP, 'c': exposure.IP, 'w': exposure.Domain, 'n': exposure.Person}
	fields := map[byte]exposure.Field{'k': exposure.FieldKeeper, 'b': exposure.FieldBeside, 'd': exposure.FieldDomain, 'i': exposure.FieldHost, 'c': exposure.FieldIP}
	r := &heldRecord{}
	words := strings.Fields(text)
	for i := range words { // the ledger's order is not that of the text
		word, at := words[len(words)-1-i], uint64(len(words)-1-i)
		if word[0] == 'p' {
			r.hold(int(word[1]-'0'), 10*at)
			continue
		}
		r.take(&exposure.Mention{Kind: kinds[word[0]], Field: fields[word[0]], Identity: exposure.Fingerprint{word[0], word[1]}, Offset: 10 * at})
	}
	return r
}

// A password is given the user that stands before it, or the only one, and else nobody.
func TestPairs(t *testing.T) {
	many := strings.Repeat("e1 ", mostNamesRecord)
	for text, want := range map[string]string{
		"u1 p1": "p1:u1", "p1 u1": "p1:u1", "e1 p1 u1": "p1:u1", "u1 e1 e2 p1": "p1:u1", "e1 p1": "p1:e1", "e1 e2 p1": "p1", "u1 u1 p1": "p1:u1",
		"u1 p1 p2": "p1:u1 p2:u1", "p1 p2 u1 e1": "p1:u1 p2:u1", "p1 u1 p2": "p1:u1 p2:u1", "u1 p1 p1": "p1:u1",
		"u1 p1 u2 p2": "p1:u1 p2:u2", "u2 p2 u1 p1": "p2:u2 p1:u1", "u1 e1 p1 u2 e2 p2": "p1:u1 p2:u2", "u1 p1 e2 p2": "p1:u1 p2:e2", "u1 p1 u2": "p1:u1",
		"u1 u2 p1 p2": "p1 p2", "p1 u1 p2 u2": "p1 p2", "u1 u2 p1": "p1", "p1 u1 u2": "p1", "u1 u2 p1 u3 p2": "p1 p2",
		"h1 u1 p1 u2 p2": "p1:u1h1 p2:u2h1", "h1 u1 p1 h2 u2 p2": "p1:u1h1 p2:u2h2", "u1 u2 h1 p1": "p1:h1",
		"u1 p1 p2 p3": "", many + "p1": "p1:e1", many + "e1 p1": "", "p1": "p1", "u1": "",
		"k1 p1": "p1", "b1 p1": "p1", "k1 e1 p1": "p1:e1", "k1 p1 k2 p2": "p1 p2",
		"d1 u1 p1": "p1:u1d1", "i1 u1 p1": "p1:u1i1", "n1 i1 u1 p1": "p1:u1i1", "c1 u1 p1": "p1:u1", "d1 h1 u1 p1": "p1:u1h1", "w1 u1 p1": "p1:u1", "n1 d1 u1 p1": "p1:u1", "d1 d2 u1 p1": "p1:u1",
	} {
		var got []string
		for _, key := range layout(text).paired() {
			word := "p" + string(rune('0'+key.n))
			for i, x := range key.names {
				if i == 0 {
					word += ":"
				}
				word += string(x.print[:2])
			}
			got = append(got, word)
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%s: paired as %q, want %q", text, got, want)
		}
	}
}

// Keepers are told of once each, those of the row's other record too.
func TestKeepersOfRecords(t *testing.T) {
	r := layout("k1 p1 k2 k1 b1")
	r.take(&exposure.Mention{Kind: exposure.Email, Field: exposure.FieldKeeper, Identity: exposure.Fingerprint{'k', '3'}, Record: uint64(exposure.BesideRecord(7, 2))})
	r.take(&exposure.Mention{Kind: exposure.Email, Field: exposure.FieldEmail, Identity: exposure.Fingerprint{'e', '4'}, Record: uint64(exposure.BesideRecord(7, 2))})
	var got []string
	for _, x := range r.keepers {
		got = append(got, string(x.print[:2]))
	}
	if got := strings.Join(got, " "); got != "k1 k2 k3" || len(r.names) != 0 {
		t.Errorf("keepers %s, %d names", got, len(r.names))
	}
}

// Of two logins in one record, each password has its own user.
func TestKeysOfTwoLogins(t *testing.T) {
	c := empty(t)
	unit := exposure.Unit{1}
	b := c.Ledger.NewBatch()
	b.Begin(unit)
	masks := []string{"f•••", "s•••"}
	for n, mask := range masks {
		at := exposure.Mention{Record: 1, Length: 8, Score: 90, Offset: uint64(100 * n), Rule: "user-field"}
		b.Add(&exposure.Identity{Kind: exposure.User, Fingerprint: exposure.Fingerprint{0xaa, byte(n)}, Mask: mask}, at)
		at.Offset, at.Rule, at.Field = at.Offset+50, "password-field", exposure.FieldPassword
		b.Add(secret(n), at)
	}
	b.Finish()
	if err := c.Ledger.Commit(b); err != nil {
		t.Fatal(err)
	}
	publish(t, c, unit)
	list, err := New(c, nil).Keys(t.Context(), KeysQuestion{})
	if err != nil || len(list.Keys) != 2 {
		t.Fatalf("%d keys, %v", len(list.Keys), err)
	}
	for _, k := range list.Keys {
		want := masks[0]
		if k.Fingerprint == secret(1).Fingerprint.String() {
			want = masks[1]
		}
		if len(k.Names) != 1 || k.Names[0].Masked != want {
			t.Errorf("%s stands with %+v, want %s", k.Masked, k.Names, want)
		}
	}
}
