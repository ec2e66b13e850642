package ledger

import (
	"errors"
	"fmt"
	"iter"
	"slices"
)

// Rows yields every row of the store as it is behind encryption and
// compression: the key and the value, one after the other. It is lent. It
// serves those who look for what must not stand there.
func (l *Ledger) Rows() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var row []byte
		err := l.scan(nil, func(key, value []byte) error {
			row = append(append(row[:0], key...), value...)
			if !yield(slices.Clip(row), nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(nil, fmt.Errorf("read rows: %w", err))
		}
	}
}
