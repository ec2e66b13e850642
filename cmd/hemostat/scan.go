package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/detect"
	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
	"github.com/hemostat/hemostat/internal/campaign"
	"github.com/hemostat/hemostat/internal/catalog"
	"github.com/hemostat/hemostat/internal/inquiry"
	"github.com/hemostat/hemostat/internal/scan"
)

// scanFlags are the flags of `hemostat scan`.
type scanFlags struct {
	scope, campaign   string
	basis             exposure.Basis
	basisText         string
	basisGiven        bool
	workers           int
	include, exclude  []string
	own               []string
	estimate          bool
	egressPrice       float64
	versions          bool
	pageSize          int32
	credentials       string
	spoolLimit        int64
	protectPassphrase bool
	protectRecipients []string
	ocr               ocrFlags
	discovered        bool
}

func (a *app) scanCommand() *cobra.Command {
	var o scanFlags
	cmd := &cobra.Command{
		Use:   "scan TARGET...",
		Short: "Read what targets hold, and count it",
		Long: `Scan lists each target, reads its objects, those first whose names promise credentials,
customer lists and dumps, and counts what it finds. Several targets make one campaign.
Whatever ends a scan, the same command goes on where it was.

Targets:
  az://ACCOUNT/CONTAINER[/PREFIX]               Azure Blob Storage
  https://ACCOUNT.blob.core.windows.net/CONTAINER?SAS   the same, with a signature
  s3://BUCKET[/PREFIX]                          Amazon S3
  s3+https://HOST/BUCKET                        an S3-compatible service
  gs://BUCKET[/PREFIX]                          Google Cloud Storage; gs+http://HOST:PORT/BUCKET an emulator of it
  https://HOST/DIRECTORY/                       files behind a web server, by its directory listings; without the last slash one file
  web+http://HOST:PORT/DIRECTORY/               the same, at an address that could be an emulator's
  redis://HOST[:PORT][/0]  mongodb://HOST  elasticsearch://HOST  couchdb://HOST    keys, documents and files of a server that asks for no password
  postgres://HOST[:PORT][/DATABASE]  mysql://HOST                                  rows, where the grant names accounts: accounts = ["root"]
  http://127.0.0.1:10000/ACCOUNT/CONTAINER      an Azure emulator of this machine
  file:///FOLDER, or a path                     a copy on disk

A target in the network needs a grant: see ` + "`hemostat scope init`" + `. A folder or an emulator of this machine needs none, and is
read whole whatever the basis unless a grant of --scope covers it: it is here already, and the basis decides what is kept. (A port that
leads on to somebody else's service is no emulator: name that service, and its grant.) Requests are anonymous unless
--credentials names a file (mode 0600) with entries such as

  [[credential]]
  target = "az://contosobackup/*"
  kind = "shared-key"      # or sas; client-secret with tenant and id; access-key with id, region; token; service-account; anonymous
  secret = "..."

The secret of a token is the bearer token, that of a service-account the text of its key file, whose token_uri stands in the scope as
sign_in = ["oauth2.googleapis.com:443"]. The target is a glob and covers what lies below it. Where a file is named, each target in the network needs an entry.

Limits: contents over 16 MiB stream; archives and documents larger than that use an encrypted spool of
--spool-limit (nested ones of one object may exceed it together); at most 12 levels of nesting, 100,000 members and 200 times its size for a container.

` + ocrHelp + ` A campaign goes on only with the same tesseract, languages and data.

` + exitCodes,
		Example: `  hemostat scan az://contosobackup/q3 --scope scope.toml
  hemostat scan file:///evidence/copy --basis owner --own contoso.example
  hemostat scan http://127.0.0.1:10000/devstoreaccount1/backups
  hemostat scan s3://crm-dump az://contosobackup/q3 --scope scope.toml --campaign crm-incident
  hemostat scan https://files.contoso.example/backup/ --scope scope.toml
  hemostat scan az://contosobackup/q3 --scope scope.toml --estimate
  hemostat scan --discovered --scope scope.toml`,
		Args: func(cmd *cobra.Command, args []string) error {
			if o.discovered {
				return takes(0, many, "no targets with --discovered, or more of them")(cmd, args)
			}
			return targets(cmd, args)
		},
		ValidArgsFunction: completeTarget,
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if o.basis, err = exposure.ParseBasis(o.basisText); err != nil {
				return usageError{err}
			}
			o.basisGiven = cmd.Flags().Changed("basis")
			if err := o.check(); err != nil {
				return usageError{err}
			}
			if o.discovered {
				more, err := a.discoveredTargets(cmd.Context(), o.scope)
				if err != nil {
					return err
				}
				args = append(args, more...)
			}
			return a.scan(cmd.Context(), args, &o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.scope, "scope", "", "scope file with the grants")
	f.StringVar(&o.campaign, "campaign", "", "name of the campaign (default: made from the targets)")
	f.StringVar(&o.basisText, "basis", string(exposure.Finder), "basis for a folder or a loopback address: owner, contract, statute or finder")
	f.IntVar(&o.workers, "workers", 0, "objects read at a time (default: as many as processors)")
	f.StringArrayVar(&o.include, "include", nil, "read only names that match this glob; may be repeated")
	f.StringArrayVar(&o.exclude, "exclude", nil, "do not read names that match this glob; may be repeated")
	f.StringSliceVar(&o.own, "own", nil, "domains of the data's owner, which are no affected entity (besides those of the scope)")
	f.BoolVar(&o.estimate, "estimate", false, "list only, and say what a scan would read, take and cost")
	f.Float64Var(&o.egressPrice, "egress-price", 0.09, "for --estimate: price of a GB read out of the cloud")
	f.BoolVar(&o.versions, "versions", false, "list snapshots and older versions too")
	f.Int32Var(&o.pageSize, "page-size", 0, "objects asked for in one page of a listing (default: the most that the provider gives)")
	f.StringVar(&o.credentials, "credentials", "", "file of named credentials")
	f.Int64Var(&o.spoolLimit, "spool-limit", 16<<30, "bytes of encrypted temporary files")
	f.BoolVar(&o.protectPassphrase, "protect-passphrase", false, "protect a new campaign's key with a passphrase")
	f.StringSliceVar(&o.protectRecipients, "protect-recipient", nil, "protect a new campaign's key to an age recipient; may be repeated")
	f.BoolVar(&o.discovered, "discovered", false, "everything that was found open to listing and is shown to be yours, of what the scope lets be read")
	o.ocr.add(cmd)
	offer(cmd, "basis", basisNames...)
	return cmd
}

// check refuses what cannot be meant.
func (o *scanFlags) check() error {
	if err := checkWorkers(o.workers); err != nil {
		return err
	}
	if strings.ContainsAny(o.campaign, "/\\\x00\n") || strings.HasPrefix(o.campaign, ".") {
		return fmt.Errorf("--campaign %q: a name has no slash and begins with no dot", o.campaign)
	}
	for _, glob := range slices.Concat(o.include, o.exclude) {
		if _, err := path.Match(glob, ""); err != nil {
			return fmt.Errorf("%q is no glob: %w", glob, err)
		}
	}
	return nil
}

func targets(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usageError{errors.New("no target: name at least one, such as az://ACCOUNT/CONTAINER or file:///FOLDER")}
	}
	return nil
}

