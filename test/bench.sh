#!/bin/sh
# Measures speed and memory in one run: see docs/performance.md. About six
# minutes on two processors; BENCH_MB=100 BENCH_OBJECTS=100000 for a quick look.
set -eu
mb=${BENCH_MB:-1000}
objects=${BENCH_OBJECTS:-1000000}
dir=$(mktemp -d "${TMPDIR:-/tmp}/hemostat-bench.XXXXXX")
trap 'rm -rf "$dir"' EXIT INT TERM

make -s build
cp bin/hemostat "$dir/hemostat"
go build -o "$dir/bench" ./internal/bench
go test -c -o "$dir/ledger.test" ./internal/ledger

"$dir/bench" -hemostat "$dir/hemostat" -mb "$mb" -objects "$objects" -dir "$dir"

echo
echo "ledger: 2,000,000 synced postings by 2 workers; distinct over 10,000,000 mentions"
TMPDIR="$dir" "$dir/ledger.test" -test.run '^$' -test.bench 'Commit|Distinct' -test.benchtime 1x | grep '^Benchmark'
