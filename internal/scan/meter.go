package scan

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/hemostat/hemostat/exposure"
	"github.com/hemostat/hemostat/internal/catalog"
)

// A Meter counts what a running scan does, for those who watch it. It counts
// for the eye alone: no figure is made from it.
type Meter struct {
	listed, listedBytes atomic.Int64
	done, doneBytes     atomic.Int64 // read or given up
	fetched             atomic.Int64 // bytes that came over the wire in this run
	mentions            atomic.Int64
	secrets             atomic.Int64
	retries             atomic.Int64
	listing             atomic.Bool

	mu      sync.Mutex
	before  int64 // objects done before this run
	current string
	trouble string
	started time.Time
	window  []sample
}

// sample is what was done at some moment, for the rate.
type sample struct {
	at          time.Time
	bytes, done int64
}

// NewMeter returns a meter at zero.
func NewMeter() *Meter { return &Meter{} }

// A Reading of the meter.
type MeterReading struct {
	Listed, ListedBytes int64
	Done, DoneBytes     int64
	Fetched             int64
	Before              int64 // objects that were done before this run
	Mentions, Secrets   int64 // met in this run
	Retries             int64
	Listing             bool
	Current             string        // target that is being read
	Trouble             string        // the last one, "" where all is well
	Elapsed             time.Duration // of this run
	BytesPerSecond      float64       // over the last seconds
	Left                time.Duration // until all that is listed is read, at this rate; 0 unknown
}

func (m *Meter) start(p catalog.Progress, now time.Time) {
	m.listed.Store(p.Listed)
	m.listedBytes.Store(p.ListedBytes)
	m.done.Store(p.Read + p.NotRead)
	m.doneBytes.Store(p.ReadBytes + p.NotReadBytes)
	m.listing.Store(!p.ListingDone)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.started, m.before = now, p.Read+p.NotRead
}

func (m *Meter) page(objects []catalog.Object) {
	for _, o := range objects {
		m.listed.Add(1)
		m.listedBytes.Add(max(o.Size, 0))
		if o.State == catalog.NotRead {
			m.done.Add(1)
			m.doneBytes.Add(max(o.Size, 0))
		}
	}
}

func (m *Meter) object(target string, size int64) {
	m.done.Add(1)
	m.doneBytes.Add(max(size, 0))
	m.mu.Lock()
	defer m.mu.Unlock()
	m.current = target
}

func (m *Meter) mention(k exposure.Kind) {
	m.mentions.Add(1)
	if k == exposure.Secret {
		m.secrets.Add(1)
	}
}

func (m *Meter) retried(err error) {
	m.retries.Add(1)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trouble = err.Error()
}

// rateWindow is how far back the rate looks.
const rateWindow = 15 * time.Second

// Read returns what the meter shows at now.
func (m *Meter) Read(now time.Time) MeterReading {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := MeterReading{
		Listed: m.listed.Load(), ListedBytes: m.listedBytes.Load(), Done: m.done.Load(), DoneBytes: m.doneBytes.Load(),
		Fetched: m.fetched.Load(), Mentions: m.mentions.Load(), Secrets: m.secrets.Load(), Retries: m.retries.Load(),
		Before: m.before, Listing: m.listing.Load(), Current: m.current, Trouble: m.trouble,
	}
	if !m.started.IsZero() {
		r.Elapsed = now.Sub(m.started)
	}
	m.window = append(m.window, sample{now, r.DoneBytes, r.Done})
	for len(m.window) > 2 && now.Sub(m.window[0].at) > rateWindow {
		m.window = m.window[1:]
	}
	first := m.window[0]
	if span := now.Sub(first.at).Seconds(); span > 0 {
		r.BytesPerSecond = float64(r.DoneBytes-first.bytes) / span
		if r.BytesPerSecond > 0 {
			left := float64(r.ListedBytes-r.DoneBytes) / r.BytesPerSecond
			r.Left = time.Duration(left * float64(time.Second))
		}
	}
	return r
}
