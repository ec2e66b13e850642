// Package pack makes what an organisation is handed of its own part: an archive that only
// it opens, with a summary that is ready to be sent, tables of what stood there of theirs, the
// documents that concern them, what to do, and what somebody could write to them now.
//
// A pack holds nothing of anybody else and never where the data lay: what names another
// organisation, or the place, is withheld by a [Guard], whatever it stands in. Values are in it
// only where somebody opened them.
package pack
