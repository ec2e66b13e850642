package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/scan"
)

// How often progress is shown: on a terminal one line is redrawn, elsewhere a
// new line is printed.
const (
	redrawEvery = 500 * time.Millisecond
	lineEvery   = 5 * time.Second
)

// view shows how a scan goes until it is closed.
type view struct {
	stop chan struct{}
	done sync.WaitGroup
}

func (v *view) close() {
	close(v.stop)
	v.done.Wait()
}

// watch starts to show what m reads: as a line on a terminal, as lines
// elsewhere, as events with --json, and not at all with --quiet.
func (a *app) watch(m *scan.Meter) *view {
	v := &view{stop: make(chan struct{})}
	out := rawWriter(a.stderr)
	every, show := lineEvery, lines(a.stderr)
	file, isFile := out.(*os.File)
	switch {
	case a.json:
		every, show = time.Second, func(r scan.MeterReading) { writeEvent(a.stdout, "progress", progressEvent(r)) }
	case a.quiet:
		return v
	case isFile && term.IsTerminal(int(file.Fd())):
		every, show = redrawEvery, func(r scan.MeterReading) { redraw(file, progressText(r)) }
		defer func() { v.done.Go(func() { <-v.stop; fmt.Fprint(out, "\r\x1b[K") }) }()
	}
	v.done.Go(func() {
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				show(m.Read(a.now()))
			case <-v.stop:
				return
			}
		}
	})
	return v
}

// sameLines is how many times a line that says the same again is left out: a minute of them.
const sameLines = int(time.Minute / lineEvery)

// lines prints progress a line at a time, and one that says nothing new once a minute alone.
func lines(w io.Writer) func(scan.MeterReading) {
	last, left := "", 0
	return func(r scan.MeterReading) {
		text := progressText(r)
		if text == last && left < sameLines {
			left++
			return
		}
		last, left = text, 0
		fmt.Fprintln(w, text)
	}
}

// redraw replaces the terminal's current line.
func redraw(f *os.File, text string) {
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width < 20 {
		width = 80
	}
	if runes := []rune(text); len(runes) >= width {
		text = string(runes[:width-1])
	}
	fmt.Fprint(f, "\r\x1b[K"+visible(text))
}

// progressText is one line: what was read of what, how fast, how long still,
// what was met, where.
func progressText(r scan.MeterReading) string {
	var b strings.Builder
	if r.ListedBytes > 0 {
		fmt.Fprintf(&b, "%3d %%  ", min(100, 100*r.DoneBytes/r.ListedBytes))
	}
	fmt.Fprintf(&b, "%s of %s objects, %s of %s", countText(r.Done), countText(r.Listed), bytesText(r.DoneBytes), bytesText(r.ListedBytes))
	if r.BytesPerSecond > 0 {
		fmt.Fprintf(&b, ", %s/s", bytesText(int64(r.BytesPerSecond)))
	}
	switch {
	case r.Listing:
		b.WriteString(", still listing")
	case r.Left > 0:
		fmt.Fprintf(&b, ", %s left", r.Left.Round(time.Second))
	}
	fmt.Fprintf(&b, "; %s mentions, %s of credentials%s", countText(r.Mentions), countText(r.Secrets), inThisRun(r.Before))
	if r.Retries > 0 {
		fmt.Fprintf(&b, "; %s retries", countText(r.Retries))
	}
	if r.Current != "" {
		b.WriteString("; " + r.Current)
	}
	return b.String()
}

// inThisRun says that mentions are counted from here on, where a scan goes on.
func inThisRun(before int64) string {
	if before > 0 {
		return " in this run"
	}
	return ""
}

// live turns a reading of the meter into what the status says.
func live(m *scan.Meter, now time.Time) inquiry.Live {
	r := m.Read(now)
	return inquiry.Live{Listing: r.Listing, Current: r.Current, Trouble: r.Trouble, Mentions: r.Mentions,
		BytesPerSecond: r.BytesPerSecond, SecondsLeft: r.Left.Seconds()}
}

func progressEvent(r scan.MeterReading) map[string]any {
	return map[string]any{
		"objectsListed": r.Listed, "bytesListed": r.ListedBytes, "objectsDone": r.Done, "objectsBefore": r.Before, "bytesDone": r.DoneBytes, "bytesFetched": r.Fetched,
		"mentions": r.Mentions, "secretMentions": r.Secrets, "retries": r.Retries, "listing": r.Listing, "target": r.Current,
		"bytesPerSecond": int64(r.BytesPerSecond), "secondsLeft": int64(r.Left.Seconds()), "secondsElapsed": int64(r.Elapsed.Seconds()),
	}
}

// writeEvent prints one event as one line of JSON.
func writeEvent(w io.Writer, event string, fields map[string]any) {
	fields["event"] = event
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(fields) // of strings and numbers: it cannot fail
	io.WriteString(rawWriter(w), visibleJSON(b.String()))
}
