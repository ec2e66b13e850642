package disclose

import "time"

// A Window is when what was open was open, as far as anybody saw: it may have been open
// before and after.
type Window struct {
	First  time.Time `json:"firstSeenOpen,omitzero"`
	Last   time.Time `json:"lastSeenOpen,omitzero"`
	Closed time.Time `json:"closureVerified,omitzero"` // of all of it
	Seen   int       `json:"placesSeenOpen,omitempty"`
	// Shut is how many places were probed and never seen open.
	Shut int `json:"placesNeverSeenOpen,omitempty"`
	// Copies is how many folders were read: copies, of which nobody can see from where.
	Copies int `json:"foldersRead,omitempty"`
	// Unknown says of how many other places of the campaign nothing is known.
	Unknown int `json:"placesNeverProbed,omitempty"`
}

// Join takes in another place that was seen open: the window is the widest, and closed is
// what all are.
func (w *Window) Join(first, last, closed time.Time) {
	w.Seen++
	if w.Seen == 1 {
		w.First, w.Last, w.Closed = first, last, closed
		return
	}
	if first.Before(w.First) {
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

// Unseen is how many places nobody saw open.
func (w *Window) Unseen() int { return w.Shut + w.Copies + w.Unknown }

// Verified reports whether all places were seen open and then verified as closed.
func (w *Window) Verified() bool { return !w.Closed.IsZero() && w.Unseen() == 0 }

// Text says the window in one line, and no more than is known.
func (w *Window) Text() string {
	const layout = "2006-01-02 15:04 UTC"
	if w.Seen == 0 {
		return "not known: " + w.why()
	}
	text := "seen open from " + w.First.UTC().Format(layout) + " to " + w.Last.UTC().Format(layout) + ", perhaps longer"
	if w.Closed.IsZero() {
		text += "; closure is not verified"
	} else {
		text += "; closure verified " + w.Closed.UTC().Format(layout)
	}
	switch {
	case w.Shut > 0:
		text += "; other places were never seen open"
	case w.Unseen() > 0:
		text += "; other places were never probed"
	}
	return text
}

// why says why of no place anything is known.
func (w *Window) why() string {
	switch {
	case w.Copies > 0 && w.Unseen() == w.Copies:
		return "it was read in a folder, from a copy"
	case w.Shut > 0 && w.Unseen() == w.Shut:
		return "what was read was probed and never seen open"
	case w.Shut > 0:
		return "none of what was read was seen open, and not all of it was probed"
	}
	return "what was read was never probed"
}
