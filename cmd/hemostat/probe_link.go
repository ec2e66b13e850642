package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/scope"
	"github.com/hemostat/hemostat/internal/signedlink"
	"github.com/hemostat/hemostat/internal/sweep"
)

// judgedLink is what the words of a signed link say, before anything is asked.
type judgedLink struct {
	Link      *signedlink.Link     `json:"link"`
	Judgement signedlink.Judgement `json:"judgement"`
	Asked     bool                 `json:"asked"`
	Why       string               `json:"why,omitempty"` // why it was not asked
}

// live reports whether the link may still open something, by its own words.
func (j judgedLink) live() bool { return j.Judgement.Left > 0 || j.Link.End.IsZero() }

// links judges the arguments that are signed links, which no request is needed for, and
// returns the arguments that may be asked.
func (v *probeView) links(args []string, grant func(exposure.Target, exposure.Depth) (*scope.Grant, error)) (rest []string, err error) {
	for _, arg := range args {
		link, err := signedlink.Parse(arg)
		switch {
		case errors.Is(err, signedlink.ErrNone):
			rest = append(rest, arg)
			continue
		case err != nil:
			return nil, usageError{err}
		}
		judged := judgedLink{Link: link, Judgement: link.Judge(v.a.now())}
		judged.Why = whyNotAsked(arg, link, judged.Judgement, grant)
		if judged.Asked = judged.Why == ""; judged.Asked {
			rest = append(rest, arg)
		} else if judged.live() {
			_, query, _ := strings.Cut(arg, "?")
			v.unasked, v.unaskedLinks = true, append(v.unaskedLinks, unaskedLink{judged, query})
		}
		if err := v.link(judged); err != nil {
			return nil, err
		}
	}
	return rest, nil
}

// whyNotAsked returns what stands against asking a link, "" where nothing does.
func whyNotAsked(arg string, link *signedlink.Link, j signedlink.Judgement, grant func(exposure.Target, exposure.Depth) (*scope.Grant, error)) string {
	if !link.End.IsZero() && j.Since > 0 {
		return "it has expired, by its own words"
	}
	t, err := parseTarget(arg)
	if err != nil || t.Query == "" {
		return unaskable(link.Form)
	}
	if _, err := grant(t, exposure.Probe); err != nil {
		return oneLine(err.Error())
	}
	return ""
}

// unaskable says why a link of a form is judged by its words alone, where the address that it stands
// in is no target.
func unaskable(form signedlink.Form) string {
	switch {
	case form.Azure():
		return "its address names no container of Azure Storage: az+https://HOST/CONTAINER does, at a host that is not Azure's own"
	case form == signedlink.AWSV4, form == signedlink.AWSV2:
		return "its host is no known one of S3: write s3+https://HOST/BUCKET/NAME?… to have it asked, where a grant says signed_links = true"
	case form == signedlink.GoogleV4, form == signedlink.GoogleV2:
		return "its host is no known one of Cloud Storage: write gs+https://HOST/BUCKET/NAME?… to have it asked, where a grant says signed_links = true"
	}
	return "links of " + string(form) + " are judged by their words alone: what they open is no target that is asked"
}

func (v *probeView) link(j judgedLink) error {
	if v.a.json {
		return writeLine(v.a.stdout, j)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s, %d of 100\n", sweep.OneLine(j.Link.Redacted()), strings.ToUpper(string(j.Judgement.Severity)), j.Judgement.Score)
	for line := range strings.Lines(wrap(j.Judgement.Words(), 96)) {
		fmt.Fprintf(&b, "  %s", line)
	}
	var rights []string
	for _, r := range j.Link.Rights {
		rights = append(rights, string(r))
	}
	end := string(j.Link.EndIs)
	if !j.Link.End.IsZero() {
		end = j.Link.End.Format(time.RFC3339)
	}
	fmt.Fprintf(&b, "  allows         %s\n  reaches        %s\n  until          %s\n", strings.Join(rights, ", "), j.Link.Reach, end)
	for _, n := range j.Link.Notes {
		fmt.Fprintf(&b, "  note           %s\n", sweep.OneLine(n))
	}
	if j.Why != "" {
		fmt.Fprintf(&b, "  not asked      %s\n", j.Why)
	}
	_, err := io.WriteString(v.a.stdout, b.String())
	return err
}

// wrap breaks a text into lines of at most width characters, each with its line feed.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(sweep.OneLine(text)) {
		n := len([]rune(word))
		switch {
		case column == 0:
		case column+1+n > width:
			b.WriteByte('\n')
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	b.WriteByte('\n')
	return b.String()
}
