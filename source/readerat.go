package source

import (
	"bytes"
	"container/list"
	"context"
	"errors"
	"io"
	"sync"
)

// The block cache of a [ReaderAt].
const (
	blockSize   = 1 << 20
	cacheBlocks = 16 // 16 MiB in all
	longestRun  = 8  // blocks fetched with one request when reading runs on
)

// ErrNoRanges is what [NewReaderAt] returns for a source that is no [Ranger], or
// an object of unknown size: read it as a stream.
var ErrNoRanges = errors.New("source: no part of it can be read by itself")

// A ReaderAt reads parts of one object, all of one state. It keeps up to 16 MiB
// of what it has read, in blocks of 1 MiB, and fetches up to 8 blocks ahead
// while reading runs on from block to block.
type ReaderAt struct {
	ctx    context.Context
	ranger Ranger
	object Object
	policy RetryPolicy

	mu      sync.Mutex
	tries   attempts
	blocks  map[int64]*list.Element
	recent  *list.List // of *block, latest used first
	next    int64      // the block after the last fetched run
	run     int64      // blocks to fetch with the next request that runs on
	fetched int64
}

type block struct {
	number int64
	data   []byte
}

// NewReaderAt returns random access to o, whose Size must be known. It reads
// nothing yet. ctx bounds all reading that follows.
func NewReaderAt(ctx context.Context, src Source, o Object, p RetryPolicy) (*ReaderAt, error) {
	ranger, ok := src.(Ranger)
	if !ok || o.Size < 0 {
		return nil, ErrNoRanges
	}
	p = p.withDefaults()
	return &ReaderAt{
		ctx: ctx, ranger: ranger, object: o, policy: p, tries: attempts{policy: p},
		blocks: map[int64]*list.Element{}, recent: list.New(), next: -1,
	}, nil
}

// Size returns the object's size in bytes.
func (r *ReaderAt) Size() int64 { return r.object.Size }

// Fetched returns how many bytes came over the wire so far.
func (r *ReaderAt) Fetched() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.fetched
}

// ReadAt implements [io.ReaderAt].
func (r *ReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("source: negative offset")
	}
	done := 0
	for done < len(p) {
		if off >= r.object.Size {
			return done, io.EOF
		}
		data, err := r.block(off / blockSize)
		if err != nil {
			return done, err
		}
		n := copy(p[done:], data[off%blockSize:])
		done += n
		off += int64(n)
	}
	return done, nil
}

// block returns the bytes of one block, of full length but for the last. They
// are not written to again, so that they may be used without the lock.
func (r *ReaderAt) block(number int64) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e := r.blocks[number]; e != nil {
		r.recent.MoveToFront(e)
		return e.Value.(*block).data, nil
	}
	if err := context.Cause(r.ctx); err != nil {
		return nil, err
	}
	if number == r.next {
		r.run = min(max(r.run, 1)*2, longestRun)
	} else {
		r.run = 1
	}
	last := (r.object.Size - 1) / blockSize
	first, count := number, min(r.run, last-number+1)
	for n := range count - 1 {
		if r.blocks[first+n+1] != nil {
			count = n + 1 // up to what is there already
			break
		}
	}
	data, err := r.fetch(first*blockSize, min(count*blockSize, r.object.Size-first*blockSize))
	if err != nil {
		return nil, err
	}
	r.next = first + count
	for n := count - 1; n >= 0; n-- {
		// A copy each, lest one cached block keep the bytes of its whole run.
		part := data[n*blockSize : min((n+1)*blockSize, int64(len(data)))]
		if count > 1 {
			part = bytes.Clone(part)
		}
		r.keep(&block{first + n, part})
	}
	return r.blocks[number].Value.(*block).data, nil
}

func (r *ReaderAt) keep(b *block) {
	r.blocks[b.number] = r.recent.PushFront(b)
	for len(r.blocks) > cacheBlocks {
		oldest := r.recent.Back()
		delete(r.blocks, r.recent.Remove(oldest).(*block).number)
	}
}

// fetch reads exactly n bytes from off, going on after a lost connection.
func (r *ReaderAt) fetch(off, n int64) ([]byte, error) {
	data := make([]byte, n)
	for done := int64(0); done < n; {
		got, err := r.fetchSome(data[done:], off+done)
		done += int64(got)
		r.fetched += int64(got)
		if got > 0 {
			r.tries.gain(got)
		}
		if err == nil || done == n && Retryable(err) {
			continue
		}
		if err := r.tries.again(r.ctx, err); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (r *ReaderAt) fetchSome(p []byte, off int64) (int, error) {
	open, err := openTimed(r.ctx, r.policy, r.ranger, func(ctx context.Context) (*Reading, error) {
		return r.ranger.OpenRange(ctx, r.object, off, int64(len(p)))
	})
	if err != nil {
		return 0, err
	}
	defer open.close(nil)
	answer := open.reading
	if r.object.ETag == "" {
		r.object.ETag = answer.ETag
	}
	if answer.ETag != "" && answer.ETag != r.object.ETag {
		return 0, r.fail(ErrChanged)
	}
	if answer.Size >= 0 && answer.Size != r.object.Size {
		return 0, r.fail(ErrLength)
	}
	done := 0
	for done < len(p) {
		n, err := open.read(p[done:])
		done += n
		var known *Error
		switch {
		case err == nil, done == len(p) && err == io.EOF:
		case errors.As(err, &known):
			return done, err
		default:
			return done, FailTransport(r.ctx, "read", nameOf(r.ranger), r.object.Name, err)
		}
	}
	return done, nil
}

func (r *ReaderAt) fail(kind error) error {
	return Fail(Error{Op: "read", Target: nameOf(r.ranger), Object: r.object.Name, Kind: kind})
}
