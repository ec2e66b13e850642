package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/respond/contact"
)

type contactFlags struct {
	scope     string
	language  string
	tlp       string
	out       string
	rdap      []string
	bootstrap []string
	address   string
}

func (a *app) contactCommand() *cobra.Command {
	var o contactFlags
	cmd := &cobra.Command{
		Use:   "contact TARGET|LINK",
		Short: "Say whom to tell of an open target, in order, and print a letter. It sends nothing",
		Long: `Contact says whom to tell of an open target, in order: who runs it by the scope; who its security.txt
names; the contact for abuse that registries have; the provider's abuse desk; the country's CERT. And it
prints a letter that is ready to be sent, marked by the Traffic Light Protocol 2.0: what was seen, when and
by which evidence; how it was found and on what basis; what was done and not done; what to do now.

The program sends nothing: no letter leaves by it, to nobody. A letter is for the owner of a target or its
provider, so that it is closed. Those whose data lay there are told after that, and not by this letter.
It never holds contents, values, a signature, the name of an object, or the name of anybody else. It tells
of what was probed: if you scanned the contents too, say so in it.

What is asked over the network: the security.txt of the target's own host, where a grant of the scope
covers that host; and registries by RDAP, where the scope names their hosts under [infrastructure]
(rdap = ["rdap.db.ripe.net:443"]) and --rdap or --rdap-bootstrap says which of them to ask. Otherwise the
address is printed for you to open.

Where the provider's desk or the CERT says "unsourced", nobody read its page for this program: open it
before you write.

Exit codes:
  0    printed
  1    an error
  2    wrong usage, or there is nothing yet to write a letter about`,
		Example: `  hemostat contact az://ACCOUNT/CONTAINER --scope scope.toml
  hemostat contact https://files.contoso.example/backup/ --scope scope.toml --language de -o letter.txt
  hemostat contact redis://192.0.2.7 --scope scope.toml --rdap https://rdap.db.ripe.net/ --tlp red`,
		Args:              takes(1, 1, "one target, or a signed link to it"),
		ValidArgsFunction: a.completeTargets,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.contact(cmd.Context(), args[0], &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.scope, "scope", "", "scope file with the grants and your contact")
	f.StringVar(&o.language, "language", "", "of the letter: "+strings.Join(contact.Languages(), ", ")+" (default: what the security.txt prefers, else en)")
	f.StringVar(&o.tlp, "tlp", string(contact.AmberStrict), "marking of the letter: "+strings.Join(contact.TLPs(), ", "))
	f.StringVarP(&o.out, "output", "o", "", "file to write the letter to, which must not be there yet")
	f.StringArrayVar(&o.rdap, "rdap", nil, "address of a server of RDAP whose host the scope names")
	f.StringArrayVar(&o.bootstrap, "rdap-bootstrap", nil, "your copy of IANA's dns.json, ipv4.json or ipv6.json, which says what server to ask")
	f.StringVar(&o.address, "address", "", "address at which the target's host stands, to ask whose network it is")
	offer(cmd, "language", contact.Languages()...)
	offer(cmd, "tlp", contact.TLPs()...)
	return cmd
}

func (a *app) contact(ctx context.Context, arg string, o *contactFlags) error {
	n, err := a.newNotice(ctx, arg, o)
	if err != nil {
		return err
	}
	if err := n.fetch(ctx); err != nil {
		return err
	}
	if err := n.registries(ctx); err != nil {
		return err
	}
	if n.Contacts, err = contact.Contacts(n.sources); err != nil {
		return err
	}
	n.unnamed()
	if o.language == "" {
		for _, t := range n.sources.Security {
			n.letter.Language = contact.Preferred(t.Languages)
		}
	}
	n.Language, n.TLP = n.letter.Language, n.letter.TLP.String()
	if n.letter.Known() {
		if n.Letter, err = n.letter.Text(); err != nil {
			return err
		}
	}
	if err := n.print(); err != nil {
		return err
	}
	return n.save()
}
