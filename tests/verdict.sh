# SPDX-License-Identifier: MIT
#
# Sourced by test scripts: a folder to work in, and verdicts that are counted. The script ends with `closing_line`.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

verdict() {    # verdict ok|not-ok TEXT
    if [ "$1" = ok ]; then passed=$((passed + 1)); echo "ok - $2"; else failed=$((failed + 1)); echo "not ok - $2"; fi
}

closing_line() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
