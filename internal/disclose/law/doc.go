// Package law holds which duties to notify there are, by jurisdiction, and which
// combinations of data laws name, as rows of a data file (law.toml) that an operator may
// override. It marks what stands there of somebody with the rules that name it.
//
// It is no legal advice. A row says how far it was checked, when and by what; what no row
// names is "not assessed", and never "no duty".
package law
