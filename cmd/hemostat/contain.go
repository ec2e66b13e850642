package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/checks"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/respond/contain"
	"github.com/hemostat/hemostat/internal/signedlink"
)

func (a *app) containCommand() *cobra.Command {
	var shell bool
	cmd := &cobra.Command{
		Use:   "contain TARGET|LINK",
		Short: "Print, never run, what the owner of an open target does, in order",
		Long: `Contain prints what the owner of a target does, in this order: keep the logs, and save what later steps
change; close, the least breaking step first; revoke signed links and keys; check. Each step says why,
what it breaks, and the page that it is from, with the day that the page was read, or "unsourced".

Commands are those of the vendors' own tools (az, aws, gcloud, …) and of the services themselves, with the
target's names in them as words of a shell. What only the owner knows stands as a variable, which is
listed first. Nothing is run, and nothing is sent: not to the target, nor anywhere else.

What was learnt by ` + "`hemostat probe`" + ` is used: what answers there, and signed links by which it was open.
Of a signed link that is given as the argument only its target and its kind are used; the signature is
not printed.

--shell prints a script in which every line is a comment.

Exit codes:
  0    printed
  1    an error
  2    wrong usage`,
		Example: `  hemostat contain az://ACCOUNT/CONTAINER
  hemostat contain 'https://ACCOUNT.blob.core.windows.net/CONTAINER/x.zip?sv=…&sig=…'
  hemostat contain redis://10.0.0.5 --shell > contain.sh
  hemostat contain s3://BUCKET --json`,
		Args:              takes(1, 1, "one target, or a signed link to it"),
		ValidArgsFunction: a.completeTargets,
		RunE: func(cmd *cobra.Command, args []string) error {
			if shell && a.json {
				return usageError{errors.New("--shell and --json exclude each other")}
			}
			c, _, err := a.knownCase(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			plan, err := contain.For(c)
			switch {
			case err != nil:
				return usageError{err}
			case a.json:
				return writeJSON(a.stdout, plan)
			case shell:
				return plan.Shell(a.stdout)
			}
			return plan.Text(a.stdout)
		},
	}
	cmd.Flags().BoolVar(&shell, "shell", false, "print a script with every command commented out")
	return cmd
}

// completeTargets offers the targets that the register knows.
func (a *app) completeTargets(cmd *cobra.Command, args []string, _ string) (list []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 || a.folders() != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	r, err := a.knownRegister(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer r.Close()
	err = r.Exposures(cmd.Context(), register.Filter{}, func(e register.Exposure) error {
		list = append(list, e.Target)
		return nil
	})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// knownCase reads a target or a signed link, and adds what the register knows of it. The
// exposure is nil where it knows nothing.
func (a *app) knownCase(ctx context.Context, arg string) (c contain.Case, e *register.Exposure, err error) {
	link, err := signedlink.Parse(arg)
	if err != nil && !errors.Is(err, signedlink.ErrNone) {
		return c, nil, usageError{err}
	}
	if c.Target, err = parseTarget(arg); err != nil {
		return c, nil, usageError{err}
	}
	c.Target.Query = ""
	if link != nil {
		c.Target.Prefix = "" // the container is what is closed, and an object's name nobody's business
		a.addLink(&c, link)
	}
	if c.Target.Provider == exposure.Folder {
		return c, nil, usageError{fmt.Errorf("%s is a folder of this machine, which nobody reaches from elsewhere", c.Target)}
	}
	e, err = a.fromRegister(ctx, &c)
	return c, e, err
}

func (a *app) addLink(c *contain.Case, l *signedlink.Link) {
	c.Links = append(c.Links, l)
	c.Ends = append(c.Ends, l.Judge(a.now()).Revocation.By)
	c.Write = c.Write || l.Can(signedlink.Write, signedlink.Create, signedlink.Add, signedlink.Update, signedlink.Delete, signedlink.Permissions)
}

// fromRegister adds to a case what was learnt by probing.
func (a *app) fromRegister(ctx context.Context, c *contain.Case) (*register.Exposure, error) {
	r, err := a.knownRegister(ctx)
	if errors.Is(err, errNoRegister) {
		return nil, nil
	}
	if errors.Is(err, register.ErrBusy) {
		a.note("the register is in use by another command: what was learnt by probing is left out")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	e, err := registered(ctx, r, &c.Target)
	if errors.Is(err, register.ErrUnknown) && c.Target.Service == exposure.AnyService {
		e, err = whatAnswers(ctx, r, &c.Target)
	}
	if errors.Is(err, register.ErrUnknown) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c.Software = e.Software
	if _, ok := exposure.ServicePort(e.Check); ok {
		c.Service = e.Check
	}
	for _, f := range e.Rights {
		c.Write = c.Write || f.Right == exposure.RightWrite && f.Verdict == exposure.Open
	}
	links, err := r.LiveLinks(ctx, c.Target.String())
	if err != nil {
		return nil, err
	}
	for _, t := range links {
		if l, err := signedlink.Of(t); err == nil {
			a.addLink(c, l)
		}
	}
	return &e, nil
}

// registered returns what the register knows of a target, or, where it knows that alone, of the server
// that it is a part of, and makes t that.
func registered(ctx context.Context, r *register.Register, t *exposure.Target) (register.Exposure, error) {
	e, err := r.Exposure(ctx, t.String())
	if !errors.Is(err, register.ErrUnknown) {
		return e, err
	}
	w := checks.Whole(*t)
	if e, err = r.Exposure(ctx, w.String()); err == nil {
		*t = w
	}
	return e, err
}

// whatAnswers finds what was found to answer at the address of t, which names no service,
// and makes t that.
func whatAnswers(ctx context.Context, r *register.Register, t *exposure.Target) (found register.Exposure, err error) {
	err = r.Exposures(ctx, register.Filter{}, func(e register.Exposure) error {
		other, err := exposure.ParseTarget(e.Target)
		if err == nil && other.Provider == exposure.Server && other.HostPort() == t.HostPort() && found.Target == "" {
			found, *t = e, other
		}
		return nil
	})
	if err == nil && found.Target == "" {
		err = register.ErrUnknown
	}
	return found, err
}
