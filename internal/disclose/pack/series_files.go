package pack

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// ErrBusy says that another process makes packs in a folder, or appends to a file of
// passphrases.
var ErrBusy = errors.New("another process makes packs there")

// openLocked opens a file for this process alone. The kernel gives it free when the process
// ends, however it ends.
func openLocked(path string, flag int) (*os.File, error) {
	f, err := os.OpenFile(path, flag|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err == nil {
		return f, nil
	}
	if errors.Is(err, unix.EWOULDBLOCK) {
		err = ErrBusy
	}
	return nil, errors.Join(err, f.Close())
}

// errNotPassphrases says that a file holds what nothing may be cut from.
var errNotPassphrases = errors.New("it holds other things than lines FILE,PASSPHRASE: name another file")

// longestRow is how long a line of a file of passphrases may be, in bytes.
const longestRow = 1 << 10

// openPassphrases opens a file of passphrases, and cuts off a line that a crash left torn:
// the next one would go on in it. The pack of a torn line was not published.
func openPassphrases(path string) (*os.File, error) {
	f, err := openLocked(path, os.O_RDWR|os.O_APPEND)
	if err != nil {
		return nil, err
	}
	whole, err := wholeRows(f)
	if err == nil {
		err = f.Truncate(whole)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// wholeRows says how many bytes the whole lines of a file of passphrases are.
func wholeRows(r io.Reader) (whole int64, err error) {
	for lines := bufio.NewReaderSize(r, longestRow); ; {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return 0, errNotPassphrases
		}
		if err == io.EOF {
			return whole, nil
		}
		if err != nil {
			return 0, err
		}
		if row, err := csv.NewReader(bytes.NewReader(line)).Read(); err != nil || len(row) != 2 {
			return 0, errNotPassphrases
		}
		whole += int64(len(line))
	}
}

func appendLine(f *os.File, text []byte) error {
	_, err := f.Write(text)
	return errors.Join(err, f.Sync())
}

// The parts of the name of a pack, in bytes: of the ID's letters, and of its hash.
const (
	nameLetters = 64
	nameHash    = 16
)

// FileName is what the pack of an organisation is called, without its ending: letters of
// its ID that any system takes, and 128 bits of its hash, for many IDs have the same
// letters, and those in other scripts have none.
func FileName(id string) string {
	sum := sha256.Sum256([]byte(id))
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, strings.ToLower(strings.TrimPrefix(id, "company:")))
	name = strings.Trim(name[:min(len(name), nameLetters)], "._-")
	return strings.TrimPrefix(name+"-", "-") + hex.EncodeToString(sum[:nameHash])
}
