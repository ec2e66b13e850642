package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/respond/rotate"
)

// keysFlags are the flags of `hemostat keys`.
type keysFlags struct {
	state, owner string
	csv, names   bool
	breached     string
	limit        int
	by, reason   string
}

func (a *app) keysCommand() *cobra.Command {
	var o keysFlags
	cmd := &cobra.Command{
		Use:   "keys CAMPAIGN [set|own|undo FINGERPRINT ...]",
		Short: "List the credentials to rotate, first things first, and say what became of them",
		Long: `Keys lists the credentials that were found, one row each, in the order in which they are to be rotated: what
looks usable before what has ended, then by how far it reaches (cloud account, storage account, private key, database, container or
login, one service, session, one object, webhook), what it may do, whether it stands where anybody can read, and in how many
places. --json shows the number behind the order and its digits.

What belongs together is one row: identifier and secret, user and password, tenant, application and its secret, and the host and
database of a connection string. It is read during the scan, from the value and from the lines, URL or record in which it
stands. Nobody is asked: what was revoked long ago looks as if it were not. Names are masks; where the campaign keeps values (basis
owner) --names opens those of accounts, hosts, databases and users from the vault. No password or key is ever shown.

A password has a score from 0 to 4, made during the scan in the way of zxcvbn. --breached looks passwords up in your own copy of
Pwned Passwords, offline: a folder of ranges (00000.txt, ...) or one file of lines SHA-1:count in the order of the hashes. That needs the
vault too. Each opening is in the chain of custody.

  keys CAMPAIGN set FINGERPRINT open|rotated|false-alarm --by WHO --reason WHY
  keys CAMPAIGN own FINGERPRINT TEAM --by WHO --reason WHY      who is to rotate it
  keys CAMPAIGN undo FINGERPRINT --by WHO --reason WHY          take back the latest of these

The first eight digits of a fingerprint are enough. What was said is kept in a log that only grows, stands after another scan
of the campaign, and is in the report.

The keys that open campaigns are another matter: ` + "`hemostat key`" + `.

Exit codes: 0 listed or noted, 1 an error, 2 wrong usage.`,
		Example: `  hemostat keys contosobackup-q3
  hemostat keys contosobackup-q3 --state open --owner "Platform team" --csv > keys.csv
  hemostat keys contosobackup-q3 --names --breached pwned-passwords-ranges/ --by "J. Doe, CISO"
  hemostat keys contosobackup-q3 set 0a4f12bc rotated --by "J. Doe" --reason "regenerated, ticket 4711"`,
		Args: func(cmd *cobra.Command, args []string) error {
			if n := len(args); n == 1 || n > 1 && n == map[string]int{"set": 4, "own": 4, "undo": 3}[args[1]] {
				return nil
			}
			return takesError(cmd, "a campaign, and set, own or undo with a fingerprint and what is said of it")
		},
		ValidArgsFunction: a.completeThen("set", "own", "undo"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.markKey(cmd.Context(), args, &o)
			}
			return a.listKeys(cmd.Context(), args[0], &o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.state, "state", "", "only those that are open, rotated or false-alarm")
	f.StringVar(&o.owner, "owner", "", "only those of this owner; - for those that have none")
	f.BoolVar(&o.csv, "csv", false, "print a table for spreadsheets")
	f.BoolVar(&o.names, "names", false, "open accounts, hosts, databases and users from the vault (basis owner); logged")
	f.StringVar(&o.breached, "breached", "", "file or folder of Pwned Passwords in which passwords are looked up, offline (basis owner); logged")
	f.IntVar(&o.limit, "limit", 25, "credentials to show for people; --json and --csv give all")
	f.StringVar(&o.by, "by", "", "who says this, or asks for names")
	f.StringVar(&o.reason, "reason", "", "why")
	offer(cmd, "state", rotate.States()...)
	return cmd
}

func (a *app) markKey(ctx context.Context, args []string, o *keysFlags) error {
	m := catalog.Mark{Op: map[string]string{"set": rotate.OpState, "own": rotate.OpOwner, "undo": rotate.OpUndo}[args[1]], By: o.by, Reason: o.reason}
	if len(args) == 4 {
		m.Value = args[3]
	}
	if err := rotate.CheckMark(&m, nil); err != nil && m.Op != rotate.OpUndo {
		return usageError{err}
	}
	answers, done, err := a.ask(ctx, args[0])
	if err != nil {
		return err
	}
	defer done()
	state, err := answers.MarkKey(ctx, args[2], m)
	if err != nil {
		return err
	}
	if a.json {
		return writeJSON(a.stdout, state)
	}
	fmt.Fprintf(a.stdout, "%s: %s\n", args[2], markText(*state))
	return nil
}

func (a *app) listKeys(ctx context.Context, name string, o *keysFlags) error {
	switch {
	case o.state != "" && !slices.Contains(rotate.States(), o.state):
		return usageError{fmt.Errorf("--state %s: want one of %s", o.state, strings.Join(rotate.States(), ", "))}
	case o.limit < 1:
		return usageError{fmt.Errorf("--limit %d: want 1 or more", o.limit)}
	case o.csv && a.json:
		return usageError{fmt.Errorf("--csv and --json exclude each other")}
	case (o.names || o.breached != "") && o.by == "":
		return usageError{fmt.Errorf("opening values says who asks: --by")}
	case o.breached != "":
		path, err := filepath.Abs(o.breached) // another process may look it up
		if err != nil {
			return err
		}
		o.breached = path
	}
	answers, done, err := a.askForResults(ctx, name)
	if err != nil {
		return err
	}
	defer done()
	list, err := answers.Keys(ctx, inquiry.KeysQuestion{Names: o.names, Breached: o.breached, By: o.by})
	if err != nil {
		return err
	}
	list.Keep(func(k *rotate.Key) bool {
		return (o.state == "" || k.State.Word == o.state) && (o.owner == "" || strings.EqualFold(k.State.Owner, o.owner) || o.owner == "-" && k.State.Owner == "")
	})
	switch {
	case a.json:
		return writeJSON(a.stdout, list)
	case o.csv:
		return list.WriteCSV(rawWriter(a.stdout))
	}
	printKeys(a.stdout, list, o.limit)
	return nil
}

// printKeys prints the list for people.
func printKeys(w io.Writer, list *rotate.List, limit int) {
	fmt.Fprintln(w, keysHeadline(list))
	printReaches(w, list.Keys)
	for i := range list.Keys {
		if i == limit {
			fmt.Fprintf(w, "\nand %s more: --limit shows them, --json and --csv give all\n", countText(len(list.Keys)-i))
			break
		}
		printKey(w, i+1, &list.Keys[i])
	}
	fmt.Fprintln(w)
	left := uint64(0)
	for _, n := range list.LeftOut {
		left += n
	}
	if left > 0 {
		fmt.Fprintf(w, "Left out, since it opens nothing as it is: %s (placeholders, published test keys, hashes).\n", amount(left, "credential", ""))
	}
	for _, note := range list.Note {
		fmt.Fprintln(w, note)
	}
	fmt.Fprintln(w, "Nobody was asked: what was revoked already looks as if it were not. Names are masked unless --names opened them.")
}

// keysHeadline says how many credentials there are to rotate, and how many are not any more.
func keysHeadline(list *rotate.List) string {
	text := amount(list.Open, "credential", "") + " to rotate"
	if list.Done > 0 {
		text += fmt.Sprintf(", %s rotated or a false alarm", countText(list.Done))
	}
	if list.Ended > 0 {
		text += fmt.Sprintf(", %s that ended by their own words", countText(list.Ended))
	}
	if n := uint64(len(list.Keys)) + list.Cut; n < list.Total {
		text += fmt.Sprintf("; %s of these asked for", countText(len(list.Keys)))
	}
	return text
}

// printReaches counts the listed keys by how far they reach, the farthest first.
func printReaches(w io.Writer, keys []rotate.Key) {
	type row struct{ open, usable, all int }
	rows := map[rotate.Reach]*row{}
	for _, k := range keys {
		r := rows[k.Reach]
		if r == nil {
			r = &row{}
			rows[k.Reach] = r
		}
		r.all++
		if k.State.Word == rotate.Open {
			r.open++
			if k.Life == rotate.Usable {
				r.usable++
			}
		}
	}
	order := slices.SortedFunc(maps.Keys(rows), func(a, b rotate.Reach) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(a.Words, b.Words))
	})
	for _, reach := range order {
		r := rows[reach]
		fmt.Fprintf(w, "  %6s  %s: %s open, of which %s\n", countText(r.all), reach.Words, countText(r.open), amount(r.usable, "looks usable", "look usable"))
	}
}

