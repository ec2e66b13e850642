//go:build !linux

package seal

// DisableCoreDumps keeps the memory of this process off the disk when it
// crashes. Only Linux is supported: elsewhere it does nothing.
func DisableCoreDumps() error { return nil }
