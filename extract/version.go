package extract

// Version counts changes of this package that change what a content yields. It
// is part of a campaign's digest: figures of two versions are not compared.
const Version = "14"
