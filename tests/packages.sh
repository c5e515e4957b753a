# SPDX-License-Identifier: MIT
#
# Sourced by scripts that need programs a fresh Debian or Ubuntu lacks.

# install_packages PACKAGE...: with the options in apt_options. Where they may not be installed, they are named; then, and
# where the installation fails, the exit status is 3.
apt_options=()
install_packages() {
    local as_root=
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    if ! command -v apt-get > /dev/null || ! $as_root true 2> /dev/null; then
        echo "Please install these packages, then run this again: $*" >&2
        exit 3
    fi
    echo "Installing $*"
    $as_root apt-get update -qq || exit 3
    # Another apt-get, as the system starts them by itself, is waited for.
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 "${apt_options[@]}" "$@" \
        > /dev/null || exit 3
}

# require_packages WHAT:PACKAGE...: WHAT is a command, or a file by its full path. What is missing is installed.
require_packages() {
    local entry missing=()
    for entry in "$@"; do
        command -v "${entry%%:*}" > /dev/null || [ -f "${entry%%:*}" ] || missing+=("${entry#*:}")
    done
    [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
}
