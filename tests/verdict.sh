# SPDX-License-Identifier: MIT
#
# Sourced by test scripts: a folder to work in, checks, and verdicts that are counted. The script ends with `closing_line`.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

verdict() {    # verdict ok|not-ok TEXT
    if [ "$1" = ok ]; then passed=$((passed + 1)); echo "ok - $2"; else failed=$((failed + 1)); echo "not ok - $2"; fi
}

check() {      # check TEXT COMMAND...: the command succeeds
    local text=$1
    shift
    if "$@"; then verdict ok "$text"; else verdict not-ok "$text"; fi
}
not() { ! "$@"; }
equal() { [ "$1" = "$2" ] || { printf 'got:  %s\nwant: %s\n' "$1" "$2"; false; }; }
# shellcheck disable=SC2053   # $2 is a pattern
like() { [[ $1 == $2 ]] || { printf 'got:  %s\nlike: %s\n' "$1" "$2"; false; }; }

closing_line() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
