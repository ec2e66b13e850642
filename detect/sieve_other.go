//go:build !amd64

package detect

// sifts returns what this processor can do, the fastest last.
func sifts() []siftFunc { return []siftFunc{siftPlain} }
