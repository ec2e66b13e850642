package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
)

// A probeBench measures verdicts: over names that are guessed at a provider on loopback, and
// over a network of which a few ports answer, beside nmap, which looks at the same ports.
type probeBench struct {
	out    io.Writer
	binary string
	dir    string
	names  int
}

// The words that names are made from. They are companies that vendors invented.
var benchWords = strings.Fields(`contoso northwind fabrikam adatum litware tailspin wingtip proseware lucerne margie fourthcoffee graphicdesign humongous
	trey woodgrove alpine blueyonder coho consolidated fineartschool southridge vanarsdel relecloud bellows munson nodpublishers bestforyou firstup lamna
	liberty oliver thephone weyland zava adventureworks citypower`)

// bucketState says what a bucket of the provider on loopback is, by its name alone: of a thousand
// three are open to listing, twelve private, the others not there.
func bucketState(name string) int {
	h := fnv.New32a()
	h.Write([]byte(name))
	switch n := h.Sum32() % 1000; {
	case n < 3:
		return http.StatusOK
	case n < 15:
		return http.StatusForbidden
	}
	return http.StatusNotFound
}

func serveBuckets(w http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	state := bucketState(name)
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(state)
	if r.Method == http.MethodHead {
		return
	}
	switch state {
	case http.StatusOK:
		io.WriteString(w, "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>")
	case http.StatusForbidden:
		io.WriteString(w, "<Error><Code>AccessDenied</Code></Error>")
	default:
		io.WriteString(w, "<Error><Code>NoSuchBucket</Code></Error>")
	}
}

func (b *probeBench) run() error {
	table := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\ttargets\ts\ttargets/s\tCPU s\tpeak RSS MB\tfound\tof")
	if err := b.guessed(table); err != nil {
		return err
	}
	if err := b.network(table); err != nil {
		return err
	}
	return table.Flush()
}

func (b *probeBench) row(table io.Writer, what string, targets int, r run, found, of int) {
	fmt.Fprintf(table, "%s\t%d\t%.1f\t%.0f\t%.1f\t%d\t%d\t%d\n", what, targets, r.wall.Seconds(), float64(targets)/r.wall.Seconds(), r.cpu.Seconds(), r.resident>>20, found, of)
}

// guessed asks a provider on loopback for names.
func (b *probeBench) guessed(table io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	go http.Serve(l, http.HandlerFunc(serveBuckets))
	scope := filepath.Join(b.dir, "scope.toml")
	text := fmt.Sprintf("version = 1\nwords = [\"%s\"]\n[[grant]]\ntargets = [\"s3+http://%s/**\"]\nbasis = \"owner\"\nsigned_off_by = \"bench\"\nuntil = 2099-01-01\ndepth = \"probe\"\ndiscover = true\nrequests_per_second = 1000000\n",
		strings.Join(benchWords, `", "`), l.Addr())
	if err := os.WriteFile(scope, []byte(text), 0o600); err != nil {
		return err
	}
	h := hemostat{b.binary, b.dir}
	guess := fmt.Sprint("--guess=", b.names)
	names, err := h.command("discover", "--scope", scope, guess, "--dry-run").Output()
	if err != nil {
		return fmt.Errorf("candidates: %w", err)
	}
	open, asked := 0, 0
	err = eachJSON(names, func(line struct{ Target string }) {
		asked++
		if bucketState(line.Target[strings.LastIndexByte(line.Target, '/')+1:]) == http.StatusOK {
			open++
		}
	})
	if err != nil {
		return err
	}
	found, r, err := b.count(h.command("discover", "--scope", scope, guess))
	if err != nil {
		return err
	}
	b.row(table, "names at a provider on loopback", asked, r, found, open)
	return nil
}

// network asks 4,096 addresses for the ports of all services, of which eight answer.
func (b *probeBench) network(table io.Writer) error {
	const open = 8
	args := []string{"--port", "6379", "--save", "", "--appendonly", "no", "--protected-mode", "no", "--dir", b.dir, "--bind"}
	for i := range open {
		args = append(args, fmt.Sprintf("127.0.%d.%d", 64+i, i+1))
	}
	redis := exec.Command("redis-server", args...)
	if err := redis.Start(); err != nil {
		return fmt.Errorf("a real server to be found: %w: sh test/apt.sh redis-server", err)
	}
	defer func() {
		redis.Process.Kill()
		redis.Wait()
	}()
	if err := answers("127.0.64.1:6379"); err != nil {
		return err
	}
	const addresses, ports = 4096, "2375,2379,3306,5432,5984,6379,8086,8123,8500,9042,9092,9200,11211,15672,27017"
	targets := addresses * (strings.Count(ports, ",") + 1)
	h := hemostat{b.binary, b.dir}
	found, r, err := b.count(h.command("probe", "tcp://127.0.64.0/20:"+ports))
	if err != nil {
		return err
	}
	b.row(table, "ports of 4,096 addresses, all checks", targets, r, found, open)
	if _, err := exec.LookPath("nmap"); err != nil {
		return fmt.Errorf("nmap is not installed: sh test/apt.sh nmap")
	}
	var out bytes.Buffer
	cmd := exec.Command("nmap", "-n", "-Pn", "-sT", "-T5", "--min-rate", "10000", "-p", ports, "--open", "--script", "redis-info", "127.0.64.0/20")
	cmd.Stdout = &out
	if r, err = measure(cmd); err != nil {
		return fmt.Errorf("nmap: %w", err)
	}
	b.row(table, "the same by nmap with redis-info", targets, r, strings.Count(out.String(), "redis-info:"), open)
	return nil
}

// answers waits until a server listens.
func answers(address string) error {
	for range 200 {
		if c, err := net.Dial("tcp", address); err == nil {
			return c.Close()
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Errorf("no server listens at %s", address)
}

// count runs hemostat and counts the lines of what is exposed.
func (b *probeBench) count(cmd *exec.Cmd) (exposed int, r run, err error) {
	var out bytes.Buffer
	cmd.Stdout = &out
	if r, err = measure(cmd); err != nil {
		return 0, r, err
	}
	if r.exit != 3 {
		return 0, r, fmt.Errorf("%s ended with %d", strings.Join(cmd.Args, " "), r.exit)
	}
	err = eachJSON(out.Bytes(), func(line struct{ Exposed bool }) {
		if line.Exposed {
			exposed++
		}
	})
	return exposed, r, err
}

func eachJSON[T any](text []byte, visit func(T)) error {
	for line := range bytes.Lines(text) {
		var v T
		if err := json.Unmarshal(line, &v); err != nil {
			return err
		}
		visit(v)
	}
	return nil
}
