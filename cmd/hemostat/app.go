package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/seal"
)

// app is what all commands share.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	out            *outlet // behind stdout
	log            *slog.Logger
	now            func() time.Time

	dataDir, keyDir string
	passphraseFile  string
	identityFile    string
	json, quiet     bool
	verbose         bool
	gaps            map[exposure.Reason]int64
	began           bool // a command was found and its arguments were in order

	// handler is what an interrupt calls; nil: the command's context ends.
	handler atomic.Pointer[func()]
}

func newApp(stdin io.Reader, stdout, stderr io.Writer) *app {
	out := &outlet{to: stdout}
	a := &app{stdin: stdin, stdout: &visibleWriter{to: out}, out: out, stderr: &visibleWriter{to: stderr}, now: time.Now}
	a.setLog(slog.LevelWarn)
	return a
}

func (a *app) setLog(level slog.Level) {
	a.log = slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: level}))
}

// run executes one command line and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer a.interruptible(stop)()
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !a.began {
		err = cobraError(root, err)
	}
	lost, err := a.out.judge(err)
	for _, said := range []error{lost, err} {
		if message := errorText(said); message != "" {
			fmt.Fprintln(a.stderr, "hemostat: "+message)
		}
	}
	return exitCode(err)
}

// interruptible hands interrupts to the command's handler. Where it has none,
// the first ends its context and the second the program.
func (a *app) interruptible(stop context.CancelFunc) (done func()) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	ended := make(chan struct{})
	go func() {
		for n := 0; ; {
			select {
			case <-ended:
				return
			case <-signals:
			}
			if handler := a.handler.Load(); handler != nil {
				(*handler)()
				continue
			}
			if n++; n > 1 {
				os.Exit(exitInterrupted)
			}
			stop()
		}
	}()
	return func() { signal.Stop(signals); close(ended) }
}

// errorText returns what is printed for an error: one line, without the words
// that libraries repeat.
func errorText(err error) string {
	var s status
	switch {
	case err == nil || errors.As(err, &s):
		return ""
	case errors.Is(err, context.Canceled) && err.Error() == context.Canceled.Error(): // nothing to say but that
		return "interrupted"
	}
	return oneLine(err.Error())
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "hemostat",
		Short: "Find data left open to anyone, count it, and say whose it is",
		Long: `Hemostat reads what a cloud container, a bucket or a folder holds, works out
exactly what is in it and whose it is, and keeps every figure replayable.

Start with ` + "`hemostat demo`" + `: the whole story on a synthetic leak, on this machine alone.
Then: ` + "`hemostat scope init`, `hemostat scan`, `hemostat report`" + `.

` + exitCodes,
		Example: `  hemostat demo
  hemostat scope init --basis owner --by "J. Doe, CISO, ticket 4711" --until 2027-01-31 --depth read az://ACCOUNT/CONTAINER > scope.toml
  hemostat scan az://ACCOUNT/CONTAINER --scope scope.toml
  hemostat report ACCOUNT-CONTAINER --format html > report.html`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			a.began = true
			if a.verbose {
				a.setLog(slog.LevelDebug)
			}
			return a.folders()
		},
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&a.dataDir, "data-dir", "", "folder of the campaigns (default $XDG_DATA_HOME/hemostat)")
	flags.StringVar(&a.keyDir, "key-dir", "", "folder of the campaigns' keys, best on another medium (default $XDG_CONFIG_HOME/hemostat/keys)")
	flags.StringVar(&a.passphraseFile, "passphrase-file", "", "file with the passphrase of a protected key")
	flags.StringVar(&a.identityFile, "identity", "", "file with the age identity that opens a protected key")
	flags.BoolVar(&a.json, "json", false, "print JSON: one object a line for events and lists, one object for other results")
	flags.BoolVarP(&a.quiet, "quiet", "q", false, "print results and errors only")
	flags.BoolVar(&a.verbose, "verbose", false, "log what happens, to standard error")
	for _, g := range []struct {
		title    string
		commands []*cobra.Command
	}{
		{"Find it and prove it open:", []*cobra.Command{a.scopeCommand(), a.discoverCommand(), a.probeCommand(), a.exposuresCommand(), a.monitorCommand(), a.timelineCommand()}},
		{"What is in it, and whose:", []*cobra.Command{a.scanCommand(), a.statusCommand(), a.reportCommand(), a.explainCommand(), a.entitiesCommand(), a.peopleCommand(), a.unattributedCommand(), a.entityCommand(), a.compareCommand(), a.replayCommand()}},
		{"Tell those whose it is:", []*cobra.Command{a.notifyCommand(), a.packCommand()}},
		{"Get it closed, and prove that:", []*cobra.Command{a.containCommand(), a.keysCommand(), a.contactCommand(), a.verifyCommand(), a.agentCommand(), a.verifyStatementCommand()}},
		{"Custody:", []*cobra.Command{a.custodyCommand(), a.holdCommand(), a.keyCommand(), a.purgeCommand()}},
		{"Tools of their own:", []*cobra.Command{a.demoCommand(), a.detectCommand(), a.extractCommand(), a.rulesCommand(), a.versionCommand()}},
	} {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title})
		for _, c := range g.commands {
			c.GroupID = g.title
			root.AddCommand(c)
		}
	}
	root.AddCommand(exitCodesTopic(), allowListsTopic())
	return root
}

