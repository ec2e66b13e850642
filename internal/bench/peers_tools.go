package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// A tool is a program that is measured.
type tool struct {
	name    string
	binary  string
	args    func(dir, report string) []string
	stdout  bool                                        // the report is what it prints
	exits   []int                                       // exit codes beside 0 that are no fault
	read    func(dir, report string) ([]finding, error) // nil where it looks for no credentials
	count   func(dir, report string) (int, error)       // of e-mail addresses, where it looks for these
	secrets bool                                        // a peer in looking for credentials
	had     string                                      // how to have it
}

// mailPattern is what people search addresses with.
const mailPattern = `[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`

// tools are those that are measured. cat is first: it fills the page cache.
func (b *peersBench) tools() []tool {
	peer := func(name string) string { return filepath.Join(b.binaries, name) }
	build := "sh test/bench-peers.sh builds it; what it printed says why it could not"
	leaks := func(name string) tool {
		return tool{name: name, binary: peer(name), secrets: true, had: build,
			args: func(dir, report string) []string {
				return []string{"dir", "--no-banner", "--no-color", "--log-level", "error", "--exit-code", "0", "--report-format", "json", "--report-path", report, dir}
			},
			read: readGitleaks}
	}
	ours := func(name string, args ...string) tool {
		return tool{name: name, binary: b.hemostat, stdout: true, exits: []int{3}, had: "go build -o bin/hemostat ./cmd/hemostat",
			args: func(dir, _ string) []string { return append(append([]string{"--json", "detect"}, args...), dir) }}
	}
	everything, secrets, mail := ours("hemostat detect"), ours("hemostat detect --kinds secret", "--kinds", "secret"), ours("hemostat detect --kinds email", "--kinds", "email")
	everything.read, secrets.read = readOurs, readOurs
	everything.count, mail.count = countOurs, countOurs
	return []tool{
		{name: "cat FILES | wc -c", binary: "sh", stdout: true, args: func(dir, _ string) []string {
			return []string{"-c", `find "$1" -type f -print0 | xargs -0 cat | wc -c`, "sh", dir}
		}},
		{name: "ripgrep, an e-mail pattern", binary: "rg", stdout: true, count: countLines, had: "apt-get install ripgrep",
			args: func(dir, _ string) []string { return []string{"--no-config", "-uuu", "-o", "-e", mailPattern, dir} }},
		everything, secrets, mail,
		leaks("betterleaks"),
		{name: "trufflehog", binary: peer("trufflehog"), secrets: true, stdout: true, had: build, read: readTrufflehog,
			args: func(dir, _ string) []string {
				return []string{"filesystem", "--no-verification", "--no-update", "--json", "--log-level=-1", dir}
			}},
		leaks("gitleaks"),
	}
}

// below is the name of a file below the folder of the corpus.
func below(dir, path string) string {
	name, err := filepath.Rel(dir, path)
	if err != nil {
		return path
	}
	return name
}

// readGitleaks reads the report of gitleaks or betterleaks.
func readGitleaks(dir, report string) (all []finding, err error) {
	data, err := os.ReadFile(report)
	if err != nil {
		return nil, err
	}
	var list []struct {
		RuleID, Secret, File string
		StartLine            int64
		RequiredSets         []struct{ Components []struct{ Secret string } } // what belongs to it: the key of an id
	}
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", report, err)
	}
	for _, f := range list {
		values := []string{f.Secret}
		for _, set := range f.RequiredSets {
			for _, component := range set.Components {
				values = append(values, component.Secret)
			}
		}
		all = append(all, finding{below(dir, f.File), f.RuleID, f.StartLine, values})
	}
	return all, nil
}

// readTrufflehog reads one object a line. What it calls RawV2 is the id and the
// secret of a pair, one behind the other.
func readTrufflehog(dir, report string) (all []finding, err error) {
	err = eachLine(report, func(line []byte) error {
		var f struct {
			DetectorName, Raw, RawV2 string
			SourceMetadata           struct {
				Data struct {
					Filesystem struct {
						File string
						Line int64
					}
				}
			}
		}
		if err := json.Unmarshal(line, &f); err != nil {
			return err
		}
		values := []string{f.Raw}
		if f.RawV2 != "" {
			values = append(values, f.RawV2)
			if n := len(f.Raw); len(f.RawV2) > n && f.RawV2[:n] == f.Raw {
				values = append(values, f.RawV2[n:], f.RawV2[n+1:])
			}
		}
		at := f.SourceMetadata.Data.Filesystem
		if at.File != "" {
			all = append(all, finding{below(dir, at.File), f.DetectorName, at.Line, values})
		}
		return nil
	})
	return all, err
}

func eachLine(path string, do func(line []byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		if err := do(lines.Bytes()); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return lines.Err()
}

func countLines(_, report string) (n int, err error) {
	err = eachLine(report, func([]byte) error { n++; return nil })
	return n, err
}
