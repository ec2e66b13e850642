package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/hemostat/hemostat/internal/leak"
	"github.com/hemostat/hemostat/internal/leak/blobserver"
)

// demoFlags are the flags of `hemostat demo`.
type demoFlags struct {
	options leak.Options
	output  string
	keep    bool
}

func (a *app) demoCommand() *cobra.Command {
	var o demoFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "The whole story on a synthetic leak, on this machine alone",
		Long: `Demo makes a synthetic leak whose truth is known, serves it on loopback as a container that anybody
can read, scans it through the real Azure source, kills that scan and resumes it, and prints what
a naive count claims beside mentions, distinct and resolved figures and the truth. It explains one merge,
replays the figures and writes the report.

Everything is invented. The campaign lives in a temporary folder and is removed unless --keep is given.
It exits 0 where the figures agree with themselves.`,
		Example: `  hemostat demo
  hemostat demo --objects 20000 --entities 65000 --output report.html
  hemostat demo --keep --data-dir /tmp/demo --key-dir /tmp/demo-keys`,
		Args: nothing,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), &o) },
	}
	f := cmd.Flags()
	f.IntVar(&o.options.Objects, "objects", 6000, "objects of the leak, 50 to 10,000,000")
	f.IntVar(&o.options.Entities, "entities", 1500, "companies in it")
	f.IntVar(&o.options.Countries, "countries", 0, "countries in it (default: all that the entities fill, at most 111)")
	f.Uint64Var(&o.options.Seed, "seed", 2022, "another seed makes another leak")
	f.Int64Var(&o.options.Bytes, "bytes", 0, "size to reach with longer logs and dumps (default: as it comes)")
	f.StringVarP(&o.output, "output", "o", "hemostat-demo.html", "where the report is written")
	f.BoolVar(&o.keep, "keep", false, "keep the campaign in --data-dir")
	return cmd
}

// demo is the story, step by step.
func (a *app) demo(ctx context.Context, o *demoFlags) error {
	clean, err := a.demoFolders(o)
	if err != nil {
		return err
	}
	defer clean()
	l, err := leak.New(o.options)
	if err != nil {
		return usageError{err}
	}
	a.say("1. A synthetic leak of %s objects about invented companies, seed %d.", countText(l.Len()), l.Options().Seed)
	truth := l.Truth()
	a.say("   It holds %s: %s documents about %s companies in %d countries.", bytesText(int64(truth.Bytes)),
		countText(truth.Documents.Ways), countText(len(truth.Entities)), len(truth.Countries))
	server, err := blobserver.Serve(ctx, l)
	if err != nil {
		return err
	}
	defer server.Close()
	target := server.URL()
	a.say("2. It is served as a container that anybody can list and read: %s", target)

	d := demo{app: a, ctx: ctx, target: target}
	a.say("3. Scan, and kill -9 in the midst of it:")
	if err := d.scan(40); err != nil {
		return err
	}
	a.say("4. The same command again goes on with what was published before the kill; objects of which that was not so are read again:")
	if err := d.scan(101); err != nil {
		return err
	}
	return d.tell(o, truth)
}

// demoFolders puts the demo's campaign into folders of its own.
func (a *app) demoFolders(o *demoFlags) (clean func(), err error) {
	if o.keep {
		return func() {}, nil
	}
	dir, err := os.MkdirTemp("", "hemostat-demo-")
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	a.dataDir, a.keyDir = filepath.Join(dir, "data"), filepath.Join(dir, "keys")
	return func() {
		if err := os.RemoveAll(dir); err != nil {
			a.log.Warn("the demo's folder was not removed", "folder", dir, "error", err)
		}
	}, nil
}

func (a *app) say(format string, args ...any) {
	if !a.quiet {
		fmt.Fprintf(a.stdout, format+"\n", args...)
	}
}

// demoCampaign is what the demo's campaign is called.
const demoCampaign = "demo"

// demo is a demo that runs.
type demo struct {
	*app
	ctx    context.Context
	target string
}

// scan runs `hemostat scan` as a process of its own, and kills it once so many
// per cent of the bytes are done.
func (d *demo) scan(killAt int64) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	cmd := exec.CommandContext(d.ctx, self, "scan", d.target, "--campaign", demoCampaign, "--basis", "owner", "--own", leak.OwnerDomain,
		"--data-dir", d.dataDir, "--key-dir", d.keyDir, "--json")
	cmd.Stderr = rawWriter(d.stderr)
	events, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	// The child gets no interrupt of the terminal's: this process passes it on.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("demo: start the scan: %w", err)
	}
	killed, readErr := d.follow(events, killAt, cmd.Process)
	err = cmd.Wait()
	var exited *exec.ExitError
	switch {
	case killed:
		return nil
	case errors.As(err, &exited) && exited.ExitCode() == exitFindings && readErr == nil:
		return nil
	case err == nil:
		err = errors.New("it found nothing")
	}
	return errors.Join(fmt.Errorf("demo: the scan ended otherwise than it should: %w", err), readErr)
}

// progressLine is what the demo reads of the scan's events.
type progressLine struct {
	Event         string
	ObjectsListed int64
	BytesListed   int64
	BytesDone     int64
	ObjectsDone   int64
	ObjectsBefore int64
	Mentions      int64
	Listing       bool
}

func (d *demo) follow(events io.Reader, killAt int64, process *os.Process) (killed bool, err error) {
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, 1<<20)
	said := int64(-1)
	for lines.Scan() {
		var p progressLine
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return killed, fmt.Errorf("demo: the scan said what is no event: %w", err)
		}
		if p.Event != "progress" || p.BytesListed == 0 {
			continue
		}
		percent := 100 * p.BytesDone / p.BytesListed
		if percent == said {
			continue
		}
		said = percent
		d.say("   %3d %%  %s of %s objects, %s of %s, %s mentions%s", percent, countText(p.ObjectsDone), countText(p.ObjectsListed),
			bytesText(p.BytesDone), bytesText(p.BytesListed), countText(p.Mentions), inThisRun(p.ObjectsBefore))
		if percent >= killAt && !p.Listing && !killed {
			killed = true
			if err := process.Kill(); err != nil {
				return killed, err
			}
			d.say("   kill -9 %d", process.Pid)
		}
	}
	return killed, lines.Err()
}
