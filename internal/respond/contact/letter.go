package contact

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/signedlink"
)

// A TLP is a label of the Traffic Light Protocol 2.0 (first.org/tlp).
type TLP string

// The labels.
const (
	Clear       TLP = "clear"
	Green       TLP = "green"
	Amber       TLP = "amber"
	AmberStrict TLP = "amber+strict"
	Red         TLP = "red"
)

// TLPs returns the labels, the widest first.
func TLPs() []string {
	return []string{string(Clear), string(Green), string(Amber), string(AmberStrict), string(Red)}
}

// ParseTLP reads a label.
func ParseTLP(s string) (TLP, error) {
	if !slices.Contains(TLPs(), s) {
		return "", fmt.Errorf("%q: want %s", s, strings.Join(TLPs(), ", "))
	}
	return TLP(s), nil
}

// String writes the label as the protocol does, which is the same in every language.
func (t TLP) String() string { return "TLP:" + strings.ToUpper(string(t)) }

// means is the text that says what a label means.
func (t TLP) means() string {
	if t == AmberStrict {
		return "tlp_strict"
	}
	return "tlp_" + string(t)
}

// A Seen is one right that was open.
type Seen struct {
	Right    exposure.Right
	At       time.Time
	Evidence []string
}

// A Letter is what a letter is made of.
type Letter struct {
	Language string
	TLP      TLP
	Target   exposure.Target
	Seen     []Seen
	First    time.Time // seen open; zero where it never was
	Last     time.Time
	Denied   time.Time // since when it is refused from here; zero while it is open
	Link     *signedlink.Link
	Asked    Asked
	HandsOut []string       // names that were asked for, which belong on no web server, and are there
	Now      time.Time      // zero: no link has ended
	Basis    exposure.Basis // "" counts as that of a finder
	Contact  string         // of the operator, by the scope
}

// Asked is what was asked of the target, by the record.
type Asked struct {
	Questions   int
	First, Last time.Time
	Leftovers   []string    // names that belong on no web server and were asked for
	Scans       []time.Time // when it was begun to read what the target holds
	Link        bool        // the link was asked too
}

// Known reports whether there is anything to write about.
func (l Letter) Known() bool { return len(l.Seen) > 0 || !l.First.IsZero() || l.Link != nil }

// Text writes the letter, with a subject in its first line.
func (l Letter) Text() (string, error) {
	all, err := catalogues()
	if err != nil {
		return "", err
	}
	c, ok := all[l.Language]
	if !ok {
		return "", fmt.Errorf("there are no letters in %q: want %s", l.Language, strings.Join(Languages(), ", "))
	}
	w := letterWriter{c: c, fill: map[string]string{"tlp": l.TLP.String(), "place": Place(l.Target), "contact": l.Contact}}
	w.b.WriteString("Subject: " + c.say("subject", w.fill) + "\n\n" + l.TLP.String() + "  " + c.say(l.TLP.means(), nil) + "\n\n")
	w.paragraph("greeting")
	w.paragraph(l.opening())
	l.saw(&w)
	w.heading("how_heading")
	if len(l.Seen) > 0 || !l.First.IsZero() {
		w.line("how")
	}
	switch {
	case l.Link == nil:
	case l.Asked.Link:
		w.line("how_link_asked")
	default:
		w.line("how_link")
	}
	w.line("basis_" + string(l.basis()))
	w.heading("did_heading")
	l.did(&w)
	w.heading("do_heading")
	for i, key := range l.steps() {
		w.b.WriteString(fmt.Sprintf("%d. %s\n", i+1, c.say(key, nil)))
	}
	w.b.WriteByte('\n')
	w.line("law")
	reply := "reply"
	if l.Contact == "" {
		reply = "reply_none"
	}
	w.line(reply)
	w.b.WriteString("\n" + l.TLP.String() + "\n")
	return w.b.String(), nil
}

func (l Letter) basis() exposure.Basis {
	if l.Basis == "" {
		return exposure.Finder
	}
	return l.Basis
}

func (l Letter) opening() string {
	switch {
	case len(l.Seen) > 0:
		return "intro"
	case !l.First.IsZero():
		return "intro_denied"
	}
	return "intro_link"
}

