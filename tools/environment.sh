#!/bin/sh
# environment.sh VENV LOCK...: makes VENV hold what the lock files pin, by hash, and this project.
# uv does it in seconds; where uv cannot be had or cannot reach an index, pip does it.
set -eu

venv=$1
shift

say() { echo "environment: $*" >&2; }

# A new enough Python that starts (a version manager's shim may stand for nothing) and has venv.
find_python() {
    found=
    for name in python3.11 python3.12 python3.13 python3.14 python3 python; do
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
        found=$(command -v "$name")
        if "$name" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$found"
            return
        fi
    done
    if [ -n "$found" ]; then
        say "$found lacks the venv module; install it (on Debian and Ubuntu: apt-get install python3-venv)"
    else
        say "no Python 3.11 or newer was found; install one (on Debian and Ubuntu: apt-get install python3 python3-venv)"
    fi
    return 1
}

# The lines of one package in a lock: its pin and its hashes.
pinned() {
    awk -v name="$1==" 'index($0, name) == 1 { on = 1 } on { print } on && !/\\$/ { exit }' "$2"
}

if ! "$venv/bin/python" -c '' >/dev/null 2>&1; then
    python=$(find_python)
    say "making $venv with $("$python" --version)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

pip="$venv/bin/python -m pip --disable-pip-version-check --no-input"
say "installing what $* pin"

if [ ! -x "$venv/bin/uv" ]; then
    pinned uv requirements-dev.lock >"$venv/uv.lock"
    $pip install --quiet --only-binary :all: --require-hashes -r "$venv/uv.lock" ||
        say "uv cannot be had here; going on with pip"
fi

for lock; do
    shift
    set -- "$@" -r "$lock"
done
if ! { [ -x "$venv/bin/uv" ] &&
    VIRTUAL_ENV=$venv "$venv/bin/uv" pip install --quiet --require-hashes "$@"; }; then
    say "installing with pip"
    $pip install --require-hashes "$@"
fi
"$venv/bin/python" tools/portal.py build
$pip install --quiet --no-deps --no-build-isolation --editable .
say "ready"
