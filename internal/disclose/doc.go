// Package disclose makes the list of who must be told, of what: for each entity or person
// what stands there of theirs, since when, and which combinations laws name.
//
// Everything is masked unless the one who asks opened the values, which needs the campaign's
// key and the owner's basis, states a reason and is in the chain of custody. No line holds
// where the data lay.
package disclose
