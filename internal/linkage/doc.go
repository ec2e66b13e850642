// Package linkage tells which profiles are of one human being, in the way of Fellegi and
// Sunter ("A Theory for Record Linkage", Journal of the American Statistical Association 64,
// 1969). A profile is what records say that certainly are of one person: names, mailboxes,
// telephones, numbers, a date of birth, words of an address, an organisation.
//
// What two profiles agree in speaks for one person, and the more so, the fewer others have
// it: log2 of how seldom it is is its weight (Winkler, "Frequency-Based Matching in
// Fellegi-Sunter Model", US Census Bureau 2000). What they disagree in speaks against it.
// One pair in as many as there are profiles is of one person before anything is known, so
// the sum of the weights has to exceed log2 of their number by what is asked for: see
// [Likely] and [Probable].
//
// A person merged wrongly is told of another's data; one counted twice is told twice. So two
// dates of birth that are no misspelling of each other forbid a merge, and so do two
// different numbers of one sort that carry a check digit; two given names that contradict
// each other need a number or a date of birth beside a mailbox; and a name and an
// organisation alone are never likely, be they as rare as they may. An initial, or a family name
// alone, that fits several people is no bridge between them, and is joined to none of them.
//
// Only profiles that share a key are compared ([Population.Link] says which keys), and a key that
// too many share is passed over, so that the time grows about as the profiles do. Weights are
// integers of 1/64 bit; nothing depends on the order in which profiles come or on how many
// processors there are.
//
// What is compared stands for values and is none: equal words have equal hashes, and words that
// differ by a letter share one ([Spelling]). Where the letters themselves were kept, they are
// compared, which sees more.
package linkage
