package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/statement"
	"github.com/hemostat/hemostat/internal/sweep"
)

func (a *app) verifyStatementCommand() *cobra.Command {
	var key string
	cmd := &cobra.Command{
		Use:   "verify-statement FILE",
		Short: "Check a signed statement of closure that somebody handed you",
		Long: `Verify-statement checks the signature of a statement of closure against the public key of who issued it,
and prints what it states. Get the key, or its fingerprint, by another way than the statement came.

The file is a DSSE envelope with an ed25519 signature: other tools check it too.`,
		Example: `  hemostat verify-statement closure.json --key issuer.pem`,
		Args:    takes(1, 1, "one file"),
		RunE: func(_ *cobra.Command, args []string) error {
			if key == "" {
				return usageError{fmt.Errorf("--key is missing: the issuer's public key, which `hemostat key statement` prints there")}
			}
			text, err := os.ReadFile(args[0])
			if err != nil {
				return usageError{fmt.Errorf("statement: %w", err)}
			}
			public, err := os.ReadFile(key)
			if err != nil {
				return usageError{fmt.Errorf("key: %w", err)}
			}
			c, err := statement.Verify(text, public)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			fingerprint, err := statement.Fingerprint(public)
			if err != nil {
				return err
			}
			if a.json {
				return writeJSON(a.stdout, verifiedStatement{c, fingerprint})
			}
			return a.statementText(c, fingerprint)
		},
	}
	cmd.Flags().StringVar(&key, "key", "", "file with the issuer's public key (PEM)")
	return cmd
}

// verifiedStatement is a statement whose signature holds, with the key that it holds by.
type verifiedStatement struct {
	statement.Closure
	Fingerprint string `json:"keyFingerprint"`
}

func (a *app) statementText(c statement.Closure, fingerprint string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "The signature holds, by the key with the fingerprint\n%s\nCompare it with what its owner told you by another way.\n\n%s\n  issued       %s by %s, with %s\n", fingerprint, sweep.OneLine(c.Target), clock(c.Issued), sweep.OneLine(c.IssuedBy), sweep.OneLine(c.Tool))
	for _, d := range c.Denials {
		from := strings.TrimPrefix(d.From, "through ") // as older versions wrote it
		fmt.Fprintf(&b, "  denied       from %s, %s: %s to %s\n", sweep.OneLine(from), amount(d.Rounds, "round", ""), clock(d.First), clock(d.Last))
		if len(d.Gone) > 0 {
			fmt.Fprintf(&b, "  gone         %s: what had been read there\n", sweep.OneLine(strings.Join(d.Gone, ", ")))
		}
	}
	for _, w := range c.Owner {
		fmt.Fprintf(&b, "  owner        %s, by %s, %s\n", sweep.OneLine(w.Word), sweep.OneLine(w.By), clock(w.At))
	}
	for _, x := range c.Retired {
		by := "by its own end"
		if x.By != "" {
			by = "by " + sweep.OneLine(x.By)
		}
		fmt.Fprintf(&b, "  retired      %s by %s: %s, %s, %s\n", sweep.OneLine(x.Right), sweep.OneLine(x.Access), sweep.OneLine(x.Reason), by, clock(x.At))
	}
	for _, edge := range []struct {
		word   string
		bounds []statement.Bound
	}{{"open from", c.Window.From}, {"open until", c.Window.To}} {
		for _, bound := range edge.bounds {
			fmt.Fprintf(&b, "  %-12s %s %s (%s)\n", edge.word, sweep.OneLine(bound.Bound), clock(bound.At), sweep.OneLine(bound.Source))
		}
	}
	fmt.Fprintf(&b, "  chain        %s\n\n%s\n%s\n", sweep.OneLine(c.ChainHead), sweep.OneLine(c.Says), sweep.OneLine(c.DoesNot))
	_, err := fmt.Fprint(a.stdout, b.String())
	return err
}

func (a *app) keyStatementCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "statement",
		Short:   "Print the public key by which others check your statements of closure",
		Example: "  hemostat key statement > our-key.pem",
		Args:    nothing,
		RunE: func(*cobra.Command, []string) error {
			s, err := statement.LoadSigner(a.keyDir)
			if err != nil {
				return err
			}
			text, err := s.Public()
			if err != nil {
				return err
			}
			a.note("fingerprint (SHA-256 of the key): %s", s.KeyID())
			_, err = a.stdout.Write(text)
			return err
		},
	}
}
