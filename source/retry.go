package source

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A RetryPolicy says how often and how patiently to try again. Its zero value
// is the default.
type RetryPolicy struct {
	Attempts int           // failures in a row, without a byte or page gained, before giving up; 0 means 8
	Base     time.Duration // wait after the first failure, doubled for each further one; 0 means 250 ms
	Max      time.Duration // longest wait that is not the provider's wish; 0 means 30 s
	Patience time.Duration // how long throttling is sat out in one go; 0 means 5 minutes
	Answer   time.Duration // how long an answer may take to begin, and a page to arrive; 0 means 2 minutes
	Idle     time.Duration // a body that gives under 1 KiB in this time is cut and opened again; 0 means 1 minute
	Limit    int64         // bytes after which an object of unknown size is cut; 0 means 64 GiB

	// Notify is told before each wait, with what failed. May be nil.
	Notify func(err error, wait time.Duration)
}

// longestRetryAfter bounds what a provider can ask for in one answer.
const longestRetryAfter = 5 * time.Minute

// idleFloor is how many bytes a body must give in Idle so as to count as alive.
const idleFloor = 1 << 10

func (p RetryPolicy) withDefaults() RetryPolicy {
	set := func(d *time.Duration, to time.Duration) {
		if *d <= 0 {
			*d = to
		}
	}
	set(&p.Base, 250*time.Millisecond)
	set(&p.Max, 30*time.Second)
	set(&p.Patience, 5*time.Minute)
	set(&p.Answer, 2*time.Minute)
	set(&p.Idle, time.Minute)
	if p.Attempts <= 0 {
		p.Attempts = 8
	}
	if p.Limit <= 0 {
		p.Limit = 64 << 30
	}
	return p
}

// attempts counts the failures of one object or listing.
type attempts struct {
	policy    RetryPolicy
	inRow     int       // since the last gain
	total     int64     // all of them
	gained    int64     // bytes
	slow      int       // time-outs since slowAt
	slowAt    int64     // gained at the last time-out
	throttled time.Time // since when the provider asks to slow down; zero when it does not
}

// gain notes progress: n bytes, or a page.
func (a *attempts) gain(n int) {
	a.inRow, a.throttled = 0, time.Time{}
	a.gained += int64(n)
}

// again waits before the next attempt. It returns err where there is none to be
// made, and the context's cause where ctx ends first.
//
// Each gain makes the count of failures begin anew, so a bad line is borne at
// any size, yet a provider that hands out a byte a connection is not: in all,
// 1,000 failures are borne and one more for each MiB.
func (a *attempts) again(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if !Retryable(err) {
		return err
	}
	a.total++
	if a.total > 1000+a.gained>>20 || errors.Is(err, ErrTimeout) && a.tooSlow() {
		return err
	}
	var e *Error
	errors.As(err, &e)
	wait := a.backoff(e)
	if errors.Is(err, ErrThrottled) {
		if a.throttled.IsZero() {
			a.throttled = time.Now()
		}
		if time.Since(a.throttled)+wait > a.policy.Patience {
			return err
		}
	} else if a.inRow >= a.policy.Attempts {
		return err
	}
	if a.policy.Notify != nil {
		a.policy.Notify(err, wait)
	}
	return sleep(ctx, wait)
}

func (a *attempts) tooSlow() bool {
	if a.gained-a.slowAt >= 1<<20 {
		a.slow = 0
	}
	a.slowAt = a.gained
	a.slow++
	return a.slow >= a.policy.Attempts
}

// backoff returns the next wait: doubled each time, half of it by chance so that
// workers do not come back together, and never before what the provider asks.
func (a *attempts) backoff(e *Error) time.Duration {
	wait := a.policy.Base << min(a.inRow, 20)
	if wait > a.policy.Max || wait <= 0 {
		wait = a.policy.Max
	}
	a.inRow++
	wait = wait/2 + rand.N(wait/2+1)
	if e != nil && e.RetryAfter > 0 {
		asked := min(e.RetryAfter, longestRetryAfter)
		wait = max(wait, asked+rand.N(asked/10+1))
	}
	return wait
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// RetryAfter reads the header Retry-After (RFC 9110, section 10.2.3): seconds,
// or a date. A date is measured against the answer's own Date where there is
// one, so that a wrong clock on either side does no harm, else against now. The
// result lies between 0 (nothing usable) and 5 minutes.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	if ms, err := strconv.ParseUint(strings.TrimSpace(h.Get("x-ms-retry-after-ms")), 10, 31); err == nil {
		return min(time.Duration(ms)*time.Millisecond, longestRetryAfter)
	}
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil {
		return time.Duration(min(seconds, uint64(longestRetryAfter/time.Second))) * time.Second
	} else if errors.Is(err, strconv.ErrRange) {
		return longestRetryAfter
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return min(max(until.Sub(now), 0), longestRetryAfter)
}
