package wire

import (
	"math"
	"testing"
	"time"
)

func TestFileTime(t *testing.T) {
	for v, want := range map[uint64]time.Time{
		0: {}, math.MaxUint64: {}, 1 << 63: {}, lastTime + 1: {},
		unixEpoch:              time.Unix(0, 0).UTC(),
		unixEpoch + 10_000_005: time.Unix(1, 0).UTC(), // to the microsecond
		94354848000000000:      time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
		133000000000000000:     time.Date(2022, 6, 18, 4, 26, 40, 0, time.UTC),
	} {
		got := FileTime(v)
		if !got.Equal(want) {
			t.Errorf("%d is %v, want %v", v, got, want)
		}
		if back := FileTimeOf(got); !got.IsZero() && back != v/10*10 {
			t.Errorf("%v is %d, want %d", got, back, v)
		}
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
		zero int
	}{
		{"", 5, "", 0}, {"a", 5, "", 0}, {"a\x00b", 5, "a", 1}, {"a\x00b\x00", 1, "a", 2}, {"a\x00b\x00", -1, "", 2},
		{"\x3d\xd8\x00\xde", 2, "😀", 2}, {"\x3d\xd8x\x00", 2, "\uFFFDx", 2}, {"a\x00\x00\x00b\x00", 9, "a\x00b", 1}, {"\x36\x04", 1 << 40, "ж", 1},
	} {
		if got := string(Text([]byte(c.in), c.n)); got != c.want {
			t.Errorf("%q is %q, want %q", c.in, got, c.want)
		}
		if got := Zero([]byte(c.in)); got != c.zero {
			t.Errorf("%q has %d before its zero, want %d", c.in, got, c.zero)
		}
	}
}
