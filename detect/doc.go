// Package detect finds what a text refers to: e-mail addresses, people,
// telephone numbers, companies, payment cards, accounts, credentials, hosts.
//
// An [Engine] is built once from rules that are data (TOML files, the built-in
// ones and the caller's own) and is safe for concurrent use:
//
//	engine, err := detect.New(detect.Options{})
//	err = engine.Scan(ctx, reader, detect.Segment{}, func(m detect.Mention) error {
//		fmt.Println(m.Kind, m.Rule, m.Offset, m.Score, m.Why())
//		return nil
//	})
//
// The engine owns chunking. Text arrives in pieces of any size through
// [Engine.Stream]; what is found does not depend on where the pieces are cut.
// One pass over the text finds anchors (an '@', a run of digits, the rarest
// three bytes of a keyword); hand-written verifiers then look at a bounded
// window around each anchor, at most 2 KiB before and 17 KiB after it. The work
// is linear in the bytes whatever they are.
//
// Text in base64, hexadecimal digits or escapes is decoded where a cheap test says
// that it pays, up to three codings deep; [Mention.Within] tells.
//
// Memory: an Engine takes a few megabytes, a Stream about 200 KiB (once more for each coding that is met within another) plus 24 bytes
// for each mark and about 100 for each mention in its window of 64 KiB, whatever
// the length of the text. Nothing of the text is retained: a mention's value is
// lent for the time of the call, and streams that Scan and Name use are wiped.
//
// Scores run from 0 to 100. 90 and above: a check digit or a vendor's own form
// leaves hardly a doubt. 70 to 89: the form and its context agree. 50 to 69:
// plausible. Below 50: a hint, kept for those who ask for everything.
package detect
