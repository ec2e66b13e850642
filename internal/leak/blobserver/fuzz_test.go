package blobserver

import "testing"

func FuzzRange(f *testing.F) {
	for _, s := range []string{"", "bytes=0-", "bytes=3-9", "bytes=9-3", "bytes=-5", "bytes=0-9223372036854775807", "bytes=9223372036854775807-", "bytes=a-b", "items=1-2", "bytes=1-2,4-5"} {
		f.Add(s, int64(10))
	}
	f.Fuzz(func(t *testing.T, s string, size int64) {
		if size < 0 {
			return
		}
		first, last, partial, ok := parseRange(s, size)
		switch {
		case !partial && (first != 0 || last != size || !ok):
			t.Errorf("%q of %d is whole, but %d to %d", s, size, first, last)
		case ok && (first < 0 || first > last || last > size):
			t.Errorf("%q of %d is %d to %d", s, size, first, last)
		}
	})
}

func FuzzMarker(f *testing.F) {
	f.Add("a/b c")
	f.Add("2!")
	f.Fuzz(func(t *testing.T, s string) {
		if name, err := decodeMarker(encodeMarker(s)); err != nil || name != s {
			t.Errorf("%q comes back as %q, %v", s, name, err)
		}
		if name, err := decodeMarker(s); err == nil && s != "" && encodeMarker(name) == "" && name != "" {
			t.Errorf("%q is read as %q, which has no marker", s, name)
		}
	})
}
