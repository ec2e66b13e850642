// Package sweep looks through files as grep does: it extracts and detects, and
// hands on each mention with its place, masked. It belongs to no campaign and
// stores nothing.
//
// Files are read by several workers at once; what they find comes out in the order
// of the files, and within one in the order of its texts and of the offsets in them;
// the number of workers does not show.
//
// [Outline] lays files open without looking for anything: their text, or the tree of
// what is in them.
package sweep
