#!/usr/bin/env bash
# The installed tree and the .deb's content score from wherever they are put, with nothing of the
# source tree or the environment to help them.
#
# Usage: relocated.sh BUILD_FOLDER ESSAY
set -euo pipefail
build=$1 essay=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

scores_from() {
  local program=$1
  (cd / && env -i HOME="$work" PATH=/usr/bin:/bin "$program" score "$essay" --json) >"$work/answer" ||
    { echo "$program:"; cat "$work/answer"; exit 1; }
  grep -q '"score":[1-6]' "$work/answer" || { echo "$program: no score:"; cat "$work/answer"; exit 1; }
  (cd / && env -i HOME="$work" PATH=/usr/bin:/bin "$program" score "$essay" --model lstm --json) >"$work/answer"
  grep -q '"model":"lstm"' "$work/answer" || { echo "$program: no score by lstm:"; cat "$work/answer"; exit 1; }
}

cmake --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved elsewhere"
scores_from "$work/moved elsewhere/bin/redquill"

(cd "$work" && cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/deb" >/dev/null)
dpkg-deb -x "$work"/deb/*.deb "$work/root"
scores_from "$work/root/usr/bin/redquill"
dpkg-deb -f "$work"/deb/*.deb Depends | grep -q libxgboost0 || { echo "the .deb names no libraries"; exit 1; }
