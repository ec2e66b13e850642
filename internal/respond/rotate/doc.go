// Package rotate makes the list of credentials that are to be rotated, first things
// first: what belongs together is one row, with what it opens, how far it reaches, whether it looks
// usable, where it stands, and what a person has said of it.
//
// # The order
//
// A row's rank is one whole number, of which each digit is one thing, so that what
// comes first in this list outweighs all that follows:
//
//	state      1 open, 0 rotated or a false alarm
//	life       2 looks usable, 1 nobody can tell, 0 ended
//	reach      9 a cloud account … 0 what names and opens nothing: see [Reach]
//	power      3 may change or delete, 2 nobody can tell, 1 reads alone
//	exposed    1 it stands where anybody can read, by the newest verdict
//	places     how often the number of places can be halved, 9 at most
//
// Equal ranks go by the rule's name and the fingerprint.
package rotate
