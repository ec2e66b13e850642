package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/extract"
)

// fake puts a tesseract that does what script says in front of the real one. It may
// name itself by $MARK.
func fake(t *testing.T, script string) (r *Reader, mark string) {
	t.Helper()
	dir := t.TempDir()
	mark = fmt.Sprintf("99%d", time.Now().UnixNano())
	text := fmt.Sprintf(`#!/bin/sh
case $1 in
--version) echo "tesseract 5.0.0"; exit ;;
--list-langs) echo 'List of available languages in "%s" (1):'; echo eng; exit ;;
esac
MARK=%s
head() { printf '1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t\n'; }
word() { printf '5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t96\t%%s\n' "$1"; }
%s
`, dir, mark, script)
	for name, data := range map[string]string{"tesseract": text, "eng.traineddata": "data"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	return reader(t), mark
}

// running are the processes whose command line has a mark.
func running(t *testing.T, mark string) (n int) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if line, err := os.ReadFile(f); err == nil && bytes.Contains(line, []byte(mark)) {
			n++
		}
	}
	return n
}

// until waits for something that is sure to come.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for begun := time.Now(); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > 2*time.Minute {
			t.Fatalf("%s: not in two minutes", what)
		}
	}
}

// gone waits for the processes of a mark to end.
func gone(t *testing.T, mark string) {
	t.Helper()
	until(t, "no process is left", func() bool { return running(t, mark) == 0 })
}

func picture() extract.Picture {
	return extract.Picture{Body: strings.NewReader(strings.Repeat("P5 and so on", 1<<20)), Width: 100, Height: 100}
}

func TestHostileChildren(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		hangs  bool // and ends by the limit of time alone
		want   exposure.Reason
	}{
		"hangs":        {`exec sleep $MARK`, true, exposure.NotReadTimeout},
		"hangs twice":  {`sleep $MARK & sleep $MARK`, true, ""}, // without root's rights it may start nothing
		"is killed":    {`kill -TERM $$; exit 1`, false, ""},
		"fails":        {`exit 1`, false, exposure.NotReadBroken},
		"says nothing": {`exit 0`, false, exposure.NotReadBroken},
		"says rubbish": {`echo level; echo rubbish; exit 0`, false, exposure.NotReadBroken},
		"is endless":   {`while :; do head; done`, false, exposure.NotReadBytes},
		"spins":        {`while :; do :; done`, true, exposure.NotReadTimeout},
		"writes":       {`echo secret >x && head && exit; exit 1`, false, exposure.NotReadBroken},
		"wants memory": {`x=$(printf %1000d 1); while :; do x=$x$x; done`, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, mark := fake(t, c.script)
			if c.hangs {
				r.wallLimit = 700 * time.Millisecond
			}
			_, err := r.ReadPicture(context.Background(), picture())
			var n *extract.NotSeen
			if !errors.As(err, &n) || c.want != "" && n.Reason != c.want {
				t.Errorf("%v, want %q", err, c.want)
			}
			gone(t, mark)
		})
	}
}

// TestCancelledChild: a child that is no longer wanted is gone when that is told.
func TestCancelledChild(t *testing.T) {
	r, mark := fake(t, `exec sleep $MARK`)
	for range 5 {
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error)
		go func() { _, err := r.ReadPicture(ctx, picture()); ended <- err }()
		until(t, "the child runs", func() bool { return running(t, mark) > 0 })
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Fatalf("%v, want context.Canceled", err)
		}
		if n := running(t, mark); n > 0 {
			t.Errorf("%d processes are left", n)
		}
	}
}

// TestConfined: what a child sees of the world once it has read something.
func TestConfined(t *testing.T) {
	t.Setenv("HEMOSTAT_SECRET", "s3cret")
	r, _ := fake(t, `read -r first # there is nothing to read before the limits hold
head
for f in *; do word "file:$f"; done
while read -r line; do case $line in *:*) word "net:${line%%:*}" ;; esac; done </proc/net/dev
while read -r line; do word "$line"; done </proc/self/limits
IFS= read -r line </proc/self/environ; word "env:$line"
exit 0`)
	p := picture()
	p.Body = strings.NewReader("P5\n")
	seen, err := r.ReadPicture(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	for _, not := range []string{"s3cret", "HOME=", "net:eth", "net:en"} {
		if not = strings.TrimSpace(not); strings.Contains(seen.Text, not) && (r.child.flags != 0 || !strings.HasPrefix(not, "net:")) {
			t.Errorf("it sees %q:\n%s", not, seen.Text)
		}
	}
	for _, want := range []string{"file:*", "OMP_THREAD_LIMIT=1", "LANG=C.UTF-8"} {
		if !strings.Contains(seen.Text, want) {
			t.Errorf("no %q in\n%s", want, seen.Text)
		}
	}
	fields := strings.Join(strings.Fields(seen.Text), " ")
	for _, want := range []string{"Max core file size 0 0", "Max file size 0 0", "Max open files 32 32", "Max processes 1 1",
		"Max cpu time 300 300", fmt.Sprintf("Max address space %d %[1]d", int64(memoryLimit))} {
		if !strings.Contains(fields, want) {
			t.Errorf("no limit %q in\n%s", want, fields)
		}
	}
}

// TestOrphans: where the program is killed, its children end.
func TestOrphans(t *testing.T) {
	const child = "HEMOSTAT_TEST_ORPHANS"
	if os.Getenv(child) != "" {
		r, mark := fake(t, `exec sleep $MARK`)
		fmt.Println("mark", mark)
		r.ReadPicture(context.Background(), picture())
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestOrphans$", "-test.v")
	cmd.Env = append(os.Environ(), child+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	var mark string
	buf := make([]byte, 1<<10)
	for said := ""; mark == ""; {
		n, err := out.Read(buf)
		said += string(buf[:n])
		if _, after, ok := strings.Cut(said, "mark "); ok && strings.Contains(after, "\n") {
			mark, _, _ = strings.Cut(after, "\n")
		} else if err != nil {
			t.Fatal(err)
		}
	}
	until(t, "the child runs", func() bool { return running(t, mark) > 0 })
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	gone(t, mark)
}
