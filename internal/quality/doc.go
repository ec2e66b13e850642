// Package quality measures what is found against what is truly there: it reads
// every object of a synthetic leak ([leak.Leak]), whose truth is known object by
// object, and compares.
//
// A mention is found if its kind and canonical form are among those that the
// generator noted for the same object, as often as it noted them. Precision is
// the share of what was found that is true, recall the share of what is true
// that was found, both over mentions. A detector may rightly find things
// outside of the places that the truth counts: see the package comment of leak.
//
// Everything in a leak is invented, so that examples are shown as they stand.
package quality
