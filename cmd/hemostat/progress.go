package main

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/term"
)

// sparseEvery is how often a line tells how far a command is that asks others.
const sparseEvery = 30 * time.Second

// progress starts to show how far a command is, until the view is closed: a line that is
// redrawn on a terminal, one now and then elsewhere, none with --quiet or --json, whose lines
// are results.
func (a *app) progress(text func() string) *view {
	v := &view{stop: make(chan struct{})}
	if a.quiet || a.json {
		return v
	}
	every, show := sparseEvery, func() { fmt.Fprintln(a.stderr, text()) }
	if file, ok := rawWriter(a.stderr).(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		every, show = redrawEvery, func() { redraw(file, text()) }
		v.done.Go(func() { <-v.stop; fmt.Fprint(file, "\r\x1b[K") })
	}
	v.done.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				show()
			case <-v.stop:
				return
			}
		}
	})
	return v
}

// askedText tells how many of all targets were asked since begun; all is 0 where their number
// is not known yet.
func (a *app) askedText(asked, all int64, begun time.Time) string {
	text := countText(asked)
	if all > 0 {
		text += " of " + countText(all)
	}
	text += " targets asked"
	spent := a.now().Sub(begun)
	if spent < time.Second || asked == 0 {
		return text
	}
	text += fmt.Sprintf(", %.0f a second", float64(asked)/spent.Seconds())
	if all > asked {
		text += fmt.Sprintf(", %s left", (spent * time.Duration(all-asked) / time.Duration(asked)).Round(time.Second))
	}
	return text
}
