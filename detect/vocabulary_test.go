package detect

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/exposure"
)

// saysNothing reads a name whole.
func saysNothing(t *fieldTable, name string) bool {
	return t.meaning(name) == fieldNone && t.role(name) == 0 && t.saidBy(name) == (said{}) && t.dealing(name) == 0 && t.textUnder(name) == exposure.NoText && !t.namesAside(name) && keyColumn(name) == 0
}

// madeName puts words that mean something beside others, as columns and keys are called.
func madeName(r *rand.Rand, words []string) string {
	var b strings.Builder
	for n := 1 + r.IntN(4); n > 0; n-- {
		w := words[r.IntN(len(words))]
		switch r.IntN(5) {
		case 0:
			w = strings.ToUpper(w)
		case 1:
			w = strings.ToUpper(w[:1]) + w[1:]
		case 2:
			w += "s"
		}
		b.WriteString(w)
		b.WriteString([]string{"", "", "_", " ", ".", "-", "2", ">", "/", " of ", "\u00e9"}[r.IntN(11)])
	}
	return b.String()
}

// wordsOfTable returns the words by which a table tells names, and some that it does not know.
func wordsOfTable(t *fieldTable) []string {
	words := []string{"frobnicate", "x", "qty", "of", "s", "zz", "buffer", "client", "id", "pk"}
	for w := range t.names {
		words = append(words, w)
	}
	for _, known := range []map[string]uint8{t.roles, t.keepers, t.dealings} {
		for w := range known {
			words = append(words, w)
		}
	}
	for w := range t.party.roles {
		words = append(words, w)
	}
	for w := range keyWordsAs {
		words = append(words, w)
	}
	for w := range nounOf {
		words = append(words, w)
	}
	slices.Sort(words)
	return words
}

// TestVocabularyMissesNothing holds the vocabulary to the reading that it saves.
func TestVocabularyMissesNothing(t *testing.T) {
	table := newEngine(t).fields
	words := wordsOfTable(table)
	r := rand.New(rand.NewPCG(7, 7))
	passed := 0
	for range 200_000 {
		name := madeName(r, words)
		may := table.vocabulary.mayMean(name)
		if may {
			passed++
		} else if !saysNothing(table, name) {
			t.Fatalf("%q is said to mean nothing", name)
		}
	}
	if passed == 0 {
		t.Error("no name may mean anything")
	}
}

// TestVocabularyPassesOver names the sort of names that it is for.
func TestVocabularyPassesOver(t *testing.T) {
	v := newEngine(t).fields.vocabulary
	for _, name := range []string{"maxRetries", "ctx", "TestScanner", "stageBlockOptions", "bucketSweep", "build.output", "loop_unroll", "err"} {
		if v.mayMean(name) {
			t.Errorf("%q is read", name)
		}
	}
}

func FuzzVocabulary(f *testing.F) {
	table := newEngine(f).fields
	for _, name := range []string{"owner_mail", "smtpPassword", "buyersname", "Name des K\u00e4ufers", "users.id", "oauthclient.clientId", "a.b/c>d", "", "XMLHttpRequest", "primary contact e-mail 2", strings.Repeat("a", 257)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if !table.vocabulary.mayMean(name) && !saysNothing(table, name) {
			t.Errorf("%q is said to mean nothing", name)
		}
	})
}
