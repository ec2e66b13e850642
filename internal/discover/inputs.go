package discover

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/register"
	"github.com/hemostat/hemostat/internal/signedlink"
)

// A Candidate is a target that may be there, with why it was thought of.
type Candidate struct {
	Target   exposure.Target
	Evidence register.Ownership // by what it is the operator's
	From     string             // "guessed from \"contoso\"", or the sort of input: never a place or a line of it
	Weight   int                // of a guess: how often such names hit, roughly
	// Link is the address as it stood, where it carries a signature; a secret.
	Link string
	// Name is that of the operator's own which leads to it, where it is known.
	Name string
	// Account reports that only the account is known, and the container is a guess or none.
	Account bool
}

// An Input is a file or folder that the operator hands over, and what it is evidence of.
type Input struct {
	Path     string
	Evidence register.Ownership
	Own      []string // domains of the operator's own, whose hosts are web servers to be asked
	// Strange, where given, is called with each name of a zone that is below none of Own.
	Strange func(name string)
	// Long, where given, is called with each line of a zone that is too long to be a record.
	Long func(path string, line int)
	// Loose, where given, is called with each signed link whose address is no place of a storage
	// service, as one of a content delivery network; a secret.
	Loose func(link string)
}

// Limits of inputs.
const (
	longestToken  = 16 << 10 // bytes of one address
	longestObject = 64 << 20 // bytes of one JSON inventory of bucket names, which is read as a whole
)

// Read calls yield with each address of a storage service that an input names: a zone file or
// DNS export, an export of certificate transparency, a list of addresses, a HAR or the log of
// a proxy, a source tree, a built page, or the list of resources that a provider's tool prints.
// Signatures are handed on with their address and are the caller's secret.
func (in Input) Read(ctx context.Context, yield func(Candidate) error) error {
	root, err := filepath.EvalSymlinks(in.Path)
	if err != nil {
		return fmt.Errorf("input: %w", err)
	}
	info, err := os.Stat(root)
	if err != nil {
		return fmt.Errorf("input: %w", err)
	}
	if !info.IsDir() {
		return in.file(ctx, root, yield)
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case !d.Type().IsRegular():
			return nil
		}
		return in.file(ctx, path, yield)
	})
}

func (in Input) file(ctx context.Context, path string, yield func(Candidate) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("input: %w", err)
	}
	defer f.Close()
	if in.Evidence == register.OwnedByZone { // first: a record says more than its addresses
		origin := ""
		if len(in.Own) == 1 {
			origin = in.Own[0]
		}
		long := func(line int) {
			if in.Long != nil {
				in.Long(path, line)
			}
		}
		if err := readZone(f, origin, long, func(r record) error { return in.record(r, yield) }); err != nil {
			return fmt.Errorf("input %s: %w", path, err)
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("input %s: %w", path, err)
		}
	}
	r := bufio.NewReaderSize(f, 1<<20)
	if head, _ := r.Peek(1 << 20); inventory(head) {
		text, err := io.ReadAll(io.LimitReader(r, longestObject+1))
		if err != nil {
			return fmt.Errorf("input %s: %w", path, err)
		}
		if len(text) > longestObject {
			return fmt.Errorf("input %s: a list of buckets of more than %d bytes: give it in parts", path, longestObject)
		}
		if err := in.buckets(text, yield); err != nil {
			return err
		}
		return in.addresses(ctx, bytes.NewReader(text), yield)
	}
	return in.addresses(ctx, r, yield)
}

// addresses finds hosts and addresses in any text: what stands between characters that no
// address has.
func (in Input) addresses(ctx context.Context, r io.Reader, yield func(Candidate) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 64<<10), 4*longestToken)
	s.Split(splitAddresses)
	for s.Scan() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		token := s.Bytes()
		if len(token) < 8 || bytes.IndexByte(token, '.') < 0 && !bytes.Contains(token, []byte("://")) {
			continue
		}
		c, ok := in.candidate(string(token))
		if !ok {
			continue
		}
		if err := yield(c); err != nil {
			return err
		}
	}
	if err := s.Err(); err != nil && !errors.Is(err, bufio.ErrTooLong) {
		return err
	}
	return nil
}

// splitAddresses is a [bufio.SplitFunc] for runs of characters that an address may have
// (RFC 3986), at most longestToken of them.
func splitAddresses(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start := 0
	for start < len(data) && !inAddress(data[start]) {
		start++
	}
	end := start
	for end < len(data) && end-start < longestToken && (inAddress(data[end]) || data[end] == ';' && bytes.HasSuffix(data[start:end], []byte("&amp"))) {
		end++
	}
	if end == len(data) && !atEOF && end-start < longestToken {
		return start, nil, nil
	}
	if start == end {
		return end, nil, nil
	}
	return end, data[start:end], nil
}

func inAddress(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~:/?#@!$&+=%*", c) >= 0
}

// candidate reads one token as a host or address of a storage service.
func (in Input) candidate(token string) (Candidate, bool) {
	token = strings.ReplaceAll(token, "&amp;", "&")
	if i := strings.Index(token, "://"); i >= 0 { // what stands in front of the scheme is not of it
		begin := i
		for begin > 0 && (token[begin-1] >= 'a' && token[begin-1] <= 'z' || token[begin-1] >= '0' && token[begin-1] <= '9' || token[begin-1] == '+') {
			begin--
		}
		token = token[begin:]
	} else {
		token = "https://" + strings.TrimLeft(token, "-._/*@")
	}
	token = strings.TrimRight(token, ".:/*!+=#") // of a sentence, or the root of the DNS
	c := Candidate{Evidence: in.Evidence, From: in.from()}
	if strings.Contains(token, "?") {
		if _, err := signedlink.Parse(token); err == nil {
			c.Link = token
		}
	}
	if t, err := exposure.ParseTarget(token); err == nil && t.Provider != exposure.Web && t.Provider != exposure.Folder && !t.Loopback() && stores(t) {
		if t.Query == "" {
			t.Prefix = "" // the container is the target, not the one object that was named
		}
		c.Target = t
		return c, true
	}
	if c.Link != "" && in.Loose != nil {
		in.Loose(c.Link)
	}
	c.Link = ""
	if c, ok := in.host(token); ok {
		return c, true
	}
	u, err := url.Parse(token)
	if err != nil {
		return c, false
	}
	if t, ok := siteBucket(u.Hostname()); ok {
		c.Target = t
		return c, true
	}
	for _, mark := range []string{".blob.", ".dfs.", ".file.", ".web.", ".queue.", ".table."} { // the account alone
		account, cloud, ok := strings.Cut(strings.ToLower(u.Hostname()), mark)
		if ok && strings.HasPrefix(cloud, "core.windows.net") || ok && strings.HasSuffix(cloud, ".core.windows.net") {
			account, _, _ = strings.Cut(account, ".") // the zone of a static site
			t, err := exposure.ParseTarget("az://" + account + "/$web")
			c.Target, c.Account = t, true
			return c, err == nil
		}
	}
	return c, false
}

// stores reports whether a target that was read from text is of a storage service: any text has
// addresses of servers of its own.
func stores(t exposure.Target) bool {
	switch t.Provider {
	case exposure.Azure:
		return t.Endpoint != "" && strings.Contains(t.Endpoint, ".core.")
	case exposure.S3, exposure.GCS:
		return true
	}
	return t.Service == "firebase"
}

func (in Input) from() string {
	switch in.Evidence {
	case register.OwnedByInventory:
		return "an inventory"
	case register.OwnedByZone:
		return "a zone"
	}
	return "a reference"
}
