// Package attribute turns a committed ledger and the operator's decisions into
// figures: how many mentions, identities, persons and organisations there are,
// whose data it is and from which countries. It is a pure function: the same
// contents, digest, key and decisions give the same bytes, whatever the order
// of work was. Weights are integers; ties break on names and hashes.
//
// [Compute] passes over the contents that were published, over the ledger's blocks
// to count the mentions of each identity, over the identities, and over the blocks
// again for what stands together in records. Passes are cut into parts by the first
// bits of fingerprints and units, which all processors share; what they add to are
// sets and sums, so that neither their number nor their order shows. What they come to for organisations
// may be kept ([Input].Kept), so that the next question about these, after another decision, passes over nothing
// or over the records alone. [Explain] says
// why a figure is what it is. [Replay] counts again by another way and compares.
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
// arrays: 32 bytes an e-mail address, 19 a person, 46 a company and its name
// besides, 13 a telephone or account, 19 a register's number, 10 an amount, 8 more an address, nothing
// another; 22 bytes a content; and of
// what records say, each distinct thing once: 32 to 48 bytes a record of a person,
// 16 to 24 for each identity that an organisation has, 3 for each organisation
// that a content touches, 12 for each pair of an organisation and a register's number or language, and for two
// domains in a closing block. Domains that others are held against take some 300 bytes, at most 100,000 of them.
// Persons are then resolved in 4 bytes more a record and
// 52 MB at most.
// Counting takes some 60 bytes an identity besides, for about a million at once:
// where there are more, shares of them are counted one after another.
// A [Roll] takes some 150 bytes for each element and content of the entities that it gathers at
// once, about a million of them, and 32 bytes a content. [People] take as much for each element of 131,072
// persons, and hold nothing of entities but names and sorts. They hold 16 bytes besides for each key that a
// table defines for others, see docs/adr/0011. What is kept is read into what it was.
// Nothing grows with mentions. A walker holds less than 1 MB for itself, and 3 MB
// more while a content has very many records.
//
// Two identities of one kind that share 64 bits would be taken for one inside a
// record: at 10,000,000 identities the chance of a single such pair is 3 in
// 1,000,000. What an organisation holds is told apart by 59 bits and the kind,
// where it is 9 in 100,000. Distinct counts do not depend on it.
package attribute
