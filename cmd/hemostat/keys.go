package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"filippo.io/age"
	"golang.org/x/term"

	"github.com/hemostat/hemostat/internal/seal"
)

// unlock answers what a protected key asks for: from the files that the
// operator named, else from the terminal.
func (a *app) unlock(prompt string) (passphrase []byte, identities []age.Identity, err error) {
	if a.identityFile != "" {
		f, err := os.Open(a.identityFile)
		if err != nil {
			return nil, nil, fmt.Errorf("identity: %w", err)
		}
		defer f.Close()
		identities, err = age.ParseIdentities(f)
		if err != nil {
			return nil, nil, fmt.Errorf("identity %s: not a file of age identities", a.identityFile)
		}
		return nil, identities, nil
	}
	passphrase, err = a.passphrase(prompt)
	return passphrase, nil, err
}

// passphrase reads a passphrase from the file that the operator named, else
// from the terminal.
func (a *app) passphrase(prompt string) ([]byte, error) {
	if a.passphraseFile != "" {
		text, err := os.ReadFile(a.passphraseFile)
		if err != nil {
			return nil, fmt.Errorf("passphrase: %w", err)
		}
		return bytes.TrimRight(text, "\r\n"), nil
	}
	in, ok := a.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil, errors.New("the key is protected and there is no terminal to ask on: name --passphrase-file or --identity")
	}
	fmt.Fprint(a.stderr, prompt+": ")
	text, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(a.stderr)
	return text, err
}

// protection reads how a new key is to be protected.
func (a *app) protection(passphrase bool, recipients []string) (seal.Protection, error) {
	var p seal.Protection
	if passphrase && len(recipients) > 0 {
		return p, usageError{errors.New("--protect-passphrase and --protect-recipient exclude each other")}
	}
	for _, text := range recipients {
		r, err := age.ParseX25519Recipient(text)
		if err != nil {
			return p, usageError{fmt.Errorf("--protect-recipient %s: want an age recipient, age1…", text)}
		}
		p.Recipients = append(p.Recipients, r)
	}
	if !passphrase {
		return p, nil
	}
	text, err := a.passphrase("New passphrase")
	if err == nil && len(text) == 0 {
		err = usageError{errors.New("the passphrase is empty")}
	}
	p.Passphrase = text
	return p, err
}
