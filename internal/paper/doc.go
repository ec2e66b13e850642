// Package paper prints a letter on A4 pages as PDF: headings, paragraphs, lists and tables, in
// whatever language a name in it is written that its one typeface has: Latin, Greek, Cyrillic,
// Japanese. The same letter gives the same bytes.
package paper
