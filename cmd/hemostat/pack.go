package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/disclose/pack"
	"github.com/hemostat/hemostat/internal/sealedzip"
)

// packFlags are those of packs.
type packFlags struct {
	output, all           string
	language, contact     string
	open, replace         bool
	reason, by            string
	recipient, passphrase string
	passphrases           string
}

func (a *app) packCommand() *cobra.Command {
	var o packFlags
	cmd := &cobra.Command{
		Use:   "pack CAMPAIGN ORGANISATION -o FILE | pack CAMPAIGN --all DIR",
		Short: "Make what an organisation is handed of its own part, sealed to it",
		Long: `Pack makes an archive for one organisation, or for each of them: a summary that is ready to be sent as a letter
(HTML and PDF), tables of what stood there of theirs, the documents that concern them by kind and date, what was done,
what to do now, what somebody could write to them now and to whom, and how it was counted. It is in the language of their country, or of --language: ` + strings.Join(pack.Languages(), ", ") + `.

No pack is made before it is shown that what was open is closed (` + "`hemostat verify`" + `) and a named person has approved
(` + "`hemostat pack approve`" + `, whose --although-open says why they are told before that), for what is read and decided now.
None holds where the data lay, nor the name of another organisation: document names are told word by word, of words that
name nobody else. What names others is withheld.

Values are masked. --open-values puts them in, under the owner's basis alone, with --reason and --by; each opening,
and each pack, stands in the chain of custody. Credentials stay masked: an account and its mask say which to change.

An archive is a ZIP under AES-256 (AE-2), which 7-Zip, WinZip and libarchive open, and a passphrase, which is printed
once: hand it over on another way. --pack-passphrase reads one from a file. --recipient seals to an age key instead.
A file that is there is not written over without --replace. With --all each has a passphrase of its own, and
--passphrases names the file that they are appended to.

--all goes on where it was, after a kill too: DIR/manifest.jsonl says what is made, with the SHA-256 of each.

Exit codes:
  0    made
  1    an error
  2    wrong usage; nobody has approved; or it is not shown to be closed`,
		Example: `  hemostat pack approve contosobackup-q3 --by "J. Doe, counsel" --reason "ticket 4711"
  hemostat pack contosobackup-q3 fabrikam.example -o fabrikam.zip --contact "Contoso privacy office, privacy@contoso.example"
  hemostat pack contosobackup-q3 --all packs --passphrases /media/safe/passphrases.csv
  hemostat pack contosobackup-q3 fabrikam.example -o fabrikam.zip.age --recipient age1…`,
		Args:              takes(1, 2, "a campaign and an organisation, or a campaign and --all"),
		ValidArgsFunction: a.complete,
	}
	f := cmd.Flags()
	f.StringVarP(&o.output, "output", "o", "", "file to write")
	f.BoolVar(&o.replace, "replace", false, "write over a file that is there: its passphrase opens nothing any more")
	f.StringVar(&o.all, "all", "", "make those of all organisations, in this folder")
	f.StringVar(&o.language, "language", "", "of the texts (default: that of the organisation's country, else en)")
	f.StringVar(&o.contact, "contact", "", "who sends it, for questions (default: a blank to be filled in)")
	f.BoolVar(&o.open, "open-values", false, "put in values, not masks; credentials stay masked")
	f.StringVar(&o.reason, "reason", "", "why values are opened")
	f.StringVar(&o.by, "by", "", "who makes it, and opens values, for the chain of custody")
	f.StringVar(&o.recipient, "recipient", "", "age recipient that it is sealed to, in place of a passphrase")
	f.StringVar(&o.passphrase, "pack-passphrase", "", "file with the passphrase of the pack, in its first line")
	f.StringVar(&o.passphrases, "passphrases", "", "with --all: file that passphrases are appended to, outside of DIR")
	offer(cmd, "language", pack.Languages()...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := o.check(args); err != nil {
			return usageError{err}
		}
		p, err := a.newPacking(cmd.Context(), args[0], &o)
		if err != nil {
			return err
		}
		defer p.done()
		if o.all != "" {
			return p.makeAll(cmd.Context())
		}
		return p.makeOne(cmd.Context(), args[1])
	}
	cmd.AddCommand(a.packApproveCommand())
	return cmd
}

func (o *packFlags) check(args []string) error {
	switch {
	case o.all == "" && len(args) < 2:
		return errors.New("for which organisation? Name one, or say --all DIR")
	case o.all != "" && len(args) > 1:
		return errors.New("--all makes the packs of all: name no organisation")
	case o.all == "" && o.output == "":
		return errors.New("-o is missing: a pack is not printed")
	case o.all != "" && o.output != "":
		return errors.New("--all names a folder: leave out -o")
	case o.all != "" && o.replace:
		return errors.New("--replace is that of -o: with --all, what is made already is kept")
	case o.recipient != "" && (o.passphrase != "" || o.passphrases != ""):
		return errors.New("what is sealed to an age recipient has no passphrase")
	case o.all != "" && o.passphrase != "":
		return errors.New("with --all each has a passphrase of its own: whoever had one for all would open all")
	case o.all != "" && o.recipient == "" && o.passphrases == "":
		return errors.New("with --all, --passphrases names the file that passphrases are appended to, outside of the folder")
	case o.all == "" && o.passphrases != "":
		return errors.New("--passphrases is that of --all")
	case o.language != "" && !slices.Contains(pack.Languages(), o.language):
		return fmt.Errorf("--language %s is none of %s", o.language, strings.Join(pack.Languages(), ", "))
	case o.open && strings.TrimSpace(o.reason) == "":
		return errors.New("values are opened for a reason: say it by --reason, it goes into the chain of custody")
	case o.open && strings.TrimSpace(o.by) == "":
		return errors.New("values are opened by somebody: say who by --by, it goes into the chain of custody")
	case !o.open && o.reason != "":
		return errors.New("--reason is that of --open-values")
	}
	return nil
}

// seal returns how packs are closed; a passphrase is that of one.
func (o *packFlags) seal() (s pack.Seal, made bool, err error) {
	switch {
	case o.recipient != "":
		recipient, err := age.ParseX25519Recipient(o.recipient)
		if err != nil {
			return s, false, usageError{errors.New("--recipient: want an age recipient, as age1…")}
		}
		return pack.Seal{Recipient: recipient}, false, nil
	case o.passphrase != "":
		text, err := os.ReadFile(o.passphrase)
		if err != nil {
			return s, false, usageError{fmt.Errorf("--pack-passphrase: %w", err)}
		}
		line, _, _ := strings.Cut(string(text), "\n")
		line = strings.TrimRight(line, "\r")
		if err := sealedzip.Strong(line); err != nil {
			return s, false, usageError{fmt.Errorf("--pack-passphrase %s: %w", o.passphrase, err)}
		}
		return pack.Seal{Passphrase: line}, false, nil
	}
	return pack.Seal{Passphrase: sealedzip.Passphrase()}, true, nil
}
