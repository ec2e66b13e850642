package ledger

import (
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

const (
	defaultCache = 16 << 20
	// A commit of more than half of it becomes a table without passing through a
	// skip list, which took a third of the time that a scan spent here.
	memTableSize = 16 << 20
)

// pebbleOptions tunes Pebble for long sequential passes and few point reads:
// no bloom filters, the fastest compression (fingerprints do not compress), L0
// allowed to grow so that a campaign of some hundred MB is read as it was written,
// and a larger one is rewritten in long strides.
func pebbleOptions(fsys vfs.FS, o Options, stop *stopper) *pebble.Options {
	size := o.Cache
	if size <= 0 {
		size = defaultCache
	}
	p := &pebble.Options{
		FS:                          fsys,
		Cache:                       pebble.NewCache(size),
		ReadOnly:                    o.ReadOnly,
		FormatMajorVersion:          pebble.FormatTableFormatV6,
		Merger:                      leastMerger(),
		MemTableSize:                memTableSize,
		MemTableStopWritesThreshold: 3,
		L0CompactionThreshold:       32,
		L0StopWritesThreshold:       128,
		LBaseMaxBytes:               256 << 20,
		MaxOpenFiles:                256,
		WALBytesPerSync:             1 << 20,
		BytesPerSync:                1 << 20,
		Logger:                      stop,
		EventListener:               stop.listener(),
	}
	p.ApplyCompressionSettings(func() pebble.DBCompressionSettings { return pebble.DBCompressionFastest })
	for i := range p.Levels {
		p.Levels[i].BlockSize = 32 << 10
		p.Levels[i].IndexBlockSize = 128 << 10
	}
	p.TargetFileSizes[0] = 8 << 20
	return p
}
