package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/attribute"
	"github.com/hemostat/hemostat/internal/inquiry"
)

func (a *app) explainObject(ctx context.Context, answers inquiry.Answerer, way string, limit int) error {
	o, err := answers.Object(ctx, way, limit)
	for _, path := range pathsOf(way) {
		if !errors.Is(err, attribute.ErrNotFound) {
			break
		}
		var again error
		if o, again = answers.Object(ctx, path, limit); !errors.Is(again, attribute.ErrNotFound) || err.Error() == attribute.ErrNotFound.Error() {
			err = again // else more was said of it as it was asked for
		}
	}
	if err != nil {
		return fmt.Errorf("explain object %q: %w", way, err)
	}
	if a.json {
		return writeJSON(a.stdout, o)
	}
	printObject(a.stdout, o, limit)
	return nil
}

// pathsOf are the paths of this machine that a way may mean, with what lies in the file:
// as it stands from here, and behind links.
func pathsOf(way string) (paths []string) {
	name, inner, within := strings.Cut(way, "!/")
	if within {
		inner = "!/" + inner
	}
	whole, err := filepath.Abs(name)
	if err != nil || name == "" {
		return nil
	}
	paths = append(paths, filepath.ToSlash(whole)+inner)
	if real, err := filepath.EvalSymlinks(whole); err == nil && real != whole {
		paths = append(paths, filepath.ToSlash(real)+inner)
	}
	return paths
}

// printObject tells what an object is, what it names and what it holds.
func printObject(w io.Writer, o *inquiry.Object, limit int) {
	fmt.Fprintf(w, "%s/%s\n", o.Target, oneRow(o.Way))
	if o.Alike > 0 {
		fmt.Fprintf(w, "  the first of %s that are called so\n", numberOf(int64(o.Alike)+1, "object"))
	}
	if len(o.Namesakes) > 0 {
		list := strings.Join(o.Namesakes[:min(len(o.Namesakes), limit)], ", ")
		if more := o.NamesakesTotal - limit; more > 0 {
			list += fmt.Sprintf(" and %s more", countText(more))
		}
		fmt.Fprintf(w, "  one of %s that are called so; the others: %s\n", numberOf(int64(o.NamesakesTotal)+1, "member"), oneRow(list))
	}
	if !o.Modified.IsZero() {
		fmt.Fprintf(w, "  written   %s\n", o.Modified.Format("2006-01-02 15:04:05 MST"))
	}
	c := o.Content
	if c == nil {
		why := o.NotRead.Explain().Text
		if o.NotRead == "" {
			why = "its turn has not come"
		}
		fmt.Fprintf(w, "  not read  %s\n", why)
		return
	}
	fmt.Fprintf(w, "  is        %s, %s, SHA-256 %s\n", c.Media, bytesText(c.Bytes), c.SHA256)
	switch {
	case c.Document != "":
		fmt.Fprintf(w, "  kind      %s, score %d: %s\n", c.Document, c.Score, c.Why)
	case c.Leaf:
		fmt.Fprintln(w, "  kind      not told apart")
	case len(c.Members) > 0:
		fmt.Fprintln(w, "  kind      none: it is no document, and what it holds is looked at by itself")
	default:
		fmt.Fprintln(w, "  kind      not told: nothing of it was read")
	}
	if !c.Dated.IsZero() {
		fmt.Fprintf(w, "  dated     %s, by its own word\n", c.Dated.Format("2006-01-02"))
	}
	if c.Language != "" {
		fmt.Fprintf(w, "  language  %s\n", c.Language)
	}
	if c.Total != nil {
		fmt.Fprintf(w, "  total     %s, beside %q\n", c.Total.Mask, c.Total.Beside)
	}
	printParties(w, c.Parties, limit)
	printNames(w, c, limit)
	for i, m := range c.Members {
		if i == limit {
			fmt.Fprintf(w, "  and %s: --limit shows them\n", amount(uint64(len(c.Members)-i), "more member", "more members"))
			break
		}
		fmt.Fprintf(w, "  holds     %s  %s, %s", oneRow(m.Name), m.Media, bytesText(m.Bytes))
		if m.Document != "" {
			fmt.Fprintf(w, ", %s", m.Document)
		}
		if m.Copies > 1 {
			fmt.Fprintf(w, ", %s times", countText(m.Copies))
		}
		fmt.Fprintln(w)
	}
	for i, g := range c.Gaps {
		if i == limit {
			fmt.Fprintf(w, "  and %s: --limit shows them\n", amount(uint64(len(c.Gaps)-i), "more part that was not read", "more parts that were not read"))
			break
		}
		fmt.Fprintf(w, "  not read  %s: %s\n", cmp.Or(oneRow(strings.TrimPrefix(g.Way, "!/")), "the rest of it"), g.Reason.Explain().Text)
	}
	if len(c.Shown) > 0 {
		fmt.Fprintf(w, "  mentions in the order of the text, %d of %s:\n", len(c.Shown), countText(c.Mentions))
	}
	for _, m := range c.Shown {
		printShown(w, m)
	}
}

// printParties prints whom a document is from and for.
func printParties(w io.Writer, list []inquiry.Party, limit int) {
	for i, p := range list {
		if i == limit {
			fmt.Fprintf(w, "  and %s: --limit shows them\n", amount(uint64(len(list)-i), "more party", "more parties"))
			return
		}
		fmt.Fprintf(w, "  %-9s ", p.Role)
		for i, n := range p.Names {
			if i == limit {
				fmt.Fprintf(w, " and %s more", countText(int64(len(p.Names)-i)))
				break
			}
			if i > 0 {
				fmt.Fprint(w, "; ")
			}
			fmt.Fprintf(w, "%s %s", n.Kind, n.Mask)
		}
		fmt.Fprintln(w)
	}
}

// printNames prints what an object mentions, by kind.
func printNames(w io.Writer, c *inquiry.Content, limit int) {
	shown := map[exposure.Kind]int{}
	for _, n := range c.Names {
		if shown[n.Kind]++; shown[n.Kind] > limit {
			continue
		}
		fmt.Fprintf(w, "  %-9s %s", n.Kind, n.Mask)
		if n.Mentions > 1 {
			fmt.Fprintf(w, ", %s times", countText(n.Mentions))
		}
		if n.Class != "" {
			fmt.Fprintf(w, ", %s", n.Class)
		}
		fmt.Fprintln(w)
	}
	for _, k := range exposure.Kinds() {
		if n := shown[k] - limit; n > 0 {
			fmt.Fprintf(w, "  %-9s and %s more: --limit shows them\n", k, countText(int64(n)))
		}
	}
}
