package redis_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/probe/probetest"
	"github.com/hemostat/hemostat/source"
	"github.com/hemostat/hemostat/source/redis"
	"github.com/hemostat/hemostat/source/sourcetest"
)

func server(t testing.TB, more ...string) string {
	return probetest.Start(t, probetest.Program{Name: "redis-server", Package: "redis-server", Args: func(port int, dir string) []string {
		return append([]string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "no"}, more...)
	}})
}

// owner is the other side: whoever runs the server.
type owner struct {
	address  string
	database int
}

func newStore(t testing.TB) sourcetest.Store { return &owner{address: server(t)} }

// tell sends commands and wants none of them refused.
func (s *owner) tell(t testing.TB, commands ...[]string) (answers []string) {
	t.Helper()
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	in := bufio.NewReader(c)
	for _, command := range append([][]string{{"SELECT", strconv.Itoa(s.database)}}, commands...) {
		fmt.Fprintf(c, "*%d\r\n", len(command))
		for _, word := range command {
			fmt.Fprintf(c, "$%d\r\n%s\r\n", len(word), word)
		}
		line, err := in.ReadString('\n')
		if err != nil || strings.HasPrefix(line, "-") {
			t.Fatalf("%.40q was answered by %q, %v", command, line, err)
		}
		if n, err := strconv.Atoi(strings.TrimSpace(line[1:])); line[0] == '$' && err == nil && n >= 0 {
			body := make([]byte, n+2)
			io.ReadFull(in, body)
			line = string(body[:n])
		}
		answers = append(answers, line)
	}
	return answers
}

func (s *owner) Put(t testing.TB, name string, data []byte) {
	s.tell(t, []string{"SET", name, string(data)})
}
func (s *owner) Remove(t testing.TB, name string) { s.tell(t, []string{"DEL", name}) }
func (s *owner) Holds(string) bool                { return true }
func (s *owner) Shut(t testing.TB) {
	s.tell(t, []string{"CONFIG", "SET", "requirepass", "invented-for-this-test"})
}

func (s *owner) Open(t testing.TB, o sourcetest.Options) source.Source {
	return open(t, fmt.Sprintf("redis://%s/%d", s.address, s.database), o)
}

func open(t testing.TB, target string, o sourcetest.Options) *redis.Source {
	t.Helper()
	at, err := exposure.ParseTarget(target)
	if err != nil {
		t.Fatal(err)
	}
	src, err := redis.New(redis.Options{Target: at, Dialer: sourcetest.DialTo(t, at.HostPort(), o), PageSize: o.PageSize})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { src.Close() })
	return src
}

func TestSuite(t *testing.T) {
	sourcetest.Run(t, sourcetest.Provider{
		Store: newStore, Sparse: true, Wish: true,
		Missing: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return open(t, "redis://"+server(t)+"/99", o), nil
		},
		Private: func(t testing.TB, o sourcetest.Options) (source.Source, error) {
			return open(t, "redis://"+server(t, "--requirepass", "invented-for-this-test"), o), nil
		},
	})
}

