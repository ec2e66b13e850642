#!/bin/sh
# Runs every fuzz target of the module for a while, one after the other.
set -eu
time=${1:-30s}
go list -f '{{.ImportPath}} {{.Dir}}' ./... | while read -r path dir; do
	cat "$dir"/*_test.go 2>/dev/null | sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' | sort -u | while read -r target; do
		echo "$path $target"
		# Without its limit, making an input smaller takes a minute of each find.
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 1x "$path"
	done
done
