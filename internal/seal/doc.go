// Package seal turns what a scan finds into what may survive it.
//
// A campaign has one [Key]. From it come, each under a purpose of its own, the
// fingerprints and linkage features of identities, the encrypted files of the
// ledger and catalog, and the vault that keeps values where the basis of the
// examination allows that. Destroying the key ends them all together.
//
// A [Sealer] is the one way from a value to an [exposure.Identity]: canonical
// form, fingerprint, mask, features. Canonical forms decide what counts as the
// same thing, so a change to one changes figures.
package seal

// Version names the canonical forms, masks and features. It is part of the
// digest that a campaign is held to: raise it with any change to what a value
// becomes, the list of legal forms included.
const Version = "4"
