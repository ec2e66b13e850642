package probe

import (
	"slices"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
)

// refused tells of each right that was not asked about yet that the scope refused the next
// question: what was told before stays. A foreign listing may hold names that lead out of
// its container, and ceilings may be reached.
func (s *Session) refused(r *scope.Refusal) {
	for _, right := range s.info.Rights {
		if !slices.ContainsFunc(s.result.Rights, func(f exposure.Finding) bool { return f.Right == right }) {
			s.Told(right, Doubt("it was not asked: %s", r.Err))
		}
	}
	s.Note("a question was not asked: %s: %s", r.Err, r.Why)
}
