package detect

import "golang.org/x/sys/cpu"

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