func printKey(w io.Writer, n int, k *rotate.Key) {
	fmt.Fprintf(w, "\n%3d. %s  %s  %s  %s\n", n, k.Title, k.Masked, k.Fingerprint[:12], markText(k.State))
	line := func(label, format string, args ...any) {
		fmt.Fprintf(w, "     %-7s %s\n", label, oneRow(fmt.Sprintf(format, args...)))
	}
	line("opens", "%s", k.Opens())
	var names []string
	for _, x := range k.Names {
		names = append(names, x.Role+" "+x.Shown())
	}
	if len(names) > 0 {
		line("with", "%s", strings.Join(names, ", "))
	}
	for _, d := range k.Order {
		if d.What == "life" || d.What == "power" && d.Digit != 2 || d.What == "exposed" && d.Digit == 1 {
			line(d.What, "%s", d.Why)
		}
	}
	if p := k.Password; p != nil {
		line("secret", "%s", passwordText(p))
	}
	line("stands", "in %s, %s", amount(k.Ways, "place", ""), amount(k.Contents, "content", "different contents"))
	for _, place := range k.Places[:min(len(k.Places), placesOfKey)] {
		line("", "%s", place)
	}
	if k.Advice != "" {
		line("do", "%s", k.Advice)
	}
}

// placesOfKey is how many places of a credential are printed; --json gives all that are
// kept.
const placesOfKey = 3

func passwordText(p *rotate.Password) string {
	text := "password: " + p.Words
	if p.Score != nil {
		text += fmt.Sprintf(" (%d of 4)", *p.Score)
	}
	if p.Users > 1 {
		text += fmt.Sprintf("; it stands with %d different users, hosts or databases", p.Users)
	}
	switch {
	case p.Breached == nil:
	case *p.Breached == 0:
		text += "; not in the list of breached passwords"
	default:
		text += fmt.Sprintf("; in the list of breached passwords, %s times", countText(*p.Breached))
	}
	return text
}

func markText(s rotate.State) string {
	text := s.Word
	if s.By != "" {
		text += " (" + s.By
		if s.At != nil {
			text += ", " + s.At.Format("2006-01-02 15:04")
		}
		text += ": " + s.Reason + ")"
	}
	if s.Owner != "" {
		text += ", for " + s.Owner
	}
	return text
}
