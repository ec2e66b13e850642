package signedlink

import (
	"strings"
	"testing"
)

// BenchmarkParse measures an ordinary link, and texts that ask for the most
// work within the limit of length.
func BenchmarkParse(b *testing.B) {
	link := plainSAS + sig
	most := func(unit, end string) string { return strings.Repeat(unit, (maxText-len(end))/len(unit)) + end }
	for name, in := range map[string]string{
		"ordinary":    link,
		"percents":    most("%25", ""),
		"ampersands":  most("&amp;", ""),
		"lines":       most(" \\\n >", ""),
		"nested":      "https://x.example/?" + strings.Repeat("u=https:%2525252F%2525252Fsig%2525253F&", 250),
		"connections": most("BlobEndpoint=https://", ""),
		"long path":   "https://c.blob.core.windows.net/" + most("a/", "?sr=b&sp=r&se=2027-01-01"+sig)[100:],
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				if l, err := Parse(in); err == nil {
					l.Judge(now)
				}
			}
		})
	}
}
