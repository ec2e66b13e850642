package attribute

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"github.com/hemostat/hemostat/internal/attribute/service"
)

// A domain looks like another where its label is one slip away, or reads the same: it may be
// a typing error, or made to deceive. It is shown as such, and never taken for the other.
const (
	// bigMentions is how often a domain must be mentioned for others to be held against it,
	// and bigTimes how many times as often as they.
	bigMentions = 20
	bigTimes    = 5
	// bigMost is how many domains others are held against at most: those that are mentioned
	// most.
	bigMost = 100_000
	// slipLetters is how long a label must be: shorter ones are a slip apart by chance.
	slipLetters = 5
	// restMost is how many big domains are looked at that have one rest in common: those that
	// are mentioned most.
	restMost = 64
)

// lookalikes are big domains by what is left of their labels when one letter is left out:
// two labels that are a slip apart have such a rest in common (Bocek, Hunt and Hauck,
// Fast Similarity Search in Large Dictionaries, 2007).
type lookalikes struct {
	m      *model
	labels map[uint32]string // of the big ones
	rests  map[uint64][]uint32
	most   uint64 // mentions of the biggest
}

// lookAlikes marks the entities whose foremost domain looks like a bigger one of the campaign.
func (e *entities) lookAlikes(ctx context.Context, m *model, l *lookalikes) error {
	if len(l.labels) == 0 {
		return nil
	}
	for i, o := range e.list[:e.affected] {
		if err := wanted(ctx, i, nil); err != nil {
			return err
		}
		if len(o.Domains) == 0 || o.called(m) {
			continue
		}
		at, ok := m.names.find(o.ID)
		if !ok {
			continue
		}
		if big, cause := l.like(at); big != none { // its own are mentioned less than the foremost
			o.LooksLike, o.LooksLikeCause = m.names.ids[big], cause
		}
	}
	return nil
}

// called reports whether one of an organisation's companies is called as its domain is: then
// it has its name from there.
func (o *organisation) called(m *model) bool {
	return slices.ContainsFunc(o.names, func(n uint32) bool { return m.names.isCompany(n) && alike(m.names.shown[n], label(o.ID)) })
}

// bigDomains indexes the domains that others are held against, the owner's own among them.
func (m *model) bigDomains(ctx context.Context) (*lookalikes, error) {
	var big []uint32
	for i := range m.names.ids {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		own := m.names.flags[i]&apartOwn != 0
		if (m.names.affected(uint32(i)) || own) && !m.names.isCompany(uint32(i)) && m.records.mentions[i] >= bigMentions {
			big = append(big, uint32(i))
		}
	}
	err := sortWanted(ctx, big, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(m.records.mentions[b], m.records.mentions[a]), strings.Compare(m.names.ids[a], m.names.ids[b]))
	})
	if err != nil {
		return nil, err
	}
	l := &lookalikes{m: m, labels: map[uint32]string{}, rests: map[uint64][]uint32{}}
	for i, at := range big[:min(len(big), bigMost)] {
		if err := wanted(ctx, i, nil); err != nil {
			return nil, err
		}
		l.most = max(l.most, m.records.mentions[at])
		read := readAs(m.names.ids[at])
		if len(read) < slipLetters {
			continue
		}
		l.labels[at] = read
		eachRest(read, func(rest uint64) {
			if list := l.rests[rest]; len(list) < restMost {
				l.rests[rest] = append(list, at)
			}
		})
	}
	return l, nil
}

// like returns the biggest domain that one looks like, and how; none where there is none.
func (l *lookalikes) like(at uint32) (big uint32, cause string) {
	mentions := l.m.records.mentions[at]
	if bigTimes*mentions > l.most {
		return none, ""
	}
	read := readAs(l.m.names.ids[at])
	if len(read) < slipLetters {
		return none, ""
	}
	big = none
	eachRest(read, func(rest uint64) {
		for _, other := range l.rests[rest] {
			n := l.m.records.mentions[other]
			if other == at || n < bigTimes*mentions || big != none && !l.before(other, big) {
				continue
			}
			if how := slip(label(l.m.names.ids[at]), label(l.m.names.ids[other]), read, l.labels[other]); how != "" {
				big, cause = other, how
			}
		}
	})
	return big, cause
}

// before orders big domains: those that are mentioned more come first.
func (l *lookalikes) before(a, b uint32) bool {
	if x, y := l.m.records.mentions[a], l.m.records.mentions[b]; x != y {
		return x > y
	}
	return l.m.names.ids[a] < l.m.names.ids[b]
}

