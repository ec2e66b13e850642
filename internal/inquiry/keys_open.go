package inquiry

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/credential"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// openKeys opens what the question asks for from the vault, in one walk: names that stand
// with credentials, and passwords, of which none leaves this function. Who asked is in the
// custody log first.
func (d *Desk) openKeys(ctx context.Context, list *rotate.List, q KeysQuestion) (err error) {
	if !q.Names && q.Breached == "" {
		return nil
	}
	what := "names that stand with credentials, for the list of keys to rotate"
	var breached *rotate.Breached
	if q.Breached != "" {
		if breached, err = rotate.OpenBreached(q.Breached); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, breached.Close()) }()
		what = "passwords, to look for them in a list of breached ones"
		if q.Names {
			what += ", and names that stand with credentials"
		}
	}
	if err := d.campaign.Catalog.Record(ctx, catalog.Event{At: time.Now(), Event: "asked", By: q.By, Detail: what}); err != nil {
		return err
	}
	named, passwords := wantedValues(list, q)
	looked := lookedUp{wanted: len(passwords)}
	err = d.campaign.Vault.Walk(what, func(print exposure.Fingerprint, kind exposure.Kind, value []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, n := range named[print] {
			n.Value = string(value)
		}
		k := passwords[print]
		if k == nil || kind != exposure.Secret {
			return nil
		}
		password := credential.PasswordIn(k.Rule, value)
		if len(password) == 0 {
			return nil
		}
		delete(passwords, print) // the vault may hold it again
		n, err := breached.Count(password)
		switch {
		case errors.Is(err, rotate.ErrNoRange):
			looked.noRange++
			return nil
		case err == nil:
			looked.up++
			k.Password.Breached = &n
		}
		return err
	})
	if err == nil && breached != nil {
		list.Note = append(list.Note, looked.notes()...)
	}
	return err
}

// lookedUp counts the passwords that were looked for in a list of breached ones.
type lookedUp struct{ wanted, up, noRange int }

// notes say how many of those that were wanted were looked up, and why others were not.
func (l lookedUp) notes() []string {
	list := []string{fmt.Sprintf("Of %d passwords, %d were looked up in the operator's list, offline.", l.wanted, l.up)}
	if l.noRange > 0 {
		list = append(list, fmt.Sprintf("%d could not be: their ranges are not in the folder, which is not the whole list.", l.noRange))
	}
	if rest := l.wanted - l.up - l.noRange; rest > 0 {
		list = append(list, fmt.Sprintf("%d could not be: the vault has no password of theirs.", rest))
	}
	return list
}

// wantedValues says which values of the vault a question is about.
func wantedValues(list *rotate.List, q KeysQuestion) (named map[exposure.Fingerprint][]*rotate.Named, passwords map[exposure.Fingerprint]*rotate.Key) {
	named, passwords = map[exposure.Fingerprint][]*rotate.Named{}, map[exposure.Fingerprint]*rotate.Key{}
	for i := range list.Keys {
		k := &list.Keys[i]
		for j := range k.Names {
			n := &k.Names[j]
			if print, err := exposure.ParseFingerprint(n.Fingerprint); err == nil && q.Names && (n.Role != string(credential.KeyID) || publicHalf(n.Masked)) {
				named[print] = append(named[print], n)
			}
		}
		if print, err := exposure.ParseFingerprint(k.Fingerprint); err == nil && q.Breached != "" && k.Password != nil {
			passwords[print] = k
		}
	}
	return named, passwords
}

// publicHalf reports whether the mask of an identifier of a key begins as such identifiers
// of AWS do. What stands at the place of another may be a secret, and is not opened.
func publicHalf(mask string) bool {
	return strings.HasPrefix(mask, "AKIA") || strings.HasPrefix(mask, "ASIA")
}
