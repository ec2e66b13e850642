// Package exposure holds the words of Hemostat as plain types: what is examined
// (Target), on whose authority (Basis, Depth), what was found open (Right,
// Verdict, Exposure), what stands in it (Object, Segment, Mention, Identity)
// and why a part of it was not read (Reason).
//
// It imports the standard library only and performs no I/O, so that every room
// of the program, and every program that imports one of the public packages,
// can share these types without sharing anything else.
package exposure
