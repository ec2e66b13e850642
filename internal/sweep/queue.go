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
	head  int64          // place of the file whose output comes next
	ended map[int64]bool // places after the head whose files have ended with nothing held
	held  map[int64][]byte
	err   error // of writing
	comma bool  // what comes next begins with one too many
}

func newQueue(out io.Writer, comma bool) *queue {
	q := &queue{out: out, comma: comma, ended: map[int64]bool{}, held: map[int64][]byte{}}
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

// end takes the rest of a file's output, which it keeps until its turn.
func (q *queue) end(place int64, p []byte) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil {
		return q.err
	}
	if q.head != place {
		q.ended[place] = true
		if len(p) > 0 {
			q.held[place] = append([]byte(nil), p...)
		}
		return nil
	}
	q.err = q.write(p)
	for q.head++; q.err == nil && q.ended[q.head]; q.head++ {
		q.err = q.write(q.held[q.head])
		delete(q.ended, q.head)
		delete(q.held, q.head)
	}
	q.moved.Broadcast()
	return q.err
}