func (a *app) scan(ctx context.Context, args []string, o *scanFlags) error {
	p, err := a.planScan(ctx, args, o)
	if err != nil {
		return err
	}
	if o.estimate {
		return a.estimate(ctx, p, o)
	}
	engine, err := detect.New(detect.Options{})
	if err != nil {
		return err
	}
	pictures, err := a.pictures(ctx, &o.ocr)
	if err != nil {
		return err
	}
	if pictures != nil {
		defer pictures.Close()
	}
	c, resumed, err := a.openForScan(ctx, p, o, engine, pictures)
	if err != nil {
		return err
	}
	defer c.Close()
	spool := c.Spool(o.spoolLimit)
	extractor, err := extract.New(extract.Options{
		Spool:    extract.SpoolFunc(func() (extract.SpoolFile, error) { return spool.Create() }),
		Pictures: pictureReader(pictures),
	})
	if err != nil {
		return err
	}
	defer extractor.Close()
	if resumed {
		if err := a.goesOn(ctx, c); err != nil {
			return err
		}
	} else {
		a.note("Campaign %s (%s), basis %s", c.Properties.Label, c.ID, c.Properties.Basis)
	}
	if err := a.noteReading(ctx, c, p); err != nil {
		return err
	}
	return a.runScan(ctx, c, scan.Options{
		Campaign: c, Targets: p.targets, Engine: engine, Extractor: extractor, Workers: o.workers,
		Notify: func(target, trouble string) { a.log.Info(trouble, "target", target) },
		Trace:  func(target, trouble string) { a.log.Debug(trouble, "target", target) },
	}, engine)
}

