package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/seal"
)

// registerName is what the key of the register is called.
const registerName = "register"

// registerKeys is where the key of the register lives.
func (a *app) registerKeys() seal.Keys { return seal.Keys{Dir: filepath.Join(a.keyDir, registerName)} }

type protectFlags struct {
	passphrase     bool
	recipients     []string
	none           bool
	passphraseFile string
}

func (a *app) keyProtectCommand() *cobra.Command {
	var o protectFlags
	cmd := &cobra.Command{
		Use:   "protect CAMPAIGN|register",
		Short: "Protect a key by a passphrase or to age recipients, or no more",
		Long: `Protect writes the file of a campaign's key, or of the register's, anew under another protection. The key
stays the same. From then on each command that opens it asks for the passphrase on the terminal, or takes
it from --passphrase-file, or the identity from --identity; one file of either serves for campaign and
register alike, where a command opens both.

What the disk, backups and exports keep of the old file still opens without it.`,
		Example: `  hemostat key protect register --protect-passphrase
  hemostat key protect register --protect-recipient age1…
  hemostat key protect contosobackup-q3 --unprotected --passphrase-file old.txt`,
		Args:              takes(1, 1, "a campaign, or register"),
		ValidArgsFunction: a.complete,
		RunE:              func(_ *cobra.Command, args []string) error { return a.protectKey(args[0], &o) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.passphrase, "protect-passphrase", false, "by a passphrase")
	f.StringSliceVar(&o.recipients, "protect-recipient", nil, "to an age recipient; may be repeated")
	f.BoolVar(&o.none, "unprotected", false, "by the file's permissions alone")
	f.StringVar(&o.passphraseFile, "new-passphrase-file", "", "file with the new passphrase; without it the terminal is asked")
	return cmd
}

func (a *app) protectKey(name string, o *protectFlags) error {
	ways := 0
	for _, way := range []bool{o.passphrase, len(o.recipients) > 0, o.none} {
		if way {
			ways++
		}
	}
	if ways != 1 {
		return usageError{errors.New("say how, by one of --protect-passphrase, --protect-recipient and --unprotected")}
	}
	keys := a.registerKeys()
	entry, err := keys.Find(registerName)
	if name != registerName {
		keys = a.keys()
		entry, err = a.find(name)
	}
	if errors.Is(err, seal.ErrNoKey) && name == registerName {
		return usageError{errors.New("there is no register here yet: `hemostat probe` makes one")}
	}
	if err != nil {
		return err
	}
	p, err := a.newProtection(o)
	if err != nil {
		return err
	}
	defer clear(p.Passphrase)
	if entry, err = keys.Protect(entry.ID, a.unlock, p); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "Key %s of %s is %s in %s. Copies of the old file are as they were.\n", entry.Fingerprint, entry.Label, protectionText(entry.Protection), entry.Path)
	return nil
}

// newProtection reads how a key is to be protected from now on. --passphrase-file is of the old one.
func (a *app) newProtection(o *protectFlags) (seal.Protection, error) {
	if !o.passphrase || o.passphraseFile == "" {
		old := a.passphraseFile
		a.passphraseFile = ""
		defer func() { a.passphraseFile = old }()
		return a.protection(o.passphrase, o.recipients)
	}
	text, err := os.ReadFile(o.passphraseFile)
	if err != nil {
		return seal.Protection{}, usageError{fmt.Errorf("new passphrase: %w", err)}
	}
	text = bytes.TrimRight(text, "\r\n")
	if len(text) == 0 {
		return seal.Protection{}, usageError{errors.New("the passphrase is empty")}
	}
	return seal.Protection{Passphrase: text}, nil
}
