# Builds FerretDB, which speaks the protocol of MongoDB, into the path that is given. `go install` cannot: the
# module lacks the file that names its version, without which the program refuses to start.
set -eu
version=v1.24.2
dir=$(mktemp -d)
trap 'chmod -R u+w "$dir" && rm -rf "$dir"' EXIT
module=$(cd "$dir" && go mod download -json github.com/FerretDB/FerretDB@$version | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
cp -R "$module" "$dir/src"
chmod -R u+w "$dir/src"
echo $version >"$dir/src/build/version/version.txt"
CGO_ENABLED=0 go build -C "$dir/src" -trimpath -ldflags "-s -w" -o "$1" ./cmd/ferretdb
