package main

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"net/url"
)

const (
	digits = "0123456789"
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	alnum  = digits + upper + lower
	base32 = upper + "234567"
	words  = alnum + "-_"
)

// A maker makes random parts of credentials. Nothing that comes of it opens
// anything: hosts are random letters, keys random bytes.
type maker struct{ *rand.Rand }

func newMaker(seed uint64) maker {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return maker{rand.New(rand.NewChaCha8(key))}
}

func (m maker) from(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[m.IntN(len(alphabet))]
	}
	return string(b)
}

func (m maker) pick(from ...string) string { return from[m.IntN(len(from))] }

func (m maker) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(m.Uint32())
	}
	return b
}

func (m maker) base64(n int) string { return base64.StdEncoding.EncodeToString(m.bytes(n)) }

// signature is that of a SAS, as it stands in a URL.
func (m maker) signature() string { return url.QueryEscape(m.base64(32)) }

// checked is thirty letters and their CRC-32 in base 62, as GitHub and npm have
// it behind their prefixes.
func (m maker) checked(prefix string) string {
	body := m.from(alnum, 30)
	sum := crc32.ChecksumIEEE([]byte(body))
	check := []byte("000000")
	for i := len(check) - 1; i >= 0; i-- {
		check[i] = alnum[sum%62]
		sum /= 62
	}
	return prefix + body + string(check)
}

func (m maker) user() string {
	return m.pick("crm_app", "reporting", "svc-billing", "portal", "etl_loader", "sync", "backup")
}

// host is a name that nobody has: ten letters, consonant by vowel.
func (m maker) host() string {
	b := make([]byte, 0, 10)
	for range 5 {
		b = append(b, "bdfghklmnprstvwz"[m.IntN(16)], "aeiou"[m.IntN(5)])
	}
	return m.pick("db", "sql", "data", "node") + m.from(digits, 2) + "." + string(b) + m.pick(".de", ".net", ".com")
}

// plainPassword has letters and digits, as passwords of services in URLs have.
func (m maker) plainPassword() string { return m.from(alnum, 14+m.IntN(8)) }

// oddPassword has three symbols among its letters and begins with a letter.
func (m maker) oddPassword() string {
	b := []byte(m.from(alnum, 12+m.IntN(6)))
	for _, i := range m.Perm(len(b) - 1)[:3] {
		b[1+i] = "!$%*+=?@^_~.-#"[m.IntN(14)]
	}
	b[0] = upper[m.IntN(26)]
	return string(b)
}