// slip says how a label comes to look like another, "" where it does not: by the labels as
// they are, and as they read.
func slip(label, big, read, bigRead string) string {
	switch {
	case label == big: // under another ending: it is not a slip
		return ""
	case read == bigRead:
		return "reads the same"
	}
	if numbered(label) == numbered(big) || !oneApart([]rune(read), []rune(bigRead)) {
		return ""
	}
	return "one letter apart"
}

// numbered is a label without its digits: org1 and org2 are two that somebody counted.
func numbered(label string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, label)
}

// restBase makes of letters a number, to which the hash of a rest is equal whichever letter was
// left out. What hashes alike is compared in full.
const restBase = 0x9e3779b97f4a7c15

// eachRest calls f for a label, and for what is left of it without each of its letters.
func eachRest(label string, f func(uint64)) {
	var letters [maxLabel]rune
	var behind [maxLabel + 1]uint64 // hashes of the ends of the label
	n := 0
	for _, r := range label {
		if n == maxLabel {
			return
		}
		letters[n] = r
		n++
	}
	power := uint64(1)
	var powers [maxLabel + 1]uint64
	for i := n - 1; i >= 0; i-- {
		powers[n-1-i] = power
		behind[i] = behind[i+1] + uint64(letters[i]+1)*power
		power *= restBase
	}
	f(mix(behind[0]))
	before := uint64(0) // hash of the beginning, as if the rest followed at once
	for i := range n {
		if i == 0 || letters[i] != letters[i-1] { // of equal neighbours the same is left
			f(mix(before*powers[n-1-i] + behind[i+1]))
		}
		before = before*restBase + uint64(letters[i]+1)
	}
}

// maxLabel is the longest label of a domain, in bytes (RFC 1035, section 2.3.4); in other
// letters it has fewer.
const maxLabel = 63

// readAs returns the label of a domain as a hasty reader takes it: in letters of the Latin
// alphabet where others look the same. That of a name under somebody else's suffix is "":
// anybody has one.
func readAs(domain string) string {
	if service.Hosted(domain) {
		return ""
	}
	l := label(domain)
	if strings.Contains(l, "xn") {
		if u, err := idna.Punycode.ToUnicode(strings.SplitN(domain, ".", 2)[0]); err == nil {
			l = strings.ReplaceAll(strings.ToLower(u), "-", "")
		}
	}
	if len([]rune(l)) > maxLabel {
		return ""
	}
	var b strings.Builder
	for _, r := range l {
		if as, ok := confusables[r]; ok {
			r = as
		}
		b.WriteRune(r)
	}
	return confusedPairs.Replace(b.String())
}

// confusables are letters that look like those of the Latin alphabet, in small letters.
// Source: Unicode Technical Standard 39, confusables.txt; those that stand in names of domains.
var confusables = map[rune]rune{
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'ё': 'e', 'һ': 'h', 'і': 'i', 'ї': 'i', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p', 'ԛ': 'q', 'г': 'r',
	'ѕ': 's', 'т': 't', 'у': 'y', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x',
	'α': 'a', 'γ': 'y', 'ι': 'i', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'σ': 'o', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ω': 'w',
	'ı': 'i', 'ł': 'l', 'ɑ': 'a', 'ɡ': 'g', 'ɩ': 'i', 'ø': 'o', 'đ': 'd', 'à': 'a', 'á': 'a', 'â': 'a', 'ã': 'a', 'å': 'a', 'ạ': 'a', 'ç': 'c', 'ć': 'c', 'č': 'c', 'è': 'e', 'é': 'e', 'ê': 'e',
	'ë': 'e', 'ẹ': 'e', 'ė': 'e', 'ì': 'i', 'í': 'i', 'î': 'i', 'ï': 'i', 'ị': 'i', 'ñ': 'n', 'ń': 'n', 'ò': 'o', 'ó': 'o', 'ô': 'o', 'õ': 'o', 'ọ': 'o', 'ś': 's', 'š': 's', 'ș': 's', 'ţ': 't', 'ț': 't',
	'ù': 'u', 'ú': 'u', 'û': 'u', 'ụ': 'u', 'ý': 'y', 'ź': 'z', 'ż': 'z', 'ž': 'z',
	'0': 'o', '1': 'l',
}

// confusedPairs are two letters that look like one.
var confusedPairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")
