package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
)

// takes holds a command to a number of arguments, least to most, which words name.
func takes(least, most int, words string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && len(args) <= most {
			return nil
		}
		return takesError(cmd, words)
	}
}

// takesError says what a command takes, with the first of its examples.
func takesError(cmd *cobra.Command, words string) error {
	text := cmd.CommandPath() + " takes " + words
	if example, _, _ := strings.Cut(strings.TrimSpace(cmd.Example), "\n"); example != "" {
		text += ", such as `" + example + "`"
	}
	return usageError{fmt.Errorf("%s; see `%s --help`", text, cmd.CommandPath())}
}

// many is more arguments than there are.
const many = 1 << 30

var (
	nothing     = takes(0, 0, "no arguments")
	oneCampaign = takes(1, 1, "one campaign")
)

// noSuch refuses what is no subcommand.
func noSuch(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return noCommand(cmd, args[0])
}

// noCommand says that a command has no such subcommand, and which is meant perhaps.
func noCommand(cmd *cobra.Command, name string) error {
	text := fmt.Sprintf("there is no command %q", strings.TrimPrefix(cmd.CommandPath()+" "+name, cmd.Root().Name()+" "))
	if cmd.SuggestionsMinimumDistance <= 0 {
		cmd.SuggestionsMinimumDistance = 2
	}
	var meant []string
	for _, s := range cmd.SuggestionsFor(name) {
		meant = append(meant, fmt.Sprintf("%q", s))
	}
	if len(meant) > 0 {
		text += ": did you mean " + strings.Join(meant, " or ") + "?"
	} else {
		text += ":"
	}
	return usageError{fmt.Errorf("%s `%s --help` lists them", text, cmd.CommandPath())}
}

// cobraError puts an error of cobra's own in our words.
func cobraError(root *cobra.Command, err error) error {
	var name string
	if n, _ := fmt.Sscanf(err.Error(), "unknown command %q", &name); n == 1 {
		return noCommand(root, name)
	}
	return usageError{err}
}

// flagError ends errors of flags with where the flags are told.
func flagError(cmd *cobra.Command, err error) error {
	return usageError{fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())}
}

// offer lets the shell complete a flag that takes one of some words.
func offer(cmd *cobra.Command, flag string, words ...string) {
	complete := cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err) // there is no such flag
	}
}

// offerList lets the shell complete a flag that takes some of some words, which
// commas part.
func offerList(cmd *cobra.Command, flag string, words ...string) {
	complete := func(_ *cobra.Command, _ []string, begun string) (list []string, _ cobra.ShellCompDirective) {
		before := begun[:strings.LastIndexByte(begun, ',')+1]
		for _, w := range words {
			if !strings.Contains(","+before, ","+w+",") {
				list = append(list, before+w)
			}
		}
		return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err) // there is no such flag
	}
}

// completeTarget offers how targets begin; what is none of these is a path.
func completeTarget(_ *cobra.Command, _ []string, begun string) (list []string, _ cobra.ShellCompDirective) {
	for _, form := range []string{"az://", "s3://", "gs://", "https://", "file:///"} {
		if strings.HasPrefix(form, begun) {
			list = append(list, form)
		}
	}
	return list, cobra.ShellCompDirectiveNoSpace
}

// kindNames are the names of all kinds.
func kindNames() (names []string) {
	for _, k := range exposure.Kinds() {
		names = append(names, k.String())
	}
	return names
}

// completeThen offers campaigns for the first argument and words for the second.
func (a *app) completeThen(words ...string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 1 {
			return words, cobra.ShellCompDirectiveNoFileComp
		}
		return a.complete(cmd, args, begun)
	}
}

// basisNames are the four bases.
var basisNames = []string{string(exposure.Owner), string(exposure.Contract), string(exposure.Statute), string(exposure.Finder)}

// checkWorkers refuses a number of workers that none can be; 0 is a command's own choice.
func checkWorkers(n int) error {
	if n < 0 || n > maxWorkers {
		return usageError{fmt.Errorf("--workers %d: want a number from 1 to %d, or 0 for the default", n, maxWorkers)}
	}
	return nil
}

// maxWorkers is more than any machine has use for: each waits for an answer, or computes.
const maxWorkers = 4096
