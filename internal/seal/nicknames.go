package seal

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed nicknames.txt
var nicknameList string

// nicknames are the names of which a word may be a short form. It is part of what
// [Version] names.
var nicknames = sync.OnceValue(func() map[string][]string {
	roots := map[string][]string{}
	for line := range strings.Lines(nicknameList) {
		root, forms, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(root, "#") {
			continue
		}
		for _, form := range strings.Fields(forms) {
			form = latin(form)
			roots[form] = append(roots[form], root)
		}
	}
	return roots
})
