package main

import (
	"bytes"
	"fmt"
	"testing"
)

func TestTail(t *testing.T) {
	for _, n := range []int{0, 3, shownEntries, shownEntries + 1, 99} {
		var all, want bytes.Buffer
		for i := range n {
			fmt.Fprintf(&all, "entry %d\n", i)
			if i >= n-shownEntries {
				fmt.Fprintf(&want, "entry %d\n", i)
			}
		}
		var last tail
		for rest := all.Bytes(); len(rest) > 0; {
			size := min(len(rest), 7)
			last.Write(rest[:size])
			rest = rest[size:]
		}
		var got []byte
		for i := range shownEntries {
			got = append(got, last.lines[(last.next+i)%shownEntries]...)
		}
		if !bytes.Equal(got, want.Bytes()) {
			t.Errorf("of %d entries: %q", n, got)
		}
	}
}