// all reads everything that a target lists.
func all(t *testing.T, src source.Source) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := source.Walk(t.Context(), src, "", func(p source.Page) error {
		for _, o := range p.Objects {
			body, err := source.Stream(t.Context(), src, o, source.RetryPolicy{})
			if err != nil {
				return fmt.Errorf("%s: %w", o.Name, err)
			}
			data, err := io.ReadAll(body)
			body.Close()
			if err != nil {
				return fmt.Errorf("%s: %w", o.Name, err)
			}
			got[o.Name] = string(data)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestTypes(t *testing.T) {
	s := &owner{address: server(t)}
	s.tell(t,
		[]string{"SET", "plain", "jane.doe@contoso.example"},
		[]string{"HSET", "user:1", "name", "Jane Doe", "mail", "jane.doe@contoso.example", "address", `{"city": "Springfield"}`, "bytes", "a\xff"},
		[]string{"RPUSH", "jobs", `{"to":"john.doe@fabrikam.example"}`, "text \"quoted\"\n", `{"broken`},
		[]string{"SADD", "tags", "one"},
		[]string{"ZADD", "scores", "1.5", "jane.doe@contoso.example"},
		[]string{"XADD", "events", "1-1", "mail", "jane.doe@contoso.example"},
		[]string{"XADD", "events", "1-2", "mail", "john.doe@fabrikam.example"},
		[]string{"PFADD", "sketch", "x"}, // which is a string
	)
	(&owner{address: s.address, database: 7}).Put(t, "elsewhere", []byte("x"))
	got := all(t, open(t, "redis://"+s.address, sourcetest.Options{PageSize: 2}))
	for name, want := range map[string]string{
		"0/plain":     "jane.doe@contoso.example",
		"0/user:1":    `{"name":"Jane Doe","mail":"jane.doe@contoso.example","address":{"city":"Springfield"},"bytes":"aÿ"}` + "\n",
		"0/jobs":      `{"to":"john.doe@fabrikam.example"}` + "\n" + `"text \"quoted\"\n"` + "\n" + `"{\"broken"` + "\n",
		"0/tags":      `"one"` + "\n",
		"0/scores":    `{"member":"jane.doe@contoso.example","score":"1.5"}` + "\n",
		"0/events":    `{"id":"1-1","mail":"jane.doe@contoso.example"}` + "\n" + `{"id":"1-2","mail":"john.doe@fabrikam.example"}` + "\n",
		"7/elsewhere": "x",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if len(got) != 8 {
		t.Errorf("%d objects, want 8", len(got))
	}
	if of := all(t, open(t, "redis://"+s.address+"/0/us", sourcetest.Options{})); len(of) != 1 || of["user:1"] == "" {
		t.Errorf("below the prefix us: %q", of)
	}
}

// Collections of many elements come whole, each element once, and values longer than what
// is kept in memory too.
func TestLong(t *testing.T) {
	s := &owner{address: server(t)}
	long := strings.Repeat("jane.doe@contoso.example\n", 1<<20) // 25 MiB
	commands := [][]string{{"SET", "long", long}}
	for i := range 3000 {
		element := fmt.Sprintf("%d %s", i, strings.Repeat("x", 6000))
		commands = append(commands, []string{"RPUSH", "list", element}, []string{"SADD", "set", element},
			[]string{"HSET", "hash", strconv.Itoa(i), element}, []string{"XADD", "stream", "*", "n", strconv.Itoa(i)})
	}
	s.tell(t, commands...)
	got := all(t, open(t, "redis://"+s.address+"/0", sourcetest.Options{}))
	if got["long"] != long {
		t.Errorf("the long string came as %d bytes of %d", len(got["long"]), len(long))
	}
	for _, name := range []string{"list", "set", "hash", "stream"} {
		if n := strings.Count(got[name], "\n"); n != 3000 {
			t.Errorf("%s has %d lines, want 3000", name, n)
		}
	}
	if !strings.HasPrefix(got["hash"], `{"field":"`) {
		t.Errorf("a long hash begins with %.40q", got["hash"])
	}
}

// A value that changes while its parts are read is never given out as whole.
func TestTorn(t *testing.T) {
	s := &owner{address: server(t)}
	s.Put(t, "growing", make([]byte, 40<<20))
	src := open(t, "redis://"+s.address+"/0", sourcetest.Options{})
	body, err := source.Stream(t.Context(), src, source.Object{Name: "growing", Size: -1}, source.RetryPolicy{})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	if _, err := io.ReadFull(body, make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	s.tell(t, []string{"APPEND", "growing", "more"})
	if n, err := io.Copy(io.Discard, body); !errors.Is(err, source.ErrChanged) {
		t.Errorf("%d bytes more and %v, want ErrChanged", n, err)
	}
}

// Nothing that a server says makes the source take what it announces, or hang.
func TestHostile(t *testing.T) {
	const scan = "*2\r\n$1\r\n0\r\n*1\r\n$1\r\nk\r\n"
	for name, c := range map[string]struct {
		answer string
		want   error
	}{
		"another protocol":    {"HTTP/1.1 400 Bad Request\r\n\r\n", source.ErrGarbled},
		"hangs up":            {"", source.ErrNetwork},
		"a huge string":       {"$99999999999\r\n", source.ErrGarbled},
		"a huge array":        {"*99999999999\r\n", source.ErrGarbled},
		"many arrays":         {strings.Repeat("*1000000\r\n", 1000), source.ErrGarbled},
		"a line without end":  {strings.Repeat("+", 1<<20), source.ErrGarbled},
		"a cursor of letters": {"*2\r\n$3\r\nabc\r\n*0\r\n", source.ErrGarbled},
		"loading":             {"-LOADING Redis is loading the dataset in memory\r\n", source.ErrServer},
		"too many clients":    {"-ERR max number of clients reached\r\n", source.ErrThrottled},
		"a node of a cluster": {"-MOVED 3999 127.0.0.1:6381\r\n", source.ErrElsewhere},
		"a string cut short":  {"*2\r\n$1\r\n0\r\n*1\r\n$100\r\nk", source.ErrNetwork},
		"an honest one":       {scan + ":1\r\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			at := probetest.Listen(t, func(conn net.Conn) {
				in := bufio.NewReader(conn)
				for _, answer := range []string{"+OK\r\n", c.answer} { // to NO-TOUCH and to SCAN
					if !skipCommand(in) {
						return
					}
					io.WriteString(conn, answer)
				}
			})
			_, err := open(t, "redis://"+at+"/0", sourcetest.Options{}).List(t.Context(), "")
			if !errors.Is(err, c.want) || err == nil && c.want != nil {
				t.Errorf("%v, want %v", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "dataset") {
				t.Errorf("the error quotes the server: %v", err)
			}
		})
	}
}

func skipCommand(in *bufio.Reader) bool {
	line, err := in.ReadString('\n')
	if err != nil || line[0] != '*' {
		return false
	}
	n, _ := strconv.Atoi(strings.TrimSpace(line[1:]))
	for range 2 * n {
		if _, err := in.ReadString('\n'); err != nil {
			return false
		}
	}
	return true
}

func TestSilent(t *testing.T) {
	at := probetest.Listen(t, func(c net.Conn) { io.Copy(io.Discard, c) })
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	begun := time.Now()
	_, err := open(t, "redis://"+at, sourcetest.Options{}).List(ctx, "")
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) > 3*time.Second {
		t.Errorf("a silent server: %v after %v", err, time.Since(begun))
	}
}

// COUNT is a wish: what is given more is not asked for again, which might give others.
func TestLongPage(t *testing.T) {
	const five = "*2\r\n$1\r\n0\r\n*5\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n$1\r\nd\r\n$1\r\ne\r\n"
	at := probetest.Listen(t, func(conn net.Conn) {
		in := bufio.NewReader(conn)
		for {
			line, err := in.Peek(8)
			if err != nil {
				return
			}
			answer := ":1\r\n" // to STRLEN, of two words
			switch string(line[:2]) {
			case "*4": // SCAN
				answer = five
			case "*3": // CLIENT
				answer = "+OK\r\n"
			}
			if !skipCommand(in) {
				return
			}
			io.WriteString(conn, answer)
		}
	})
	var pages [][]string
	err := source.Walk(t.Context(), open(t, "redis://"+at+"/0", sourcetest.Options{PageSize: 2}), "", func(p source.Page) error {
		var names []string
		for _, o := range p.Objects {
			names = append(names, o.Name)
		}
		pages = append(pages, names)
		return nil
	})
	if got := fmt.Sprint(pages); err != nil || got != "[[a b c d e]]" {
		t.Errorf("%s, %v", got, err)
	}
}

// Collections of long elements are read a few elements at a time, and one with an element that
// is too long says so.
func TestLongElements(t *testing.T) {
	s := &owner{address: server(t)}
	var commands [][]string
	element := strings.Repeat("jane.doe@contoso.example ", 1<<20/25)
	for i := range 60 {
		n := strconv.Itoa(i)
		commands = append(commands, []string{"RPUSH", "list", n + element}, []string{"HSET", "hash", n, n + element}, []string{"SADD", "set", n + element}, []string{"XADD", "stream", "*", "v", n + element})
	}
	s.tell(t, commands...)
	s.Put(t, "", []byte("no name"))
	got := all(t, open(t, "redis://"+s.address+"/0", sourcetest.Options{}))
	for name, parts := range map[string]int{"list": 60, "hash": 60, "set": 60, "stream": 60} {
		if n := strings.Count(got[name], "\"") / 2; len(got[name]) < 60*len(element) || n < parts {
			t.Errorf("%s: %d bytes with %d strings", name, len(got[name]), n)
		}
	}
	if got["\xff(the empty key)"] != "no name" {
		t.Error("the empty key was not read")
	}
	s.tell(t, []string{"RPUSH", "huge", strings.Repeat("x", 17<<20)})
	_, err := source.Stream(t.Context(), open(t, "redis://"+s.address+"/0", sourcetest.Options{}), source.Object{Name: "huge", Size: -1}, source.RetryPolicy{})
	if !errors.Is(err, source.ErrSpecial) || !strings.Contains(err.Error(), "16 MiB") {
		t.Errorf("an element of 17 MiB: %v", err)
	}
}

// Keys that end while a listing goes on hide none that stay.
func TestKeysEndMeanwhile(t *testing.T) {
	s := &owner{address: server(t)}
	var commands [][]string
	for i := range 3000 {
		commands = append(commands, []string{"SET", fmt.Sprintf("key%d", i), "x"})
	}
	s.tell(t, commands...)
	seen, gone := map[string]bool{}, map[string]bool{}
	err := source.Walk(t.Context(), open(t, "redis://"+s.address+"/0", sourcetest.Options{PageSize: 100}), "", func(p source.Page) error {
		var del []string
		for i, o := range p.Objects {
			if seen[o.Name] = true; i < 10 {
				del, gone[o.Name] = append(del, o.Name), true
			}
		}
		if len(del) > 0 {
			s.tell(t, append([]string{"DEL"}, del...))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3000 {
		if name := fmt.Sprintf("key%d", i); !seen[name] && !gone[name] {
			t.Errorf("%s was there all the time and is not listed", name)
		}
	}
}
