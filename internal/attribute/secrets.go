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
	holdings holdings
}

type secretSort struct {
	rule  string
	class exposure.Class
}

func (s *secretCount) count(m *model, it *item, ways uint64) {
	if it.mention.Kind != exposure.Secret {
		return
	}
	sort := secretSort{it.mention.Rule, m.secretOf[it.ordinal]}
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
	s.mentions[at] += ways
	s.holdings.add(at, it.print)
}

func (m *model) finishSecrets() {
	s := &m.records.secrets
	s.holdings.compact()
	distinct := make([]uint64, len(s.list))
	for _, h := range s.holdings.list {
		distinct[h.owner]++
	}
	m.figures.Secrets = make([]SecretFigure, 0, len(s.list))
	for i, sort := range s.list {
		m.figures.Secrets = append(m.figures.Secrets, SecretFigure{Rule: sort.rule, Class: sort.class, Mentions: s.mentions[i], Distinct: distinct[i]})
	}
	slices.SortFunc(m.figures.Secrets, func(a, b SecretFigure) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Class, b.Class))
	})
}
