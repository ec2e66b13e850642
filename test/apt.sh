#!/bin/sh
# Installs Debian packages for the tests where this user may, else says the line. No
# service is started by it: the tests start their own.
set -eu
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	apt-get update -qq
	# RUNLEVEL: tests start their servers themselves, and nothing else should.
	RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
else
	echo "the tests need $*: run as root: apt-get install $*" >&2
	exit 1
fi
