package disclose

import "time"

// A Window is when what was open was open, as far as anybody saw: it may have been open
// before and after.
type Window struct {
	First  time.Time `json:"firstSeenOpen,omitzero"`
	Last   time.Time `json:"lastSeenOpen,omitzero"`
	Closed time.Time `json:"closureVerified,omitzero"` // of all of it
	// Unknown says of how many places of the campaign nothing is known, as of a folder.
	Unknown int `json:"placesNeverProbed,omitempty"`
}

// Join takes in another place: the window is the widest, and closed is what all are.
func (w *Window) Join(first, last, closed time.Time) {
	switch {
	case first.IsZero():
		w.Unknown++
		return
	case w.First.IsZero():
		w.First, w.Last, w.Closed = first, last, closed
		return
	case first.Before(w.First):
		w.First = first
	}
	if last.After(w.Last) {
		w.Last = last
	}
	switch {
	case closed.IsZero() || w.Closed.IsZero():
		w.Closed = time.Time{}
	case closed.After(w.Closed):
		w.Closed = closed
	}
}

// Text says the window in one line, and no more than is known.
func (w *Window) Text() string {
	const layout = "2006-01-02 15:04 UTC"
	if w.First.IsZero() {
		return "not known: what was read was never probed"
	}
	text := "seen open from " + w.First.UTC().Format(layout) + " to " + w.Last.UTC().Format(layout) + ", perhaps longer"
	if w.Closed.IsZero() {
		text += "; closure is not verified"
	} else {
		text += "; closure verified " + w.Closed.UTC().Format(layout)
	}
	if w.Unknown > 0 {
		text += "; other places were never probed"
	}
	return text
}
