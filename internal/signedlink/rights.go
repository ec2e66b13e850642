package signedlink

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
)

// sasRights are the letters of "sp" that mean the same everywhere. The letter p
// is permissions for a blob, directory or container, and process for a queue.
var sasRights = map[rune]Right{
	'r': Read, 'l': List, 'w': Write, 'c': Create, 'a': Add, 'u': Update, 'd': Delete, 'x': DeleteVersion, 'y': PermanentDelete,
	'o': Ownership, 'm': Move, 'e': Execute, 't': Tags, 'f': Filter, 'i': Immutability,
}

// serviceHas are the letters that have an effect for a service SAS, by service.
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-permissions
var serviceHas = map[string]string{"blob": "racwdxylftmeopi", "file": "rcwdl", "queue": "raup", "table": "raud"}

// serviceRights returns what sp gives for one resource.
func (l *Link) serviceRights(sp string) (rights []Right) {
	service := l.Service
	if service == "dfs" || service == "web" {
		service = "blob"
	}
	for _, c := range sp {
		has, ok := serviceHas[service]
		if ok && !strings.ContainsRune(has, c) {
			l.noEffect(c)
			continue
		}
		switch r, known := sasRights[c]; {
		case c == 'p' && service == "queue":
			rights = append(rights, Process)
		case c == 'p':
			rights = append(rights, Permissions)
		case known:
			rights = append(rights, r)
		default:
			l.noEffect(c)
		}
	}
	switch l.Reach { // one file has nothing to list
	case ReachBlob, ReachSnapshot, ReachVersion, ReachFile:
		if i := slices.Index(rights, List); i >= 0 {
			rights = slices.Delete(rights, i, i+1)
			l.note("sp has l, which has no effect on one file")
		}
	}
	return rights
}

// accountHas are the letters that have an effect on each service of an account
// SAS, and on objects alone.
// https://learn.microsoft.com/rest/api/storageservices/create-account-sas#account-sas-permissions-by-operation
var accountHas = map[string]string{"blob": "rwdxylactfi", "file": "rwdlc", "queue": "rwdlacup", "table": "rwdlau"}

// accountRights returns what sp gives with the resource types of srt: service
// (list containers, settings), container (list blobs, create and delete
// containers) and object (contents).
func (l *Link) accountRights(sp, srt string) (rights []Right) {
	object, container, service := strings.Contains(srt, "o"), strings.Contains(srt, "c"), strings.Contains(srt, "s")
	for _, c := range sp {
		r, known := sasRights[c]
		if c == 'p' {
			r, known = Process, true
		}
		effect := slices.ContainsFunc(l.Services, func(s string) bool { return strings.ContainsRune(accountHas[s], c) })
		switch {
		case !known || !effect && len(l.Services) > 0:
			l.noEffect(c)
		case r == List:
			if service || container {
				rights = append(rights, r)
			} else {
				l.note("sp has l, which needs srt to have s or c: nothing can be listed")
			}
		case r == Filter || object:
			rights = append(rights, r)
		case container && (r == Write || r == Create || r == Delete):
			rights = append(rights, r)
		case r == Read:
			l.note("sp has r but srt has no o: properties can be read, contents not")
		case r == Write && service:
			l.note("sp has w with srt=s: settings of the service (logging, CORS) can be changed")
		default:
			l.note("sp has rights on objects but srt has no o: they have no effect")
		}
	}
	if !object && container && anyOf(rights, Write, Create, Delete) {
		l.note("srt has no o: whole containers can be created or deleted, contents not read")
	}
	return rights
}

func anyOf(rights []Right, want ...Right) bool {
	return slices.ContainsFunc(want, func(r Right) bool { return slices.Contains(rights, r) })
}

// noEffect notes a letter, unless it is none.
func (l *Link) noEffect(c rune) {
	if c < 'a' || c > 'z' {
		l.note("sp has characters that are no rights")
		return
	}
	l.note("sp has %c, which has no effect here", c)
}

// base64Signature judges a signature of n bytes, or of at least 20, by its form.
func base64Signature(s string, n int) Signature {
	plain := strings.TrimRight(strings.NewReplacer(" ", "+", "-", "+", "_", "/").Replace(s), "=")
	b, err := base64.RawStdEncoding.DecodeString(plain)
	return formOfSignature(s, err == nil && len(b) >= 20 && (n == 0 || len(b) == n))
}

// hexSignature judges a signature in hexadecimal of n bytes, or of at least 32.
func hexSignature(s string, n int) Signature {
	b, err := hex.DecodeString(s)
	return formOfSignature(s, err == nil && len(b) >= 32 && (n == 0 || len(b) == n))
}

// fillers are what people put in place of a signature. The long ones do not
// come about by chance, so that they are looked for in a whole one too.
var (
	longFillers = []string{"redacted", "signature", "placeholder", "example"}
	fillers     = []string{"removed", "masked", "hidden", "your", "xxx", "***", "...", "•", "…", "<", "{", "[", "$"}
)

func formOfSignature(s string, fits bool) Signature {
	in := func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(s), w) })
	}
	switch {
	case in(longFillers) || s != "" && strings.Trim(s, s[:1]) == "" || !fits && in(fillers):
		return Redacted
	case !fits:
		return Cut
	}
	return Whole
}
