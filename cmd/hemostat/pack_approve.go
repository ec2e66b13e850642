package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/register"
)

func (a *app) packApproveCommand() *cobra.Command {
	var by, reason, although string
	cmd := &cobra.Command{
		Use:   "approve CAMPAIGN --by WHO --reason WHY",
		Short: "Approve that those affected are told, for what is read and decided now",
		Long: `Approve notes that a named person lets those affected be told. It holds for what is read and decided now: after
another scan or decision it is asked for again. It needs closure to be verified (` + "`hemostat verify`" + `) of every target
of the campaign; --although-open says why they are told all the same. A folder of this machine has no closure:
whether the place that its files are from is closed is known to you alone.

It stands in the chain of custody. Nothing is made or sent by it.`,
		Example: `  hemostat pack approve contosobackup-q3 --by "J. Doe, counsel" --reason "ticket 4711"
  hemostat pack approve copy --by "J. Doe, counsel" --reason "ticket 4711" --although-open "a copy; the bucket was deleted on 3 May, ticket 4699"`,
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(by) == "" || strings.TrimSpace(reason) == "" {
				return usageError{errors.New("an approval says who and why: --by and --reason")}
			}
			return a.approve(cmd.Context(), args[0], inquiry.Approval{By: by, Reason: reason, Although: strings.TrimSpace(although), At: a.now().UTC()})
		},
	}
	cmd.Flags().StringVar(&by, "by", "", "who approves")
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	cmd.Flags().StringVar(&although, "although-open", "", "why they are told although closure is not verified")
	return cmd
}

func (a *app) approve(ctx context.Context, name string, x inquiry.Approval) error {
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	status, err := answers.Status(ctx)
	if err != nil {
		return err
	}
	open, err := a.notClosed(ctx, status.Campaign.Targets)
	if err != nil {
		return err
	}
	switch {
	case len(open) > 0 && x.Although == "":
		return usageError{fmt.Errorf("closure is not verified: %s. Verify it, or say by --although-open why they are told all the same", strings.Join(open, "; "))}
	case len(open) == 0:
		x.Although = ""
	}
	if err := answers.Approve(ctx, x); err != nil {
		return err
	}
	if a.json {
		approval, err := answers.Approval(ctx)
		if err != nil {
			return err
		}
		return writeJSON(a.stdout, approval)
	}
	fmt.Fprintf(a.stdout, "%s: approved by %s\n", status.Campaign.Label, x.By)
	return nil
}

// mayTell returns the approval by which those affected may be told, or says what is missing.
func (a *app) mayTell(ctx context.Context, answers inquiry.Answerer, status *inquiry.Status) (*inquiry.Approval, error) {
	approval, err := answers.Approval(ctx)
	if err != nil {
		return nil, err
	}
	command := "`hemostat pack approve " + status.Campaign.Label + " --by WHO --reason WHY`"
	switch {
	case approval == nil:
		return nil, usageError{fmt.Errorf("nobody has approved that those affected are told: %s", command)}
	case !approval.Current:
		return nil, usageError{fmt.Errorf("what %s approved was %s; more was read or decided since: %s", approval.By, approval.State, command)}
	case approval.Although != "":
		return approval, nil
	}
	open, err := a.notClosed(ctx, status.Campaign.Targets)
	if err == nil && len(open) > 0 {
		err = usageError{fmt.Errorf("it was closed when %s approved, and that is not shown any more: %s", approval.By, strings.Join(open, "; "))}
	}
	return approval, err
}

// notClosed says of each target what is missing to call it closed.
func (a *app) notClosed(ctx context.Context, targets []string) (list []string, err error) {
	r, err := a.knownRegister(ctx)
	if errors.Is(err, errNoRegister) {
		r, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if r != nil {
		defer r.Close()
	}
	for _, t := range targets {
		lacks, err := lacksClosure(ctx, r, t)
		if err != nil {
			return nil, err
		}
		if lacks != "" {
			list = append(list, t+": "+lacks)
		}
	}
	return list, nil
}

// lacksClosure says what is missing to call a target closed, "" where nothing is. The
// register may be nil.
func lacksClosure(ctx context.Context, r *register.Register, target string) (string, error) {
	if isFolder(target) {
		return "a folder of this machine, of which nobody can see whether the place that it is from is closed", nil
	}
	if r == nil {
		return "it was never probed with this data folder", nil
	}
	c, err := r.Closure(ctx, target)
	switch {
	case errors.Is(err, register.ErrUnknown):
		return register.ErrUnknown.Error(), nil
	case err != nil:
		return "", err
	case c.Lacks != "":
		return c.Lacks, nil
	case c.State != register.StateClosed:
		return "`hemostat verify` has not marked it as closed", nil
	}
	return "", nil
}
