// Package redis reads the keys of a server that speaks the protocol of Redis: Redis,
// Valkey, KeyDB, Dragonfly. An object is one key.
//
// Its name is the key, with its database in front ("0/user:17") where the target is
// the whole server. Its bytes are, by the type of the value:
//
//	string         the value as it stands
//	hash           one JSON object of its fields; of more than 256 a line {"field":…,"value":…} for each
//	list, set      a line of JSON for each element
//	sorted set     a line {"member":…,"score":…} for each
//	stream         a line {"id":…, fields…} for each entry
//
// A value, field or element that is a JSON object or array stands as it is, all else as a
// JSON string, bytes that are no UTF-8 among it. Types of modules, and collections with an element
// of more than 16 MiB, are not read.
//
// A value of up to 6 MiB is read at once and its state is a digest of it, but where 64 MiB
// of such wait to be read. A longer one has no state: it is read in parts, a string that
// becomes longer or shorter meanwhile is reported as changed, and elements that are added or
// removed meanwhile may or may not be among those read. A key that stands in two pages of a listing, because the server
// reorganised its table meanwhile, is one object.
//
// Sent are CLIENT NO-TOUCH, SELECT, INFO keyspace, SCAN, STRLEN, TYPE, GET, GETRANGE, HLEN,
// HSCAN, SSCAN, ZSCAN, LRANGE and XRANGE, and never AUTH. Servers before 7.2, which do not
// know NO-TOUCH, note when a key was last read.
//
// The protocol is read by this package itself: the clients of the field make room for
// whatever length a server announces.
package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/source"
)

// Options say what is read.
type Options struct {
	Target   exposure.Target // a server, perhaps with a number of a database and what its keys begin with
	Dialer   source.Dialer
	PageSize int // objects a page; 0 means 1,000
}

// A Source reads one server, or one database of it.
type Source struct {
	target   string
	database int // -1: all
	prefix   string
	pageSize int
	lists    pool
	reads    pool

	asking chan struct{} // as many answers as are taken at once
	held   atomic.Int64  // bytes of values that were read at once and not given out yet
}

const (
	defaultPage = 1000
	maxAsking   = 4       // answers with contents at once, which bounds what they take together
	maxDatabase = 1 << 20 // Redis has 16 by default and as many as its owner likes
)

// New returns the source that o describes. Nothing is sent yet.
func New(o Options) (*Source, error) {
	t := o.Target
	if t.Provider != exposure.Server || t.Service != "redis" {
		return nil, fmt.Errorf("redis: target %s is no server of Redis", t)
	}
	if o.Dialer == nil {
		return nil, fmt.Errorf("redis %s: %w", t, source.ErrNoDialer)
	}
	s := &Source{target: t.String(), database: -1, prefix: t.Prefix, pageSize: o.PageSize}
	if t.Container != "" {
		n, err := strconv.Atoi(t.Container)
		if err != nil || n < 0 || n > maxDatabase || strconv.Itoa(n) != t.Container {
			return nil, fmt.Errorf("redis %s: a database is a number: redis://host:port/0", t)
		}
		s.database = n
	}
	if s.pageSize <= 0 {
		s.pageSize = defaultPage
	}
	way := &way{dialer: o.Dialer}
	s.asking = make(chan struct{}, maxAsking)
	s.lists = pool{way: way, dial: o.Dialer.DialList}
	s.reads = pool{way: way, dial: o.Dialer.DialRead}
	return s, nil
}

// String returns the target.
func (s *Source) String() string { return s.target }

// Access returns how the source signs in.
func (s *Source) Access() source.Access { return source.AccessAnonymous }

// Close ends the connections that wait for use.
func (s *Source) Close() error {
	s.lists.close()
	s.reads.close()
	return nil
}

func (s *Source) attempt(op, object string, midway bool) source.Attempt {
	return source.Attempt{Op: op, Target: s.target, Object: object, Midway: midway}
}

// with lends a connection, with a database selected, to use. A connection that waited for
// use may have been closed by the server meanwhile, so that another one is tried then.
func (p *pool) with(ctx context.Context, database int, use func(*conn) error) error {
	for {
		c, waited, err := p.take(ctx)
		if err != nil {
			return err
		}
		err = c.lend(ctx, func() error {
			if err := c.choose(database); err != nil {
				return err
			}
			return use(c)
		})
		if err == nil || answered(err) {
			p.put(c)
			return err
		}
		c.Close()
		if !waited || ctx.Err() != nil || errors.Is(err, errLong) {
			return err
		}
	}
}
