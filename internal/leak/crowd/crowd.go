// Package crowd makes people who do not exist, and files about them whose truth is known: which
// records are of one human being. It is what the resolution of persons is measured against,
// beside sets of others.
//
// Given names are common ones, family names are put together of parts so that nobody need have
// them. Every ten people are a family of three, two brothers or sisters, a father and a son or
// daughter, two who share a mailbox, and one alone. In every fourth ten the two are twins, and
// the son is called as his father: so that what is the same and what is not looks alike.
//
// Some people have further records. Each differs from the first in what goes wrong between two
// desks: see [Fault]. Whatever is changed, two of mail, telephone, date of birth and address stand
// in every record, and one of those that stand in the first is unchanged.
//
// Everything follows from a seed. Nothing is stored: records are made anew whenever they are asked for.
package crowd

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
)

// Options say what a crowd is to be like.
type Options struct {
	Seed   uint64
	People int // 1 to 2,000,000
	// Again is the share of people, in per cent, who have one to four further records.
	Again int
	// SameName people more are all called the same and share nothing else; 0 to 2,000,000.
	SameName int
	// OneMailbox people more have the address of one mailing list, each in a record; 0 to 2,000,000.
	OneMailbox int
	// Employers are companies that everybody works at one of, and writes from; none if 0.
	Employers int
}

// A Record is what one desk wrote of one human being.
type Record struct {
	Person  int    // the human being, from 0
	Marker  string // a customer number that no other record has
	Culture string // code of the language of the name
	Given   string
	Family  string
	Inverse bool   // the family name is written first
	Birth   string // ISO 8601, "" where it is not known; so with those that follow
	Mail    string
	Phone   string
	Street  string
	Postal  string
	Town    string
	Country string
	Company string
	Faults  []Fault // in which it differs from the first of its person; ascending
}

// A Crowd is some people and their records.
type Crowd struct{ opts Options }

// New returns the crowd of the given options.
func New(o Options) (*Crowd, error) {
	const most = 2_000_000
	if o.People < 1 || o.People > most || o.SameName < 0 || o.SameName > most || o.OneMailbox < 0 || o.OneMailbox > most || o.Again < 0 || o.Again > 100 ||
		o.Employers < 0 || o.Employers > most {
		return nil, fmt.Errorf("crowd of %+v: want 1 to %d people and 0 to 100 per cent", o, most)
	}
	return &Crowd{o}, nil
}

// Persons is how many human beings there are.
func (c *Crowd) Persons() int { return c.opts.People + c.opts.SameName + c.opts.OneMailbox }

// Records yields all records, those of one person apart from each other: all first ones, then all
// second ones.
func (c *Crowd) Records() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for turn := range mostRecords {
			for p := range c.Persons() {
				if turn < c.times(p) && !yield(c.record(p, turn)) {
					return
				}
			}
		}
	}
}

// Snapshot yields one record of everybody, with nothing left out and always the same number, as the
// customer base of the owner has it on one day.
func (c *Crowd) Snapshot() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for p := range c.opts.People {
			x := c.complete(p)
			c.employ(&x)
			x.Marker = fmt.Sprintf("KD%08d", p+10_000_000)
			if !yield(x) {
				return
			}
		}
	}
}

// mostRecords is how many records one person has at most.
const mostRecords = 5

// draws of one person must not depend on those for another.
func (c *Crowd) draws(p, of int) *rand.Rand {
	return rand.New(rand.NewPCG(c.opts.Seed, uint64(p)<<8|uint64(of)))
}

// What draws are for.
const (
	ofHome = iota
	ofPerson
	ofTimes
	ofWork
	ofTurn // and the number of the record
)

// times is how many records a person has.
func (c *Crowd) times(p int) int {
	r := c.draws(p, ofTimes)
	if p >= c.opts.People || r.IntN(100) >= c.opts.Again {
		return 1
	}
	n := 2
	for n < mostRecords && r.IntN(3) == 0 {
		n++
	}
	return n
}

// record is the given one of a person's: the first as it should be, others with faults.
func (c *Crowd) record(p, turn int) Record {
	x := c.first(p)
	x.Marker = fmt.Sprintf("KD%08d", p*mostRecords+turn+10_000_000)
	if turn > 0 {
		c.spoil(&x, c.draws(p, ofTurn+turn))
	}
	c.employ(&x)
	return x
}

// omit leaves out up to two of what identifies somebody, of those that may be.
func (x *Record) omit(r *rand.Rand, keep ...*string) {
	all := []*string{&x.Birth, &x.Mail, &x.Phone, &x.Street}
	left := 0
	for _, s := range all {
		if *s != "" {
			left++
		}
	}
	for range r.IntN(3) {
		s := all[r.IntN(len(all))]
		if left > 2 && *s != "" && !slices.Contains(keep, s) {
			*s = ""
			left--
		}
	}
	if x.Street == "" {
		x.Postal, x.Town = "", ""
	}
}
