#!/bin/bash
# Makes the packs and other files of git of extract/testdata/real/git with git itself.
# Anyone on Debian can run it again:
#
#   apt-get install git
#   test/files/git.sh
#
# All data in them is invented.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$root/extract/testdata/real/git
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
rm -f "$out"/*
cd "$work"
export TZ=UTC LC_ALL=C.UTF-8 HOME=$work GIT_CONFIG_NOSYSTEM=1
git -c init.defaultBranch=main init -q repo
cd repo
day=0
commit() { # author, mail, message
  day=$((day + 1))
  export GIT_AUTHOR_DATE="2022-08-$(printf %02d $day)T12:00:00Z" GIT_COMMITTER_DATE="2022-08-$(printf %02d $day)T13:00:00Z"
  export GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$2 GIT_COMMITTER_NAME=${4:-$1} GIT_COMMITTER_EMAIL=${5:-$2}
  git add -A
  git commit -q --allow-empty -m "$3"
}
mkdir -p config src/deep
printf 'host = db1.contoso.example\nuser = svc_orders\npassword = S3cr3t-in-history-4711\n' > config/app.ini
for i in $(seq 1 120); do echo "line $i of the handbook, ask anna.becker@contoso.example or extension $((i * 7 % 100))"; done > src/deep/handbook.txt
cp "$root/extract/testdata/in/customers.csv" src/customers.csv
commit 'Anna Becker' anna.becker@contoso.example 'First import

Asked for by Jane Doe <jane.doe@fabrikam.example>.'
printf 'host = db1.contoso.example\nuser = svc_orders\n' > config/app.ini
sed -i '7s/.*/line 7 was changed by jörg@fabrikam.example/' src/deep/handbook.txt
commit 'Jörg Müller' jörg@fabrikam.example 'Take the password out' 'Release Bot' bot@contoso.example
for i in 40 80 90; do sed -i "${i}s/.*/line $i, second edition/" src/deep/handbook.txt; commit 'Anna Becker' anna.becker@contoso.example "Edition of line $i"; done
git -c user.name='Anna Becker' -c user.email=anna.becker@contoso.example tag -a v1.0 -m 'Release for Contoso, call +1 555 0142'
git checkout -q -b side HEAD~2
printf 'a branch that was never merged: ticket@fabrikam.example\n' > side.txt
commit 'Anna Becker' anna.becker@contoso.example 'On the side'
git checkout -q main
g=.git
cp "$g/index" "$out/index"
loose() { cp "$g/objects/$(git rev-parse "$1" | sed 's|^..|&/|')" "$out/$2"; }
loose HEAD:config/app.ini loose-blob
loose HEAD loose-commit
loose v1.0 loose-tag
loose HEAD:src loose-tree
git bundle create -q "$out/main.bundle" main
git -c pack.writeReverseIndex=true repack -qadf --depth=20 --window=20
cp $g/objects/pack/pack-*.pack "$out/main.pack"
cp $g/objects/pack/pack-*.idx "$out/main.idx"
cp $g/objects/pack/pack-*.rev "$out/main.rev"
git rev-list --objects main | cut -d' ' -f1 | git pack-objects -q --stdout --no-reuse-delta --window=20 > "$out/refdelta.pack"
{ git rev-parse main; echo ^main~1; } | git pack-objects -q --revs --thin --stdout > "$out/thin.pack"
git update-index --index-version 4
cp "$g/index" "$out/index4"
head -c 1500 "$out/main.pack" > "$out/cut.pack"
