package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/campaign"
)

func (a *app) holdCommand() *cobra.Command {
	var lift bool
	var by, reason string
	cmd := &cobra.Command{
		Use:   "hold CAMPAIGN",
		Short: "Block the deletion of a campaign, or lift that",
		Long:  "A hold blocks purge until it is lifted. Both are in the chain of custody, with who and why.",
		Example: `  hemostat hold contosobackup-q3 --by "J. Doe, legal" --reason "litigation 12/2026"
  hemostat hold contosobackup-q3 --lift --by "J. Doe, legal" --reason "settled"`,
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			if by == "" || reason == "" {
				return usageError{errors.New("a hold says who and why: --by and --reason")}
			}
			return a.hold(cmd.Context(), args[0], !lift, by, reason)
		},
	}
	cmd.Flags().BoolVar(&lift, "lift", false, "lift the hold")
	cmd.Flags().StringVar(&by, "by", "", "who decides this")
	cmd.Flags().StringVar(&reason, "reason", "", "why")
	return cmd
}

// hold also binds a campaign that is being scanned: the scan notes it then.
func (a *app) hold(ctx context.Context, name string, held bool, by, reason string) error {
	entry, err := a.find(name)
	if err != nil {
		return err
	}
	answers, done, err := a.ask(ctx, entry.ID)
	if err != nil {
		return err
	}
	defer done()
	dir := campaign.Dir(a.dataDir, entry.ID)
	if now, err := campaign.Held(dir); err != nil {
		return err
	} else if !held && !now {
		return usageError{fmt.Errorf("%s is not on hold", entry.Label)}
	}
	word := map[bool]string{true: "held", false: "lifted"}[held]
	record := func() error { return answers.Record(ctx, word, by, reason) }
	bind := func() error { return campaign.Hold(dir, held) }
	steps := []func() error{bind, record}
	if !held { // what fails half-way leaves the campaign held
		steps = []func() error{record, bind}
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stdout, "%s: %s\n", entry.Label, word)
	return nil
}

func (a *app) keyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "List, export, import and protect the keys of campaigns",
		Long: `This is about the keys that open campaigns. Credentials that were found, and are to be rotated,
are listed by ` + "`hemostat keys CAMPAIGN`" + `.

Each campaign has one key, in a file of its own apart from the data, and so has the register of what was
probed. Whoever has both reads the campaign; without the key nobody does.`,
		Args: noSuch,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var output string
	var force bool
	export := &cobra.Command{
		Use:               "export CAMPAIGN",
		Short:             "Write a campaign's key file, as it is protected",
		Example:           "  hemostat key export contosobackup-q3 -o /media/safe/contosobackup-q3.key",
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.exportKey(cmd.Context(), args[0], output, force)
		},
	}
	export.Flags().StringVarP(&output, "output", "o", "", "file to write, readable by its owner alone")
	export.Flags().BoolVar(&force, "force", false, "overwrite the file where there is one")
	cmd.AddCommand(a.keyStatementCommand(), a.keyProtectCommand(), export, &cobra.Command{
		Use:     "import FILE",
		Short:   "Bring a key file back",
		Example: "  hemostat key import /media/safe/contosobackup-q3.key",
		Args:    takes(1, 1, "one key file"),
		RunE: func(_ *cobra.Command, args []string) error {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return usageError{fmt.Errorf("key file to bring back: %w", err)}
			}
			entry, err := a.keys().Import(text)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stdout, "%s (%s): key %s is in %s\n", entry.Label, entry.ID, entry.Fingerprint, entry.Path)
			return nil
		},
	}, &cobra.Command{
		Use:   "list",
		Short: "List the keys that are here",
		Args:  nothing,
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.listCampaigns(cmd.Context(), false) },
	})
	return cmd
}

func (a *app) exportKey(ctx context.Context, name, output string, force bool) error {
	if output == "" {
		return usageError{errors.New("-o is missing: a key is not printed; name a file on a medium apart from the data")}
	}
	entry, err := a.find(name)
	if err != nil {
		return err
	}
	// It may be the only copy of another key.
	if info, err := os.Stat(output); err == nil && info.Mode().IsRegular() && !force {
		return usageError{fmt.Errorf("%s is there already: name another file, or overwrite it with --force", output)}
	}
	text, err := a.keys().Export(entry.ID)
	if err != nil {
		return err
	}
	defer clear(text)
	answers, done, err := a.ask(ctx, entry.ID)
	if err != nil {
		return err
	}
	defer done()
	err = writeFile(output,
		func(w io.Writer) error { _, err := w.Write(text); return err },
		func() error { return answers.Record(ctx, "exported", "", "the campaign's key, "+entry.Fingerprint) })
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "Key %s of %s is in %s. Whoever has it and the data reads the campaign.\n", entry.Fingerprint, entry.Label, output)
	return nil
}

func (a *app) purgeCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "purge CAMPAIGN",
		Short: "Destroy a campaign's key, and remove its data",
		Long: `Purge destroys the key, after which nothing of the campaign opens any more, and removes its folder.
It says which key it destroyed and what it cannot reach. A hold blocks it.`,
		Example:           "  hemostat purge contosobackup-q3 --yes",
		Args:              oneCampaign,
		ValidArgsFunction: a.complete,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.purge(args[0], yes)
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do it; without this flag, say what would be done")
	return cmd
}

func (a *app) purge(name string, yes bool) error {
	entry, err := a.find(name)
	if err != nil {
		return err
	}
	dir := campaign.Dir(a.dataDir, entry.ID)
	held, err := campaign.Held(dir)
	if err != nil {
		return err
	}
	if held {
		return fmt.Errorf("%s is on hold: lift it first with `hemostat hold %s --lift --by WHO --reason WHY`", entry.Label, entry.Label)
	}
	if !yes {
		return usageError{fmt.Errorf("this would destroy key %s in %s and remove %s; say --yes to do it", entry.Fingerprint, entry.Path, dir)}
	}
	destroyed := false
	destroy := func() error {
		_, err := a.keys().Destroy(entry.ID)
		destroyed = err == nil
		return err
	}
	removed := fmt.Sprintf("Removed %s.", dir)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		removed = fmt.Sprintf("There was no data of it in %s.", a.dataDir)
		if err := destroy(); err != nil {
			return err
		}
	} else if err := campaign.Remove(dir, destroy); err != nil {
		if destroyed {
			return fmt.Errorf("purge %s: key %s is destroyed, so nothing of it opens; removing %s failed: %w", entry.Label, entry.Fingerprint, dir, err)
		}
		return fmt.Errorf("purge %s: nothing was destroyed: %w", entry.Label, err)
	}
	fmt.Fprintf(a.stdout, `Destroyed key %s of %s (%s).
%s
Not reached, if there are any: copies of the key that were exported, backups and snapshots of either folder,
blocks that the disk keeps of deleted files, reports and exports that were written elsewhere.
`, entry.Fingerprint, entry.Label, entry.Path, removed)
	return nil
}
