// Package extract turns bytes into text: an archive into its members, a mail
// into its header, body and attachments, a table into rows whose cells carry
// the name of their column.
//
// An [Extractor] walks one object and reports what it meets to a [Sink]: each
// content (the object itself, or a member of an archive, mail or document)
// begins and ends like a bracket around its text and its children. What could
// not be read is reported with its reason; nothing is left out in silence.
//
//	x, err := extract.New(extract.Options{})
//	…
//	err = x.Walk(ctx, extract.Input{Name: "backup.zip", Size: size, Body: body}, sink)
//
// What a content yields is a function of its bytes, of the [Options] and of
// this package's version. Its name, where it was met, how many bytes each read
// returned, and the time it took change nothing. To keep it so, each container
// has budgets of its own, and formats are told apart by content alone.
//
// A new format is one file with a function of type readFunc and one line in
// formats.go; extracttest holds the suite that each format passes.
package extract
