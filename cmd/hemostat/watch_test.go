package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hemostat/hemostat/internal/scan"
)

// Lines that say nothing new come once a minute.
func TestLines(t *testing.T) {
	var out bytes.Buffer
	show := lines(&out)
	for range 2 * (sameLines + 1) {
		show(scan.MeterReading{Listed: 9, Done: 8})
	}
	show(scan.MeterReading{Listed: 9, Done: 9})
	if n := strings.Count(out.String(), "\n"); n != 3 {
		t.Errorf("%d lines, want 3: %s", n, out.String())
	}
}
