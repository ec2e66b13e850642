#!/bin/sh
# Succeeds where each of the programs is there, in the path or among those of the system.
for program in "$@"; do
	PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || exit 1
done
