package signedlink

import (
	"crypto/sha256"
	"encoding/binary"
	"net"
	"slices"
	"strings"
)

// A Key says that two links are the same.
type Key [sha256.Size]byte

// Key returns the SHA-256 of host, path and sorted parameters, the signature
// among them, all decoded: however a link was wrapped, encoded or ordered, its
// key is one. As it derives from a secret, it is the caller's to seal (a keyed
// hash under the campaign's key) before it is stored: with everything but the
// signature known, a key lets guesses of the rest be checked.
func (l *Link) Key() Key { return digest(l.hostOnly(), l.path, l.params) }

// Grant returns the same for what was signed alone: of a SAS its signed
// parameters, without the object that it is used for. Links that differ in the
// blob, but carry the same SAS of one container, are one grant, which one act
// ends. It is as secret as [Link.Key].
func (l *Link) Grant() Key {
	if !l.Form.Azure() {
		return l.Key()
	}
	var signed params
	for _, p := range l.params {
		if s, ok := known[strings.ToLower(p.name)]; ok && !slices.Contains(unsigned, s.name) {
			signed = append(signed, p)
		}
	}
	place := ""
	switch l.Reach {
	case ReachAccount:
	case ReachContainer, ReachShare, ReachTable, ReachTableRange, ReachQueue:
		place = l.Container
	default:
		place = l.Container + "/" + l.Object
	}
	owner := l.Account
	if owner == "" {
		owner = l.hostOnly()
	}
	return digest(owner, place, signed)
}

// unsigned are parameters of a request beside a SAS.
var unsigned = []string{"comp", "restype", "snapshot", "api-version"}

// hostOnly returns the host without the port that its scheme has anyway.
func (l *Link) hostOnly() string {
	host, port, err := net.SplitHostPort(l.Host)
	if err == nil && (port == "443" && l.Scheme != "http" || port == "80" && l.Scheme == "http") {
		return host
	}
	return l.Host
}

// digest hashes parts with their lengths, so that no two lists of parts are
// one text.
func digest(host, path string, list params) Key {
	type pair struct{ name, value string }
	pairs := make([]pair, 0, len(list))
	for _, p := range list {
		pairs = append(pairs, pair{strings.ToLower(p.name), p.value})
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	h := sha256.New()
	write := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	write(host)
	write(path)
	for _, p := range slices.Compact(pairs) {
		write(p.name)
		write(p.value)
	}
	return Key(h.Sum(nil))
}
