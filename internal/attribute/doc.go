// Package attribute turns a committed ledger and the operator's decisions into
// figures: how many mentions, identities, persons and organisations there are,
// whose data it is and from which countries. It is a pure function: the same
// contents, digest, key and decisions give the same bytes, whatever the order
// of work was. Weights are integers; ties break on names and hashes.
//
// [Compute] makes three sequential passes: over the contents that were
// published, over the inverse side of the ledger (identities and the units that
// mention them) and over its blocks (records). [Explain] says why a figure is
// what it is. [Replay] counts again by another way and compares.
//
// # What counts
//
// A mention counts once for each way that leads to its content, if the content
// was published and the score is at least Input.MinScore. An identity is
// distinct if one of its mentions counts.
//
// # Memory
//
// Identities are held by the first 64 bits of their fingerprint in sorted
// arrays: 12 bytes an e-mail address, 8 to 20 bytes another; 16 + 4 bytes a
// content; some 60 bytes a distinct record of a person; 12 bytes for each
// identity that an organisation has. Two identities of one kind that share 64
// bits would be taken for one inside a record: at 10,000,000 identities the
// chance of a single such pair is 3 in 1,000,000. Distinct counts do not depend
// on it.
package attribute
