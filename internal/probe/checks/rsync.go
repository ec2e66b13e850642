package checks

import (
	"context"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe"
)

// rsync asks a daemon of rsync for its modules.
type rsync struct{}

// Info implements [probe.Check].
func (rsync) Info() probe.Info {
	return probe.Info{
		Name: "rsync", Service: "rsync", Providers: []exposure.Provider{exposure.Server}, Rights: serverRights(), Parts: true,
		Asks:   "#list, then the name of each module that it lists, up to the answer whether a password is wanted; nothing of a module is asked for",
		Source: "rsync's csprotocol.txt; man 5 rsyncd.conf",
	}
}

// maxModules is how many modules are asked one by one whether they want a password.
const maxModules = 20

// rsyncGreeting is the version that is spoken: with 30 no digests are named.
const rsyncGreeting = "@RSYNCD: 30.0\n"

// Ask implements [probe.Check].
func (rsync) Ask(ctx context.Context, s *probe.Session) error {
	return plainThenTLS(ctx, s, func(ctx context.Context, c *probe.Conn) error {
		modules, err := rsyncModules(ctx, s, c)
		if err != nil {
			return err
		}
		if named := s.Target.Container; named != "" {
			modules = []string{named}
		}
		if len(modules) > maxModules {
			s.Note("of %d modules %d were asked whether they want a password", len(modules), maxModules)
			modules = modules[:maxModules]
		}
		for _, m := range modules {
			if err := over(ctx, s, c.Secured(), func(ctx context.Context, c *probe.Conn) error { return rsyncModule(ctx, s, c, m) }); err != nil {
				return err
			}
			if s.Verdict(exposure.RightRead) == exposure.Open {
				return nil
			}
		}
		return nil
	})
}

// rsyncHello exchanges versions.
func rsyncHello(ctx context.Context, c *probe.Conn) (version string, err error) {
	_, err = c.Exchange(ctx, "rsync greeting", []byte(rsyncGreeting), func() (string, error) {
		line, err := readLine(c)
		if err != nil {
			return "", err
		}
		rest, ok := strings.CutPrefix(line, "@RSYNCD: ")
		version, _, _ = strings.Cut(rest, " ")
		if !ok || version == "" || strings.Trim(version, "0123456789.") != "" {
			return "", errProtocol
		}
		return "a version", nil
	})
	return version, err
}

// maxRsyncLines bounds what is read of one answer: words of welcome, then modules.
const maxRsyncLines = 2000

// rsyncModules tells the modules that are listed, and returns their names.
func rsyncModules(ctx context.Context, s *probe.Session, c *probe.Conn) (modules []string, err error) {
	version, err := rsyncHello(ctx, c)
	if err != nil {
		return nil, err
	}
	s.Exists(probe.Exists)
	s.Runs("rsync daemon, protocol " + version)
	refused := ""
	e, err := c.Exchange(ctx, "rsync #list", []byte("#list\n"), func() (string, error) {
		for range maxRsyncLines {
			line, err := readAnyLine(c, longestLine)
			if err != nil {
				return "", err
			}
			name, _, isModule := strings.Cut(line, "\t") // name, tab, comment; words of welcome have no tab
			switch {
			case line == "@RSYNCD: EXIT":
				return itoa(len(modules)) + " modules", nil
			case strings.HasPrefix(line, "@ERROR"):
				refused = line
				return "an error", nil
			case isModule:
				modules = append(modules, strings.TrimRight(name, " "))
			}
		}
		return "", errProtocol
	})
	if err != nil {
		return nil, err
	}
	list := probe.Open("%s listed to whoever gave no password", count(len(modules), "module"))
	switch {
	case refused != "":
		list = rsyncRefusal(refused)
		s.Told(exposure.RightRead, list, e)
	case len(modules) == 0:
		list = probe.Doubt("it lists no module; one that is not listed can be there under its name")
		s.Told(exposure.RightRead, list, e)
	}
	s.Told(exposure.RightList, list, e)
	s.Told(exposure.RightMetadata, list, e)
	if s.Depth >= exposure.List {
		for _, m := range modules {
			s.Holds(probe.Part{Kind: "module", Name: m, Count: -1, Bytes: -1})
		}
	}
	return modules, nil
}

// rsyncModule asks for one module, up to the answer to its name.
func rsyncModule(ctx context.Context, s *probe.Session, c *probe.Conn, name string) error {
	if strings.ContainsAny(name, "\r\n\x00") {
		return nil
	}
	if _, err := rsyncHello(ctx, c); err != nil {
		return err
	}
	var j probe.Judged
	e, err := c.Exchange(ctx, "rsync the name of a module", []byte(name+"\n"), func() (string, error) {
		for range maxRsyncLines {
			line, err := readAnyLine(c, longestLine)
			if err != nil {
				return "", err
			}
			switch {
			case line == "@RSYNCD: OK":
				j = probe.Open("a module was opened to whoever gave no password")
				return "OK", nil
			case strings.HasPrefix(line, "@RSYNCD: AUTHREQD "):
				j = probe.Closed("AUTHREQD: it wants a user and a password")
				return "AUTHREQD", nil
			case strings.HasPrefix(line, "@ERROR"):
				j = rsyncRefusal(line)
				return "an error", nil
			}
		}
		return "", errProtocol
	})
	if err != nil {
		return err
	}
	s.Told(exposure.RightRead, j, e)
	return nil
}

func rsyncRefusal(line string) probe.Judged {
	switch {
	case strings.HasPrefix(line, "@ERROR: access denied"):
		return probe.Closed("access denied from here")
	case strings.HasPrefix(line, "@ERROR: Unknown module"): // so it answers for one that may not be seen from here, too
		return probe.Closed("unknown module: there is none of this name, or not for whoever asks from here")
	}
	return probe.Doubt("an error that does not tell whether a password is wanted")
}
