package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/report"
	"github.com/hemostat/hemostat/internal/seal"
)

func (a *app) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status [CAMPAIGN]",
		Short: "Say how far campaigns have come",
		Long:  "Status says how far a campaign has come, also while it is scanned by another process. Without a name it lists all campaigns.",
		Example: `  hemostat status
  hemostat status contosobackup-q3
  hemostat status contosobackup-q3 --json`,
		Args:              takes(0, 1, "one campaign at most"),
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listCampaigns(cmd.Context(), true)
			}
			return a.status(cmd.Context(), args[0])
		},
	}
}

func (a *app) status(ctx context.Context, name string) error {
	answers, done, err := a.ask(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	s, err := answers.Status(ctx)
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(a.stdout, s)
	}
	fmt.Fprintf(a.stdout, "%s (%s): %s\n", s.Campaign.Label, s.Campaign.ID, stateText(s))
	for _, t := range s.Campaign.Targets {
		fmt.Fprintf(a.stdout, "  target   %s\n", t)
	}
	fmt.Fprintf(a.stdout, "  basis    %s, signed off by %s\n", s.Campaign.Basis, s.Campaign.SignedOffBy)
	if s.Campaign.Hold {
		fmt.Fprintf(a.stdout, "  held     it cannot be purged\n")
	}
	fmt.Fprintf(a.stdout, "  listed   %s, %s\n", amount(s.Progress.Listed, "object", ""), bytesText(s.Progress.ListedBytes))
	fmt.Fprintf(a.stdout, "  read     %s, %s: %d %% of bytes\n", amount(s.Progress.Read, "object", ""), bytesText(s.Progress.ReadBytes), s.PerCent)
	fmt.Fprintf(a.stdout, "  not read %s for good, %s to be tried again; what of objects was not read stands in the report\n", amount(s.Progress.NotRead, "object", ""), countText(s.Progress.Failed))
	if l := s.Live; l != nil && l.BytesPerSecond > 0 {
		fmt.Fprintf(a.stdout, "  now      %s/s, %s left\n", bytesText(int64(l.BytesPerSecond)), time.Duration(l.SecondsLeft*float64(time.Second)).Round(time.Second))
	}
	for _, why := range s.Run.Why {
		fmt.Fprintf(a.stdout, "  %s\n", why)
	}
	return nil
}

func stateText(s *inquiry.Status) string {
	switch s.Run.State {
	case report.Running:
		return "running"
	case report.Complete:
		if s.Campaign.Depth == exposure.List.String() {
			return "complete: listed and, as the grant says, not read"
		}
		return "complete"
	case report.Incomplete:
		if s.Progress.NothingChosen() {
			return "incomplete: nothing was chosen; another --campaign takes other --include and --exclude"
		}
		switch {
		case s.Progress.Listed == 0:
			return "incomplete: nothing could be listed; the same scan command tries again"
		case !s.Progress.ListingDone:
			return "incomplete: not everything could be listed; the same scan command tries again"
		}
		return "incomplete: scan again to try what failed"
	}
	return "interrupted: the same scan command goes on"
}

// listCampaigns prints every campaign of which the key is here, with how far it
// has come where that is asked for and its key asks for nothing.
func (a *app) listCampaigns(ctx context.Context, far bool) error {
	entries, err := a.keys().List()
	if err != nil {
		return err
	}
	list := make([]listedCampaign, 0, len(entries))
	for _, e := range entries {
		one := listedCampaign{Campaign: e.ID, Label: e.Label, Created: e.Created, Protection: e.Protection, Key: e.Path, Fingerprint: e.Fingerprint}
		if one.Here, err = campaign.Exists(a.dataDir, e.ID); err != nil {
			return err
		}
		if one.Hold, err = campaign.Held(campaign.Dir(a.dataDir, e.ID)); err != nil {
			return err
		}
		if far && one.Here && e.Protection == seal.ProtectNone {
			one.State, one.PerCent = a.howFar(ctx, e.ID)
		}
		list = append(list, one)
	}
	if a.json {
		return writeJSON(a.stdout, list)
	}
	if len(list) == 0 {
		a.note("No campaign yet: `hemostat demo` shows one, `hemostat scan` makes one.")
		return nil
	}
	for _, one := range list {
		fmt.Fprintf(a.stdout, "%-40s  %s  made %s  key %s%s\n", one.Label, one.Campaign, one.Created.Format(time.DateOnly), protectionText(one.Protection), one.notes())
	}
	a.note("`hemostat status CAMPAIGN` says more of one.")
	return nil
}

// A listedCampaign is what is known of a campaign without opening it.
type listedCampaign struct {
	Campaign    string    `json:"campaign"`
	Label       string    `json:"label"`
	Created     time.Time `json:"created"`
	Protection  string    `json:"keyProtection"`
	Key         string    `json:"keyFile"`
	Fingerprint string    `json:"keyFingerprint"`
	Here        bool      `json:"dataIsHere"`
	Hold        bool      `json:"hold"`

	// State and PerCent of bytes read are told of a campaign that could be opened.
	State   report.State `json:"state,omitempty"`
	PerCent *int         `json:"perCent,omitempty"`
}

// howFar says how far a campaign has come, or nothing where that takes too long.
func (a *app) howFar(ctx context.Context, id string) (report.State, *int) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	answers, done, err := a.ask(ctx, id)
	if err != nil {
		return "", nil
	}
	defer done()
	s, err := answers.Status(ctx)
	if err != nil {
		return "", nil
	}
	return s.Run.State, &s.PerCent
}

func protectionText(protection string) string {
	if protection == seal.ProtectNone {
		return "unprotected"
	}
	return "protected by " + protection
}

func (l *listedCampaign) notes() (s string) {
	if !l.Here {
		s += ", its data is not here"
	}
	if l.Hold {
		s += ", on hold"
	}
	if l.PerCent != nil {
		s += fmt.Sprintf(", %s: %d %% of bytes read", l.State, *l.PerCent)
	}
	return s
}

// writeJSON prints v as indented JSON.
func writeJSON(w io.Writer, v any) error { return encodeJSON(w, v, "  ") }

// writeJSONLine writes v as one line.
func writeJSONLine(w io.Writer, v any) error { return encodeJSON(w, v, "") }

func encodeJSON(w io.Writer, v any, indent string) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(rawWriter(w), visibleJSON(b.String()))
	return err
}
