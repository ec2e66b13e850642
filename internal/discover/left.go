package discover

import (
	"errors"
	"maps"
	"slices"

	"github.com/hemostat/hemostat/internal/scope"
)

// left counts a candidate that a grant does not cover, and tells it.
func (d *Discovery) left(c Candidate, why error, n *Counts) error {
	n.NotCovered++
	if d.endedBy(why) {
		n.Ended++
	}
	return d.Left(c, why.Error())
}

// endedBy reports whether a candidate was refused because its grant has ended, and keeps the first of
// such refusals.
func (d *Discovery) endedBy(why error) bool {
	if !errors.Is(why, scope.ErrExpired) {
		return false
	}
	if d.ended == nil {
		d.ended = why
	}
	return true
}

// Ended returns the refusal of the first candidate whose grant has ended, nil where none was.
func (d *Discovery) Ended() error { return d.ended }

// looseLinks tells the signed links whose address is no target.
func (d *Discovery) looseLinks() error {
	for _, link := range slices.Sorted(maps.Keys(d.loose)) {
		if err := d.Left(Candidate{Link: link}, ""); err != nil {
			return err
		}
	}
	return nil
}

// Strange returns how many names of zones are below no domain of the scope, so that they were neither
// asked as web servers nor where they lead.
func (d *Discovery) Strange() int { return len(d.strange) }
