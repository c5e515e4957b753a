# SPDX-License-Identifier: MIT
#
# Sourced by scripts that need programs a fresh Debian or Ubuntu lacks.

# require_packages WHAT:PACKAGE...: WHAT is a command, or a file by its full path. What is missing is installed, or named if
# it may not be; then, and where the installation fails, the exit status is 3.
require_packages() {
    local entry missing=()
    for entry in "$@"; do
        command -v "${entry%%:*}" > /dev/null || [ -f "${entry%%:*}" ] || missing+=("${entry#*:}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local as_root=
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    if ! command -v apt-get > /dev/null || ! $as_root true 2> /dev/null; then
        echo "Please install these packages, then run this again: ${missing[*]}" >&2
        exit 3
    fi
    echo "Installing ${missing[*]}"
    $as_root apt-get update -qq || exit 3
    # Another apt-get, as the system starts them by itself, is waited for.
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 "${missing[@]}" > /dev/null ||
        exit 3
}
