package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/detect"
)

func (a *app) rulesCommand() *cobra.Command {
	var o detectOptions
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "Show, test and begin rules of detection",
		Long: `Rules are data: TOML files, one a family. Each rule names its source, has a score, says what to do about a hit, and brings
examples of what it must find and must not. Rules of your own come beside the built-in ones with --rules, here and in hemostat detect.`,
		Example: `  hemostat rules list
  hemostat rules show aws-access-key-id
  hemostat rules new contoso-badge > contoso.toml
  hemostat rules test --rules contoso.toml
  hemostat rules lint --rules contoso.toml`,
		Args: noSuch,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringSliceVar(&o.rules, "rules", nil, "rule files of your own, or folders of them, beside the built-in ones")
	add := func(use, short string, args cobra.PositionalArgs, run func(e *detect.Engine, args []string) error) *cobra.Command {
		c := &cobra.Command{Use: use, Short: short, Args: args, ValidArgsFunction: cobra.NoFileCompletions,
			RunE: func(_ *cobra.Command, args []string) error {
				e, err := a.engine(&o)
				if err != nil {
					return err
				}
				return run(e, args)
			}}
		cmd.AddCommand(c)
		return c
	}
	add("list", "List the rules", nothing, func(e *detect.Engine, _ []string) error { return a.listRules(e) }).
		Example = "  hemostat rules list --json"
	show := add("show ID", "Show a rule with its source, advice and examples", takes(1, 1, "the ID of one rule"),
		func(e *detect.Engine, args []string) error { return a.showRule(e, args[0]) })
	show.Example = "  hemostat rules show storage-key"
	show.ValidArgsFunction = func(*cobra.Command, []string, string) (ids []string, _ cobra.ShellCompDirective) {
		if e, err := a.engine(&o); err == nil {
			for _, r := range e.Rules() {
				ids = append(ids, r.ID)
			}
		}
		return ids, cobra.ShellCompDirectiveNoFileComp
	}
	add("test", "Run every rule's own examples", nothing,
		func(e *detect.Engine, _ []string) error {
			return a.problems(e, e.Test(), o.rules, "examples come out", true)
		}).
		Example = "  hemostat rules test --rules contoso.toml"
	var notes bool
	lint := add("lint", "Find rules that are slow, overlap, or lack source or advice", nothing,
		func(e *detect.Engine, _ []string) error {
			return a.problems(e, e.Lint(), o.rules, "nothing to be mended", notes || a.verbose || a.json)
		})
	lint.Flags().BoolVar(&notes, "notes", false, "list the notes on built-in rules too")
	lint.Long = "Lint finds anchors that stand in every text, wide windows, rules that find the same, and sources and advice that are missing.\n" +
		"With --rules it speaks of those alone. Of the built-in ones, what has no public source, is long or begins in common letters is a note, and no failure."
	lint.Example = "  hemostat rules lint --rules contoso.toml"
	cmd.AddCommand(&cobra.Command{
		Use: "new ID", Short: "Print a rule file to begin with", Args: takes(1, 1, "the ID of the new rule"), ValidArgsFunction: cobra.NoFileCompletions,
		Example: "  hemostat rules new contoso-badge > contoso.toml",
		RunE: func(_ *cobra.Command, args []string) error {
			if strings.Trim(args[0], "-") == "" || strings.Trim(args[0], "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
				return usageError{errors.New("an ID is made of lower case letters, digits and '-'")}
			}
			_, err := io.WriteString(a.stdout, newRules(args[0]))
			return err
		},
	})
	return cmd
}

// A ruleView is a rule as --json prints it.
type ruleView struct {
	ID       string   `json:"id"`
	Kind     string   `json:"kind"`
	Title    string   `json:"title"`
	Source   string   `json:"source"`
	Score    int      `json:"score"`
	Class    string   `json:"class,omitempty"`
	Longest  int      `json:"longest"`
	Advice   string   `json:"advice,omitempty"`
	File     string   `json:"file"`
	Positive []string `json:"positive,omitempty"`
	Negative []string `json:"negative,omitempty"`
}

func viewOf(r *detect.Rule, examples bool) ruleView {
	v := ruleView{r.ID, r.Kind.String(), r.Title, r.Source, r.Score, string(r.Class), r.Longest, r.Advice, r.File, nil, nil}
	if !examples {
		return v
	}
	positive, negative := r.Examples()
	for _, x := range positive {
		v.Positive = append(v.Positive, exampleText(x))
	}
	for _, x := range negative {
		v.Negative = append(v.Negative, exampleText(x))
	}
	return v
}

// exampleText shows what of an example is found.
func exampleText(x detect.Example) string {
	s := x.Text
	if at := strings.Index(s, x.Want); at >= 0 && x.Want != "" {
		s = s[:at] + "«" + x.Want + "»" + s[at+len(x.Want):]
	}
	if x.Field != "" {
		s = x.Field + "¦" + s
	}
	return s
}