// saw writes what was seen: rights, times and evidence, never contents.
func (l Letter) saw(w *letterWriter) {
	for _, s := range l.Seen {
		key := "right_" + string(s.Right)
		if l.Target.Provider == exposure.Web && s.Right == exposure.RightRead {
			key = "right_read_page"
		}
		ids := strings.Join(s.Evidence, ", ")
		if ids == "" {
			ids = "-"
		}
		w.item(w.c.say("seen", map[string]string{"right": w.c.say(key, nil), "time": when(s.At), "ids": ids}))
	}
	if len(l.HandsOut) > 0 {
		w.item(w.c.say("hands_out", map[string]string{"names": strings.Join(l.HandsOut, ", ")}))
	}
	if !l.First.IsZero() {
		w.item(w.c.say("window", map[string]string{"first": when(l.First), "last": when(l.Last)}))
	}
	if len(l.Seen) == 0 && !l.Denied.IsZero() {
		w.item(w.c.say("denied", map[string]string{"time": when(l.Denied)}))
	}
	if l.Link != nil {
		key, fill := "link_undated", map[string]string{"rights": l.can(w.c)}
		if !l.Link.End.IsZero() {
			key, fill["end"] = "link", when(l.Link.End)
			if !l.Now.IsZero() && l.Link.End.Before(l.Now) {
				key = "link_ended"
			}
		}
		w.item(w.c.say(key, fill))
	}
}

// did writes what the record says was asked and read, and what is never done.
func (l Letter) did(w *letterWriter) {
	a := l.Asked
	if a.Questions > 0 {
		w.b.WriteString(w.c.say("did_asked", map[string]string{"asked": strconv.Itoa(a.Questions), "first": when(a.First), "last": when(a.Last)}) + "\n")
	}
	if len(a.Leftovers) > 0 {
		w.b.WriteString(w.c.say("did_leftovers", map[string]string{"names": strings.Join(a.Leftovers, ", ")}) + "\n")
	}
	if len(a.Scans) > 0 {
		var times []string
		for _, t := range a.Scans {
			times = append(times, when(t))
		}
		w.b.WriteString(w.c.say("did_read", map[string]string{"times": strings.Join(slices.Compact(times), ", ")}) + "\n")
	}
	w.line("did")
}

// can lists what a link lets its holder do.
func (l Letter) can(c catalogue) string {
	var list []string
	for _, r := range []struct {
		key    string
		rights []signedlink.Right
	}{
		{"can_read", []signedlink.Right{signedlink.Read}},
		{"can_list", []signedlink.Right{signedlink.List}},
		{"can_write", []signedlink.Right{signedlink.Write, signedlink.Create, signedlink.Add, signedlink.Update, signedlink.Move}},
		{"can_delete", []signedlink.Right{signedlink.Delete, signedlink.DeleteVersion, signedlink.PermanentDelete}},
	} {
		if l.Link.Can(r.rights...) {
			list = append(list, c.say(r.key, nil))
		}
	}
	if len(list) == 0 {
		list = []string{c.say("can_other", nil)}
	}
	return strings.Join(list, ", ")
}

// steps are the first steps of containment, in words.
func (l Letter) steps() []string {
	keys := []string{"do_keep"}
	if len(l.Seen) > 0 || !l.First.IsZero() {
		family := string(l.Target.Provider)
		if l.Target.Service == "firebase" {
			family = "firebase"
		}
		keys = append(keys, "do_close_"+family)
	}
	if l.Link != nil {
		keys = append(keys, "do_link")
	}
	return append(keys, "do_secrets", "do_check")
}

func when(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

type letterWriter struct {
	c    catalogue
	fill map[string]string
	b    strings.Builder
}

func (w *letterWriter) paragraph(key string) { w.b.WriteString(w.c.say(key, w.fill) + "\n\n") }
func (w *letterWriter) line(key string)      { w.b.WriteString(w.c.say(key, w.fill) + "\n") }
func (w *letterWriter) item(text string)     { w.b.WriteString("- " + text + "\n") }
func (w *letterWriter) heading(key string)   { w.b.WriteString("\n" + w.c.say(key, nil) + "\n\n") }
