package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/signedlink"
	"github.com/hemostat/hemostat/internal/sweep"
)

// unaskedLink is a link that may be live and is not asked, with the query that the register names it by.
type unaskedLink struct {
	judgedLink
	query string
}

// unaskedAtOnce is how many links are kept in one write.
const unaskedAtOnce = 256

// kept returns what the register keeps of a link: where it leads, without the name of an object.
func (u unaskedLink) kept(r *register.Register) register.JudgedLink {
	l := u.Link
	k := register.JudgedLink{Name: r.LinkName(u.query), Place: placeOf(l), Severity: string(u.Judgement.Severity), Score: u.Judgement.Score,
		Reach: string(l.Reach), Ends: l.End, Judged: u.Judgement.At}
	for _, right := range l.Rights {
		k.Rights = append(k.Rights, string(right))
	}
	return k
}

// placeOf returns the host and container of a link.
func placeOf(l *signedlink.Link) string {
	if l.Form.Azure() && l.Cloud == "public" && l.Service == "blob" && l.Container != "" {
		return "az://" + l.Account + "/" + l.Container
	}
	if l.Container == "" || strings.HasPrefix(l.Host, l.Container+".") {
		return l.Host
	}
	return l.Host + "/" + l.Container
}

// keepUnasked notes links that were not asked in the register, so that `hemostat exposures` lists them.
func keepUnasked(ctx context.Context, r *register.Register, list []unaskedLink) error {
	kept := make([]register.JudgedLink, len(list))
	for i, u := range list {
		kept[i] = u.kept(r)
	}
	return r.SetJudged(ctx, kept)
}

// keepLinks is keepUnasked for a command that has no register open yet.
func (a *app) keepLinks(ctx context.Context, list []unaskedLink) (err error) {
	if len(list) == 0 {
		return nil
	}
	r, err := a.openRegister(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return keepUnasked(ctx, r, list)
}

// unaskedLinks prints the links of the register that were never asked and may be live, or with all also
// those that have ended, and returns how many there are.
func (a *app) unaskedLinks(ctx context.Context, r *register.Register, all bool) (n int, err error) {
	list, err := r.Judged(ctx)
	if err != nil {
		return 0, err
	}
	for _, l := range list {
		over := !l.Ends.IsZero() && !a.now().Before(l.Ends)
		if over && !all {
			continue
		}
		n++
		if a.json {
			err = writeLine(a.stdout, l)
		} else {
			err = unaskedText(a.stdout, l, over)
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func unaskedText(w io.Writer, l register.JudgedLink, over bool) error {
	may, until := "may", "whose end its words do not say"
	if !l.Ends.IsZero() {
		until = "until " + l.Ends.Format(time.RFC3339)
	}
	if over {
		may = "might"
	}
	_, err := fmt.Fprintf(w, "%-13s %s by signed link %s\n              %s, %d of 100 on %s: by its words anyone who has it %s %s (%s), %s; `hemostat probe` asks it where a grant says signed_links = true\n",
		"not asked", sweep.OneLine(l.Place), l.Name, strings.ToUpper(l.Severity), l.Score, l.Judged.Format(time.DateOnly), may, strings.Join(l.Rights, ", "), l.Reach, until)
	return err
}
