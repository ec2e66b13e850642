package rotate

import (
	"bufio"
	"bytes"
	"crypto/sha1" // what the lists of breached passwords are made by; nothing is kept safe by it here
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Breached is an operator's own copy of a list of breached passwords, which is asked
// offline: as Pwned Passwords gives it out, either a folder of ranges, a file for each five first
// hexadecimal digits with lines "the other 35:count", or one file of lines "SHA-1:count" in
// ascending order (https://haveibeenpwned.com/API/v3#PwnedPasswords, read 2026-11-22).
type Breached struct {
	dir    string // "" where it is one file
	ending string // of the files of ranges
	file   *os.File
	size   int64
}

// The bounds of what is read of a list.
const (
	longestLine  = 128
	longestRange = 16 << 20
)

// OpenBreached opens a list of breached passwords and looks whether it is one.
func OpenBreached(path string) (*Breached, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("breached passwords: %w", err)
	}
	if !info.IsDir() {
		return openSorted(path, info.Size())
	}
	for _, ending := range []string{"", ".txt"} {
		if _, err := os.Stat(filepath.Join(path, "00000"+ending)); err == nil {
			return &Breached{dir: path, ending: ending}, nil
		}
	}
	return nil, fmt.Errorf("breached passwords: %s holds no range 00000 or 00000.txt: want the files of Pwned Passwords, one for each five first digits, in upper case", path)
}

func openSorted(path string, size int64) (*Breached, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("breached passwords: %w", err)
	}
	b := &Breached{file: f, size: size}
	line, _, err := b.lineFrom(0)
	if err == nil && !sortedLine(line) {
		err = fmt.Errorf("breached passwords: %s does not begin with a line of 40 hexadecimal digits, a colon and a count: want SHA-1 (not NTLM), ordered by hash", path)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return b, nil
}

// sortedLine reports whether a line is of a sorted file.
func sortedLine(line []byte) bool {
	digest, count, ok := bytes.Cut(line, []byte{':'})
	if _, err := hex.DecodeString(string(digest)); err != nil || len(digest) != 2*sha1.Size || !ok {
		return false
	}
	n, err := strconv.ParseInt(string(count), 10, 64)
	return err == nil && n >= 0
}

// Close closes the list.
func (b *Breached) Close() error {
	if b.file == nil {
		return nil
	}
	return b.file.Close()
}

// ErrNoRange says that a folder of ranges has none for a password. Which one is not said: its
// name is a part of the password's hash.
var ErrNoRange = errors.New("breached passwords: a range is not in the folder: the list is not whole")

// Count returns how often a password stands in the list, 0 for not at all. No error tells
// anything of the password.
func (b *Breached) Count(password []byte) (int64, error) {
	sum := sha1.Sum(password)
	digest := strings.ToUpper(hex.EncodeToString(sum[:]))
	if b.dir != "" {
		return b.inRange(digest)
	}
	return b.inFile(digest)
}

func (b *Breached) inRange(digest string) (int64, error) {
	f, err := os.Open(filepath.Join(b.dir, digest[:5]+b.ending))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, ErrNoRange
	} else if err != nil {
		return 0, fmt.Errorf("breached passwords: a range in %s: %w", b.dir, withoutPath(err))
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, longestRange))
	lines.Buffer(make([]byte, 0, longestLine), longestLine)
	for lines.Scan() {
		suffix, count, ok := strings.Cut(strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")), ":")
		if !ok || len(suffix) != 35 {
			return 0, fmt.Errorf("breached passwords: a range in %s holds a line that is not 35 digits, a colon and a count", b.dir)
		}
		if strings.EqualFold(suffix, digest[5:]) {
			return parseCount(count)
		}
	}
	if err := lines.Err(); err != nil {
		return 0, fmt.Errorf("breached passwords: a range in %s: %w", b.dir, withoutPath(err))
	}
	return 0, nil
}

// withoutPath is an error of a file without the file's name.
func withoutPath(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// inFile searches a sorted file by halves.
func (b *Breached) inFile(digest string) (int64, error) {
	low, high := int64(0), b.size // a line that begins in [low, high) is the one, or none is
	for low < high {
		middle := low + (high-low)/2
		line, from, err := b.lineFrom(middle)
		if err != nil {
			return 0, err
		}
		if from >= high || line == nil {
			high = middle
			continue
		}
		if !sortedLine(line) {
			return 0, fmt.Errorf("breached passwords: byte %d does not begin a line of 40 digits, a colon and a count", from)
		}
		switch have := strings.ToUpper(string(line[:len(digest)])); {
		case have == digest:
			return parseCount(string(line[len(digest)+1:]))
		case have < digest:
			low = from + int64(len(line)) + 1
		default:
			high = middle
		}
	}
	return 0, nil
}

// lineFrom returns the first line that begins at a place or behind it, without its end,
// and where it begins; nil where there is none.
func (b *Breached) lineFrom(at int64) (line []byte, from int64, err error) {
	begin := max(0, at-1) // the line end before it, if a line begins there
	buffer := make([]byte, 2*longestLine)
	n, err := b.file.ReadAt(buffer, begin)
	if err != nil && err != io.EOF {
		return nil, 0, fmt.Errorf("breached passwords: %w", err)
	}
	rest := buffer[:n]
	if at > 0 {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			if n == len(buffer) {
				return nil, 0, errors.New("breached passwords: a line is longer than any of a list of hashes")
			}
			return nil, b.size, nil
		}
		begin, rest = begin+int64(i)+1, rest[i+1:]
	}
	if len(rest) == 0 {
		return nil, b.size, nil
	}
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return bytes.TrimRight(rest, "\r"), begin, nil
}

func parseCount(text string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n < 0 {
		return 0, errors.New("breached passwords: a count is no number")
	}
	return n, nil
}