// exitCodesTopic is a page of help that is no command.
func exitCodesTopic() *cobra.Command {
	return &cobra.Command{Use: "exit-codes", Short: "What the exit codes mean", Long: exitCodes + "\n\nOf hemostat detect, which stores nothing and does not go on:\n\n" + detectCodes + "\n\nOf hemostat extract:\n\n" + extractCodes}
}

// allowListsTopic is another.
func allowListsTopic() *cobra.Command {
	return &cobra.Command{Use: "allow-lists", Short: "How to leave out what is known and accepted", Long: `hemostat detect --allow FILE leaves out what the file lists (TOML):

  [[allow]]
  rule = "aws-access-key-id"        # a rule's ID; any rule where it is left out
  path = "test/*"                   # of the file; * crosses no slash
  values = ["AKIAIOSFODNN7EXAMPLE"] # as they stand in the text
  form = "^test-"                   # of the value, a regular expression (RE2)
  reason = "keys of the vendor's documentation"

What agrees with every key of an entry is left out. An entry needs a reason, and rule, path, values or form.
Entries that matched nothing are told at the end, on standard error.
Such a file holds values: keep it as you keep them.`}
}

// folders fills in where data and keys live, by the XDG Base Directory
// Specification 0.8.
func (a *app) folders() (err error) {
	if a.dataDir == "" {
		if a.dataDir, err = base("XDG_DATA_HOME", ".local/share"); err != nil {
			return err
		}
	}
	if a.keyDir == "" {
		if a.keyDir, err = base("XDG_CONFIG_HOME", ".config"); err != nil {
			return err
		}
		a.keyDir = filepath.Join(a.keyDir, "keys")
	}
	if a.dataDir, err = filepath.Abs(a.dataDir); err != nil {
		return err
	}
	if a.keyDir, err = filepath.Abs(a.keyDir); err != nil {
		return err
	}
	if rel, err := filepath.Rel(a.dataDir, a.keyDir); err == nil && filepath.IsLocal(rel) {
		return usageError{fmt.Errorf("--key-dir %s lies within --data-dir: whoever takes the data takes its keys too; name a folder elsewhere, best on another medium", a.keyDir)}
	}
	return nil
}

func base(variable, fallback string) (string, error) {
	if dir := os.Getenv(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "hemostat"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", usageError{fmt.Errorf("there is no home folder: name --data-dir and --key-dir")}
	}
	return filepath.Join(home, filepath.FromSlash(fallback), "hemostat"), nil
}

func (a *app) keys() seal.Keys { return seal.Keys{Dir: a.keyDir} }

// note prints a line for a person, on standard error.
func (a *app) note(format string, args ...any) {
	if !a.quiet && !a.json {
		fmt.Fprintf(a.stderr, format+"\n", args...)
	}
}
