package extract

import (
	"strings"
	"sync"

	"github.com/hemostat/hemostat/internal/roles"
)

// A keySays is what a key says.
type keySays struct {
	tells telling // of whom the object around it is
	of    keyOf   // whose the object under it is
	ofOne bool    // those in a list under it are of the one around it: his addresses, with a sort each
}

// A keyOf says whose the object under a key is, beside whom the object around it is about.
type keyOf uint8

const (
	keyUnknown keyOf = iota // nobody can tell
	keyPart                 // the same one's: an address, a payment
	keyAbout                // of somebody whom objects are about: a customer, a patient
	keyRole                 // of somebody in a role, who may be the one whom the object around is about if that names nobody
	keyApart                // always somebody else's
)

// objectWords are the words of keys as data has them, plain.
type objectWords struct {
	of            map[string]keyOf
	own           map[string]bool
	which, behind []string
}

var objectWordsOf = sync.OnceValue(func() *objectWords {
	words := roles.Words()
	k := &objectWords{of: map[string]keyOf{}, own: map[string]bool{}}
	for _, s := range words.Somebody {
		of := keyRole
		if s.Buys {
			of = keyAbout
		} else if s.Serves {
			of = keyApart
		}
		k.file(of, s.Names)
	}
	for _, b := range words.Keeper {
		k.file(keyRole, b.Names)
	}
	for _, b := range words.Beside {
		k.file(keyRole, b.Names)
	}
	for _, nouns := range roles.People() {
		k.file(keyAbout, nouns)
	}
	k.file(keyPart, words.Object.Part)
	k.file(keyApart, words.Object.Apart)
	for _, w := range words.Object.Own {
		k.own[plainKey(w)] = true
	}
	k.which, k.behind = plainKeys(words.Which.Which), plainKeys(words.Object.Behind)
	return k
})

// file takes words in. What comes later counts.
func (k *objectWords) file(of keyOf, words []string) {
	for _, w := range words {
		if plain := plainKey(w); plain != "" {
			k.of[plain] = of
		}
	}
}

func plainKeys(words []string) (plain []string) {
	for _, w := range words {
		plain = append(plain, plainKey(w))
	}
	return plain
}

// mostKeyParts is of how many words a key is put together at most, of which whose it is is told.
const mostKeyParts = 6

// mostKeyRead is how long such a key is at most, in bytes.
const mostKeyRead = 64

// whose reads a plain key: a role with what stands before or behind it, and parts of the same one.
func (k *objectWords) whose(plain string) keyOf {
	if of, ok := k.of[plain]; ok {
		return of
	}
	if len(plain) > mostKeyRead {
		return keyUnknown
	}
	return k.joined(plain, mostKeyParts)
}

// joined reads a key as a role, or a part of the same one, and what goes on so: "seller account", "old landlord",
// "payment details".
func (k *objectWords) joined(plain string, most int) keyOf {
	if of, ok := k.of[plain]; ok {
		return of
	}
	if most == 0 {
		return keyUnknown
	}
	for _, w := range k.which {
		if rest, ok := strings.CutPrefix(plain, w); ok && rest != "" {
			if of := k.joined(rest, most-1); of != keyUnknown {
				return of
			}
		}
	}
	for _, w := range k.behind {
		if rest, ok := strings.CutSuffix(plain, w); ok && rest != "" {
			if of := k.joined(rest, most-1); of != keyUnknown {
				return of
			}
		}
	}
	for i := len(plain) - 1; i > 0; i-- {
		if last, ok := k.of[plain[i:]]; ok && last == keyPart {
			if of := k.joined(plain[:i], most-2); of != keyUnknown {
				return of
			}
		}
	}
	return keyUnknown
}

func keySaysOf(key string) keySays {
	plain, words := plainKey(key), objectWordsOf()
	says := keySays{tells: tellings[plain], of: words.whose(plain), ofOne: listKeys[plain]}
	if words.own[plain] {
		says.tells |= tellsOwn
	}
	if key != "" && key[0] >= '0' && key[0] <= '9' { // one of a collection
		says.of = keyApart
	}
	return says
}