func (a *app) listRules(e *detect.Engine) error {
	rules := e.Rules()
	if a.json {
		list := make([]ruleView, 0, len(rules))
		for i := range rules {
			list = append(list, viewOf(&rules[i], false))
		}
		return writeJSON(a.stdout, list)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tKIND\tSCORE\tTITLE")
	for _, r := range rules {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", r.ID, r.Kind, r.Score, r.Title)
	}
	return w.Flush()
}

func (a *app) showRule(e *detect.Engine, id string) error {
	for _, r := range e.Rules() {
		if r.ID != id {
			continue
		}
		v := viewOf(&r, true)
		if a.json {
			return writeJSON(a.stdout, v)
		}
		fmt.Fprintf(a.stdout, "%s: %s\n  kind     %s\n  score    %d\n  source   %s\n  longest  %d bytes\n  file     %s\n", v.ID, v.Title, v.Kind, v.Score, v.Source, v.Longest, v.File)
		if v.Advice != "" {
			fmt.Fprintf(a.stdout, "  advice   %s\n", v.Advice)
		}
		for _, part := range []struct {
			title string
			list  []string
		}{{"finds", v.Positive}, {"does not find", v.Negative}} {
			fmt.Fprintf(a.stdout, "\n%s\n", part.title)
			for _, s := range part.list {
				fmt.Fprintf(a.stdout, "  %s\n", strings.ReplaceAll(s, "\n", "\n    "))
			}
		}
		return nil
	}
	return usageError{fmt.Errorf("there is no rule %q: `hemostat rules list` lists them", id)}
}

// problems prints what is wrong with rules, with the operator's own alone where
// there are any, and exits 1 where something is. Notes are printed or counted.
func (a *app) problems(e *detect.Engine, list []detect.Problem, own []string, none string, notes bool) error {
	builtin := func(file string) bool { return strings.HasPrefix(file, detect.BuiltinRules) }
	rules := e.Rules()
	if len(own) > 0 {
		list = slices.DeleteFunc(list, func(p detect.Problem) bool { return builtin(p.File) })
		rules = slices.DeleteFunc(rules, func(r detect.Rule) bool { return builtin(r.File) })
	}
	noted := int64(0)
	for _, p := range list {
		if p.Note {
			noted++
		}
	}
	wrong := int64(len(list)) - noted
	if !notes {
		list = slices.DeleteFunc(list, func(p detect.Problem) bool { return p.Note })
	}
	if err := a.printProblems(list); err != nil {
		return err
	}
	if wrong > 0 {
		return status(exitError)
	}
	text := numberOf(int64(len(rules)), "rule") + ": " + none
	if len(own) > 0 {
		text = oneRow(strings.Join(own, ", ")) + ": " + text
	}
	if noted > 0 {
		text += "; " + numberOf(noted, "note") + " on sources and speed"
		if !notes {
			text += ": --notes lists them"
		}
	}
	a.note("%s", text)
	return nil
}

func (a *app) printProblems(list []detect.Problem) error {
	if !a.json {
		for _, p := range list {
			what := strings.ReplaceAll(p.What, "\n", "\\n")
			if p.Note {
				what = "note: " + what
			}
			fmt.Fprintf(a.stdout, "%s: %s: %s\n", p.File, p.Rule, what)
		}
		return nil
	}
	type view struct {
		Rule string `json:"rule"`
		File string `json:"file"`
		What string `json:"what"`
		Note bool   `json:"note,omitempty"`
	}
	views := make([]view, 0, len(list))
	for _, p := range list {
		views = append(views, view(p))
	}
	return writeJSON(a.stdout, views)
}

// newRules returns a rule file to begin with.
func newRules(id string) string {
	words := strings.Join(strings.FieldsFunc(id, func(r rune) bool { return r == '-' }), " ")
	title := strings.ToUpper(words[:min(1, len(words))]) + words[min(1, len(words)):]
	prefix := strings.ReplaceAll(words, " ", "_") + "_"
	return strings.NewReplacer("{ID}", id, "{TITLE}", title, "{PREFIX}", prefix, "{UPPER}", strings.ToUpper(strings.TrimSuffix(prefix, "_")),
		"{CHANGE}", detect.Placeholder, "{LONGEST}", strconv.Itoa(len(prefix)+24+16), "{KINDS}", strings.Join(kindNames(), ", ")).Replace(newRuleFile)
}

const newRuleFile = `# Rules of our own: hemostat detect --rules THIS_FILE
# Try it with: hemostat rules test --rules THIS_FILE
# hemostat rules lint --rules THIS_FILE says what is still to be written: all that says {CHANGE}.

[[rule]]
id = "{ID}"
kind = "secret"            # {KINDS}; see hemostat detect --help
title = "{TITLE}"
source = "{CHANGE}: the page that says the form, https://..."
score = 90                 # 90 and above: hardly a doubt; 70 to 89: form and context agree; 50 to 69: plausible
longest = {LONGEST}               # bytes that a match takes at most
advice = "{CHANGE}: what to do about a hit, and where."
anchors = ["{PREFIX}"]      # literals of at least two bytes, better of four; the token goes on from there
charset = "alnum"          # alnum, hex, lowerhex, digits, upper, lower, base32, base64, base64url, ...
length = [24, 24]          # of what follows the anchor
# entropy = 300            # least entropy in hundredths of a bit a byte
# context = ["word"]       # one of these words must stand nearby
# near = 96                # how many bytes before or after
positive = [               # what it must find stands in guillemets; {{alnum 24}} are random characters
  "token: «{PREFIX}{{alnum 24}}»",
  "{UPPER}=«{PREFIX}{{alnum 24}}»\n",
  "\"«{PREFIX}{{alnum 24}}»\"",
]
negative = [
  "{PREFIX}{{alnum 23}}",
  "{PREFIX}{{alnum 25}}",
  "the prefix {PREFIX} alone",
]
`
