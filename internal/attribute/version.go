package attribute

// Version counts changes of this package that change figures. A campaign's
// figures can be made anew from its ledger at any time, so it is no part of the
// campaign's digest: it stands beside figures that are compared.
const Version = "8"
