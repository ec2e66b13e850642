package strength

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/passwords.txt
var passwordList string

//go:embed data/words.txt
var wordList string

//go:embed data/names.txt
var nameList string

// lists are common passwords, words and names.
type lists struct {
	cost    map[string]int // by a word in lower case: of its place in the list
	longest int
}

// loaded reads the lists when they are first asked for.
var loaded = sync.OnceValue(func() *lists {
	l := &lists{cost: make(map[string]int, 14_000)}
	for _, text := range []string{passwordList, wordList, nameList} {
		place := 0
		for word := range strings.Lines(text) {
			word = strings.TrimSuffix(word, "\n")
			place++
			if cost, known := l.cost[word]; !known || decimal(place) < cost {
				l.cost[word] = decimal(place)
			}
			l.longest = max(l.longest, len(word))
		}
	}
	return l
})

// instead are the letters for which other characters are written.
var instead = [256]string{
	'4': "a", '@': "a", '8': "b", '(': "c", '{': "c", '3': "e", '6': "g", '9': "g", '1': "il", '!': "i", '|': "il", '0': "o", '$': "s", '5': "s", '+': "t", '7': "tl", '%': "x", '2': "z",
}

// word is the cost of a run as a word of the lists, in any case, backwards, and with other
// characters for letters.
func (l *lists) word(run []byte) int {
	plain := bytes.ToLower(run)
	cost := never
	try := func(word []byte, more int) {
		if c, ok := l.cost[string(word)]; ok {
			cost = min(cost, c+more)
		}
	}
	upper := cased(run)
	try(plain, upper)
	try(reversed(plain), upper+301)
	// Where a character stands for several letters, all of it is taken in one sense.
	for sense := range 2 {
		letters, changed := bytes.Clone(plain), 0
		for i, c := range letters {
			if s := instead[c]; s != "" {
				letters[i] = s[min(sense, len(s)-1)]
				changed++
			}
		}
		if changed > 0 {
			try(letters, upper+301*changed)
		}
	}
	return cost
}

// cased is what the capitals of a run add: nothing for none, little for the usual
// ways, else which of the letters they are.
func cased(run []byte) int {
	letters, capitals := 0, 0
	for _, c := range run {
		if c|0x20 >= 'a' && c|0x20 <= 'z' {
			letters++
			if c < 'a' {
				capitals++
			}
		}
	}
	first, last := run[0], run[len(run)-1]
	isCapital := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	switch {
	case capitals == 0:
		return 0
	case capitals == letters, capitals == 1 && (isCapital(first) || isCapital(last)):
		return 301
	}
	ways, choose := 0, 1
	for k := 1; k <= min(capitals, letters-capitals) && ways < 1<<40; k++ {
		choose = choose * (letters - k + 1) / k
		ways += choose
	}
	return decimal(max(ways, 2))
}
