#!/bin/sh
# Measures other programs and ours over the same files: see docs/performance.md.
# About four minutes on two processors once the peers are built, which takes ten
# more the first time. PEERS_MB=20 for a quick look. No credential is verified:
# nothing of this uses the network but the building.
set -eu
mb=${PEERS_MB:-100}
into=$(pwd)/.tools/bench-peers
dir=$(mktemp -d "${TMPDIR:-/tmp}/hemostat-peers.XXXXXX")
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT INT TERM
mkdir -p "$into"

# source MODULE@VERSION: the module's folder, fetched through the proxy and checked
# against the checksum database.
source_of() {
	go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'
}

# peer NAME MODULE VERSION: builds a program within its own module, so that the
# versions and replacements of its own go.mod hold, as they do not for `go install`.
# The link NAME leads to it; its target tells the version.
peer() {
	case $(readlink "$into/$1" || true) in
	"$1@$3"*) [ ! -x "$into/$1" ] || return 0 ;;
	esac
	rm -f "$into/$1"
	(
		from=$(source_of "$2@$3")
		[ -n "$from" ]
		cp "$from/go.mod" "$dir/$1.mod"
		cp "$from/go.sum" "$dir/$1.sum"
		cd "$from"
		built=$1@$3
		# Where the fork of an engine cannot be had, what it was forked from is built in.
		if [ "$1" = betterleaks ] && ! fork github.com/betterleaks/go-re2 >/dev/null 2>&1; then
			stand_in "$dir/$1.mod" github.com/betterleaks/go-re2 github.com/wasilibs/go-re2 v1.11.0
			built=$built+wasilibs-re2
		fi
		GOWORK=off GOFLAGS=-mod=mod go build -modfile "$dir/$1.mod" -trimpath -o "$into/$built" .
		ln -s "$built" "$into/$1"
	) || echo "bench-peers: $1 could not be built: see above; go mod download $2@$3 must work" >&2
}

# fork MODULE: whether the module in the version that ./go.mod asks for can be had.
fork() {
	go mod download "$1@$(sed -n "s#^	$1 \(v[^ ]*\).*#\1#p" go.mod)"
}

# stand_in MODFILE MODULE OTHER VERSION: replaces a module by a copy of another one.
stand_in() {
	echo "bench-peers: $2 cannot be had; $3@$4, which it is a fork of, stands in for it" >&2
	cp -R "$(source_of "$3@$4")" "$dir/stand-in"
	chmod -R u+w "$dir/stand-in"
	grep -rl "$3" "$dir/stand-in" --include '*.go' --include go.mod | xargs sed -i "s#$3#$2#g"
	go mod edit -replace "$2=$dir/stand-in" "$1"
}

peer gitleaks github.com/zricethezav/gitleaks/v8 v8.30.1
peer betterleaks github.com/betterleaks/betterleaks v1.7.0
peer trufflehog github.com/trufflesecurity/trufflehog/v3 v3.97.0
command -v rg >/dev/null || sh test/apt.sh ripgrep || true

make -s build
cp bin/hemostat "$dir/hemostat"
go build -o "$dir/bench" ./internal/bench
"$dir/bench" -hemostat "$dir/hemostat" -peers "$into" -mb "$mb" -dir "$dir" \
	-clean "$(go env GOROOT)/src/runtime,$(go env GOROOT)/src/cmd/compile" -examples "${PEERS_EXAMPLES:-20}"
