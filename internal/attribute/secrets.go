package attribute

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hemostat/hemostat/exposure"
)

// secretCount counts credentials by rule and class.
type secretCount struct {
	sorts    map[secretSort]uint32
	list     []secretSort
	mentions []uint64
	holdings cells[held] // ordinals of credentials by sort
}

type secretSort struct {
	rule  string
	class exposure.Class
}

// count takes in a mention of a credential.
func (s *secretCount) count(m *model, ordinal uint32, rule string, ways uint64) {
	at := s.sort(secretSort{rule, m.secretOf[ordinal]})
	s.mentions[at] += ways
	s.hold(at, ordinal)
}

func (s *secretCount) hold(sort, ordinal uint32) {
	s.holdings.add(heldBy(sort, uint64(ordinal)<<32|uint64(exposure.Secret)))
}

// sort returns the ordinal of a sort.
func (s *secretCount) sort(sort secretSort) uint32 {
	at, ok := s.sorts[sort]
	if !ok {
		if s.sorts == nil {
			s.sorts = map[secretSort]uint32{}
		}
		sort.rule = strings.Clone(sort.rule)
		at = uint32(len(s.list))
		s.sorts[sort] = at
		s.list = append(s.list, sort)
		s.mentions = append(s.mentions, 0)
	}
	return at
}

// join adds what another walker has counted, and leaves nothing there.
func (s *secretCount) join(other *secretCount) {
	for i, sort := range other.list {
		s.mentions[s.sort(sort)] += other.mentions[i]
	}
	for _, h := range other.holdings.take() {
		s.hold(s.sort(other.list[h.owner]), h.hi)
	}
	*other = secretCount{}
}

func (m *model) finishSecrets() {
	s := &m.records.secrets
	distinct := make([]uint64, len(s.list))
	for _, h := range s.holdings.take() {
		distinct[h.owner]++
	}
	for _, class := range m.secretOf {
		if class.Usable() {
			m.figures.UsableSecrets++
		}
	}
	m.figures.Secrets = make([]SecretFigure, 0, len(s.list))
	for i, sort := range s.list {
		m.figures.Secrets = append(m.figures.Secrets, SecretFigure{Rule: sort.rule, Class: sort.class, Mentions: s.mentions[i], Distinct: distinct[i]})
	}
	slices.SortFunc(m.figures.Secrets, func(a, b SecretFigure) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Class, b.Class))
	})
}