// goesOn says that a campaign goes on, or that there is nothing to go on with.
func (a *app) goesOn(ctx context.Context, c *campaign.Campaign) error {
	p, err := c.Catalog.Progress(ctx)
	if err != nil {
		return err
	}
	if p.Done() {
		a.note("Campaign %s (%s) is complete already: what its targets hold now is not looked at again. Another --campaign does that.", c.Properties.Label, c.ID)
	} else {
		a.note("Campaign %s goes on (%s)", c.Properties.Label, c.ID)
	}
	return nil
}

// runScan scans, shows how it goes, answers other processes meanwhile, and
// makes the figures.
func (a *app) runScan(ctx context.Context, c *campaign.Campaign, o scan.Options, engine *detect.Engine) error {
	defer boundMemory(scanMemory)()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	drain, stopSoon := context.WithCancelCause(ctx)
	defer stopSoon(nil)
	defer a.onInterrupt(stopSoon, stop)()

	o.Meter = scan.NewMeter()
	answers := inquiry.New(c, ruleTitles(engine))
	started := a.now()
	answers.Running(func() inquiry.Live { return live(o.Meter, a.now()) }, o.Workers)
	server, err := answers.Serve(campaign.Socket(a.dataDir, c.ID))
	if err != nil {
		a.log.Warn("other commands cannot ask this scan", "error", err)
	} else {
		defer func() { server.CloseAfter(drain, lastAnswers) }()
	}
	if err := answers.Started(ctx, started); err != nil {
		return err
	}
	view := a.watch(o.Meter)
	result, err := scan.Run(ctx, drain, o)
	view.close()
	answers.Stopped()
	ended := inquiry.Ended{At: a.now(), Took: a.now().Sub(started), Complete: err == nil && result.Complete(), Stopped: err != nil || drain.Err() != nil}
	if endErr := answers.Ended(context.WithoutCancel(ctx), ended); endErr != nil {
		err = errors.Join(err, endErr)
	}
	if err != nil {
		return interrupted(ctx, err)
	}
	return interrupted(ctx, a.conclude(ctx, answers, result, drain.Err() != nil))
}

// lastAnswers is how long a scan that is complete waits for questions that it still answers.
const lastAnswers = time.Minute

// scanMemory is what the Go runtime is asked to stay below while a scan reads and
// makes its figures, in bytes. Buffers, the ledger's tables and caches come to about
// 250 MB, and left alone the collector would let garbage double that. It is a wish:
// figures over many millions of identities take what they need.
const scanMemory = 320 << 20

// fileMemory is the same for each file that is read at a time without a campaign: shared
// strings of a million rows take some 150 MB.
const fileMemory = 190 << 20

// boundMemory asks the Go runtime to stay below so many bytes, unless GOMEMLIMIT asks
// for less, until the returned function is called.
func boundMemory(limit int64) (release func()) {
	before := debug.SetMemoryLimit(-1)
	debug.SetMemoryLimit(min(before, limit))
	return func() { debug.SetMemoryLimit(before) }
}

// onInterrupt lets the first interrupt drain the scan and the second stop it,
// until the caller calls done.
func (a *app) onInterrupt(drain, stop context.CancelCauseFunc) (done func()) {
	var interrupts atomic.Int32
	handler := func() {
		if interrupts.Add(1) > 1 {
			stop(context.Canceled)
			return
		}
		a.note("Stopping after the objects that are being read; once more stops at once. Either way the same command goes on.")
		drain(scan.ErrDrained)
	}
	a.handler.Store(&handler)
	return func() { a.handler.Store(nil) }
}

// interrupted makes the operator's own interruption of an error that it caused.
func interrupted(ctx context.Context, err error) error {
	if ctx.Err() != nil && (errors.Is(err, context.Canceled) || catalog.Interrupted(err)) {
		return status(exitInterrupted)
	}
	return err
}
