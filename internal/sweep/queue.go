package sweep

import (
	"context"
	"io"
	"sync"
)

// A queue puts the output of files that are read at once into their order.
type queue struct {
	mu    sync.Mutex
	moved sync.Cond
	out   io.Writer
	head  int64            // place of the file whose output comes next
	held  map[int64][]byte // output of files after the head that have ended, nil where there is none
	size  int              // of what is held
	limit int              // of size
	err   error            // of writing
	comma bool             // what comes next begins with one too many
}

// manyHeld is how many bytes of output of files that have ended wait for the files
// before them; then those who read them wait. An entry counts as heldEntry bytes and
// its output.
const (
	manyHeld  = 16 << 20
	heldEntry = 64
)

func newQueue(out io.Writer, comma bool) *queue {
	q := &queue{out: out, comma: comma, held: map[int64][]byte{}, limit: manyHeld}
	q.moved.L = &q.mu
	return q
}

// write writes findings.
func (q *queue) write(p []byte) error {
	if len(p) > 0 && q.comma {
		p, q.comma = p[1:], false
	}
	return q.frame(p)
}

// frame writes what stands around all findings.
func (q *queue) frame(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	_, err := q.out.Write(p)
	return err
}

// wake lets those look who wait, after their context has ended.
func (q *queue) wake() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.moved.Broadcast()
}

// pass writes p, which the file at a place has found so far, if its turn has come.
// Otherwise it reports false; with wait set it waits for the turn.
func (q *queue) pass(ctx context.Context, place int64, p []byte, wait bool) (bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.err == nil && q.head != place {
		if !wait {
			return false, nil
		}
		if ctx.Err() != nil {
			return false, context.Cause(ctx)
		}
		q.moved.Wait()
	}
	if q.err == nil {
		q.err = q.write(p)
	}
	return true, q.err
}

// end takes the rest of a file's output, which it keeps until its turn. While too
// much is kept it waits; whoever reads the file whose turn it is never does.
func (q *queue) end(ctx context.Context, place int64, p []byte) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.err == nil && q.head != place && q.size > 0 && q.size+heldEntry+len(p) > q.limit {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		q.moved.Wait()
	}
	if q.err != nil {
		return q.err
	}
	if q.head != place {
		q.held[place] = append([]byte(nil), p...)
		q.size += heldEntry + len(p)
		return nil
	}
	q.err = q.write(p)
	for q.head++; q.err == nil; q.head++ {
		p, ended := q.held[q.head]
		if !ended {
			break
		}
		q.err = q.write(p)
		delete(q.held, q.head)
		q.size -= heldEntry + len(p)
	}
	q.moved.Broadcast()
	return q.err
}
