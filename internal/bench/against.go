package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// rounds is how often two programs are compared.
const rounds = 6

// against runs two builds of the program at the same time, each on a processor of its
// own, and swaps the processors each round: what else the machine does takes from
// both alike. It prints CPU seconds and their ratio.
func (b *bench) against(old string) error {
	var err error
	if b.dir, err = os.MkdirTemp(b.dir, "hemostat-against-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	w, err := b.written("mixed", b.mb)
	if err != nil {
		return err
	}
	for _, what := range []struct {
		name string
		args func(home string) []string
	}{
		{"scan of a folder", func(home string) []string {
			return []string{"--json", "--quiet", "--data-dir", filepath.Join(home, "data"), "--key-dir", filepath.Join(home, "keys"), "scan", "file://" + w.dir, "--basis", "finder"}
		}},
		{"detect", func(string) []string { return []string{"--quiet", "detect", "--json", w.dir} }},
		{"detect --kinds secret", func(string) []string { return []string{"--quiet", "detect", "--kinds", "secret", "--json", w.dir} }},
	} {
		var all, least [2]time.Duration // of the old and the new program
		for round := range rounds {
			took, err := b.pair([2]string{old, b.binary}, round, what.args)
			if err != nil {
				return fmt.Errorf("%s: %w", what.name, err)
			}
			for i, t := range took {
				if all[i] += t; least[i] == 0 || t < least[i] {
					least[i] = t
				}
			}
		}
		fmt.Fprintf(b.out, "%-22s old %6.2f CPU s, new %6.2f, new/old %.2f; of the best %.2f\n", what.name,
			all[0].Seconds(), all[1].Seconds(), all[1].Seconds()/all[0].Seconds(), least[1].Seconds()/least[0].Seconds())
	}
	return nil
}

// pair runs both programs once, and returns their CPU time.
func (b *bench) pair(programs [2]string, round int, args func(home string) []string) (took [2]time.Duration, err error) {
	var running [2]*exec.Cmd
	for i, program := range programs {
		home := filepath.Join(b.dir, strconv.Itoa(i))
		defer os.RemoveAll(home)
		core := strconv.Itoa((i + round) % 2)
		running[i] = exec.Command("taskset", append([]string{"-c", core, program}, args(home)...)...)
		running[i].Env = append(os.Environ(), "GOMAXPROCS=1")
		if err := running[i].Start(); err != nil {
			return took, err
		}
	}
	for i, cmd := range running {
		if err := cmd.Wait(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 3 {
			return took, fmt.Errorf("%s: %w", programs[i], err)
		}
		took[i] = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	return took, nil
}
