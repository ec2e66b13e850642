package detect

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// Assembly knows where the fields of sifted lie: these do not compile where they lie
// elsewhere.
const (
	_ = uint(128-unsafe.Offsetof(sifted{}.special)) + uint(unsafe.Offsetof(sifted{}.special)-128)
	_ = uint(256-unsafe.Offsetof(sifted{}.digits)) + uint(unsafe.Offsetof(sifted{}.digits)-256)
)

//go:noescape
func sift256(tables *classTables, text *byte, words int, out *sifted)

//go:noescape
func sift512(tables *classTables, text *byte, words int, out *sifted)

// sifts returns what this processor can do, the fastest last.
func sifts() []siftFunc {
	all := []siftFunc{siftPlain}
	if cpu.X86.HasAVX2 {
		all = append(all, func(s *sieve, text []byte, out *sifted) {
			sift256(&s.classes, &text[0], len(text)/64, out)
		})
	}
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VBMI {
		all = append(all, func(s *sieve, text []byte, out *sifted) {
			sift512(&s.classes, &text[0], len(text)/64, out)
		})
	}
	return all
}
