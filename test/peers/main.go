// Peers writes the examples of other secret scanners' rule tests as JSON, one
// object a line, for the engine to be measured on. It is a module of its own: none
// of theirs is in Hemostat's go.mod, and no line of theirs in this repository.
//
//	go run . >peers.json
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
)

// An Example is a text of a rule's test.
type Example struct {
	Peer     string // "gitleaks", "veles"
	Rule     string
	Text     string
	Secrets  []string `json:",omitempty"` // what is to be found in Text, as far as the test says it
	Path     string   `json:",omitempty"` // of the file in which Text stands, where the test says it
	Positive bool
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run() error {
	var all []Example
	for _, peer := range []struct {
		module string
		read   func(dir string) ([]Example, error)
	}{
		{"github.com/zricethezav/gitleaks/v8", gitleaks},
		{"github.com/google/osv-scalibr", veles},
	} {
		dir, err := download(peer.module)
		if err != nil {
			return err
		}
		examples, err := peer.read(dir)
		if err != nil {
			return fmt.Errorf("read the tests of %s: %w", peer.module, err)
		}
		all = append(all, examples...)
	}
	slices.SortFunc(all, func(a, b Example) int {
		return cmp.Or(cmp.Compare(a.Peer, b.Peer), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Text, b.Text), -cmp.Compare(bit(a.Positive), bit(b.Positive)))
	})
	all = slices.CompactFunc(all, func(a, b Example) bool {
		return a.Peer == b.Peer && a.Rule == b.Rule && a.Path == b.Path && a.Text == b.Text
	})
	w := json.NewEncoder(os.Stdout)
	w.SetEscapeHTML(false)
	for _, e := range all {
		if err := w.Encode(e); err != nil {
			return err
		}
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// download fetches one module in the version of go.mod, without its
// dependencies, checks it against go.sum, and returns its folder.
func download(module string) (string, error) {
	var file struct {
		Require []struct{ Path, Version string }
	}
	if err := goJSON(&file, "mod", "edit", "-json"); err != nil {
		return "", err
	}
	for _, r := range file.Require {
		if r.Path == module {
			var got struct{ Dir string }
			err := goJSON(&got, "mod", "download", "-json", module+"@"+r.Version)
			return got.Dir, err
		}
	}
	return "", fmt.Errorf("%s is not in go.mod", module)
}

func goJSON(v any, args ...string) error {
	out, err := command("", args...).Output()
	if err != nil {
		return fmt.Errorf("go %v: %w\n%s", args, err, out)
	}
	return json.NewDecoder(bytes.NewReader(out)).Decode(v)
}

func command(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	return cmd
}
