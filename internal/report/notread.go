package report

import (
	"github.com/hemostat/hemostat/internal/attribute"
)

type notReadView struct {
	Reasons      []reasonView
	Stand        string
	List         []notReadPartView
	Shown, Total string
	Cut          bool
}

type reasonView struct{ Sentence, Parts, InPart, Bytes, Again string }

type notReadPartView struct{ Way, Sentence, Bytes string }

func notReadOf(r *Report) notReadView {
	top := r.NotRead[:min(topNotRead, len(r.NotRead))]
	v := notReadView{Shown: number(uint64(len(top))), Total: number(r.NotReadTotal), Cut: uint64(len(top)) < r.NotReadTotal}
	for _, n := range r.Figures.NotRead {
		text := n.Reason.Explain()
		row := reasonView{Sentence: Visible(sentence(text.Text)), Parts: UnreadText(n), InPart: number(n.InPart), Bytes: sizeKnown(n.Bytes), Again: "No"}
		if !text.Final {
			row.Again = "Yes: run the scan again"
		}
		v.Reasons = append(v.Reasons, row)
	}
	v.Stand = unreadStand(unreadSum(r.Figures.NotRead))
	for _, n := range top {
		v.List = append(v.List, notReadPartView{Visible(n.Way), Visible(sentence(n.Sentence)) + " " + howFar(n), sizeKnown(n.Bytes)})
	}
	return v
}

// howFar says whether what was found in a part counts.
func howFar(n NotReadPart) string {
	if n.InPart {
		return "Read in part: what was found in it is counted."
	}
	return "Not read."
}

func unreadSum(all []attribute.NotReadFigure) (sum attribute.NotReadFigure) {
	for _, n := range all {
		sum.Parts += n.Parts
		sum.Objects += n.Objects
		sum.InPart += n.InPart
	}
	return sum
}

// UnreadText counts what was not read, objects and what is within objects apart: a
// broken archive and its broken member are one object and one part of it.
func UnreadText(n attribute.NotReadFigure) string {
	var words []string
	if n.Objects > 0 {
		words = append(words, plural(n.Objects, "object", "objects"))
	}
	if within := n.Parts - n.Objects; within > 0 {
		words = append(words, plural(within, "part within an object", "parts within objects"))
	}
	return listed(words)
}

// unreadStand says what of that stands in the figures.
func unreadStand(n attribute.NotReadFigure) string {
	s := "Nothing is skipped in silence: " + UnreadText(n) + " " + was(n.Parts) + " not read, or not wholly; equal bytes are counted once. "
	switch n.InPart {
	case 0:
		return s + "Nothing of them stands in any figure, and what they hold is not known."
	case n.Parts:
		return s + "All of them were read in part: what was found in them is counted, and what else they hold is not known."
	}
	return s + capital(number(n.InPart)) + " of these " + was(n.InPart) + " read in part: what was found there is counted. The others stand in no figure. What else they hold is not known."
}

func was(n uint64) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

func sizeKnown(n uint64) string {
	if n == 0 {
		return "not known"
	}
	return size(n)
}
