#!/usr/bin/env bash
# Gets the program: given, built before, released, or built now.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

suffix=
[ "$RUNNER_OS" != Windows ] || suffix=.exe

use() {
    "$1" --version || fail "$1 does not run"
    output program "$1"
    exit 0
}

if [ -n "$IN_PROGRAM" ]; then
    [ -f "$IN_PROGRAM" ] || fail "the input program is \"$IN_PROGRAM\", which is not there"
    use "$(cd "$(dirname "$IN_PROGRAM")" && pwd)/$(basename "$IN_PROGRAM")"
fi

if [ "$IN_INSTALL" != release ] && [ -x "$BUILT/bin/midspan$suffix" ]; then
    use "$BUILT/bin/midspan$suffix"
fi

version=${IN_VERSION#v}
if [ -z "$version" ]; then
    version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1)
fi
case $version in
    '' | *[!0-9A-Za-z.+-]*) fail "the input version is \"$version\"; it is such as 0.1.0" ;;
esac

target() {
    local processor
    case $RUNNER_ARCH in
        X64) processor=x86_64 ;;
        ARM64) processor=aarch64 ;;
        *) return 1 ;;
    esac
    case $RUNNER_OS in
        Linux)
            # The C library of the machine decides; an older one than the build's refuses to run it.
            if (ldd --version 2>&1 || true) | grep -qi musl; then
                printf '%s-unknown-linux-musl' "$processor"
            else
                printf '%s-unknown-linux-gnu' "$processor"
            fi
            ;;
        macOS) printf '%s-apple-darwin' "$processor" ;;
        Windows) [ "$processor" = x86_64 ] && printf '%s-pc-windows-msvc' "$processor" ;;
        *) return 1 ;;
    esac
}

# Where releases are: with the action, or here where the action is part of the checkout.
repository() {
    local below=${GITHUB_ACTION_PATH#*_actions/}
    if [ -n "${ACTION_REPOSITORY:-}" ]; then
        printf '%s' "$ACTION_REPOSITORY"
    elif [ "$below" != "$GITHUB_ACTION_PATH" ]; then
        printf '%s' "$below" | cut -d / -f 1-2
    else
        printf '%s' "$GITHUB_REPOSITORY"
    fi
}

sum_of() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# 0: unpacked; 1: there is no such release. What is there and wrong ends the step.
released() {
    local target name base folder wanted
    target=$(target) || { echo "no release is built for $RUNNER_OS on $RUNNER_ARCH"; return 1; }
    name=midspan-$version-$target
    base=$GITHUB_SERVER_URL/$(repository)/releases/download/v$version
    folder=$(work)/release
    rm -rf "$folder"
    mkdir -p "$folder"
    if ! curl --fail --silent --show-error --location --retry 3 --max-time 300 \
        --output "$folder/SHA256SUMS" "$base/SHA256SUMS" ||
        ! curl --fail --silent --show-error --location --retry 3 --max-time 600 \
            --output "$folder/$name.tar.gz" "$base/$name.tar.gz"; then
        echo "there is no release $version for $target at $base"
        return 1
    fi
    wanted=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$name\.tar\.gz\$/\1/p" "$folder/SHA256SUMS")
    [ -n "$wanted" ] || fail "SHA256SUMS of release $version does not name $name.tar.gz"
    [ "$wanted" = "$(sum_of "$folder/$name.tar.gz")" ] ||
        fail "$name.tar.gz is not what SHA256SUMS of release $version says; it was not unpacked"
    tar -xzf "$folder/$name.tar.gz" -C "$folder" || fail "$name.tar.gz cannot be unpacked"
    program=$folder/$name/midspan$suffix
}

if [ "$IN_INSTALL" != source ]; then
    if released; then
        if "$program" --version >/dev/null; then use "$program"; fi
        echo "release $version does not run here"
    fi
    [ "$IN_INSTALL" = auto ] || fail "there is no release that runs here; leave the input install out to build from source"
fi

command -v cargo >/dev/null ||
    fail "neither a release nor cargo is at hand; name a release with version, or a program with program"
[ -z "$IN_VERSION" ] || fail "release $version is not there, and the files of this action are of another version"
warn "Midspan is built from source, which takes many minutes; later runs use the result."
cargo install --locked --path "$GITHUB_ACTION_PATH" --root "$BUILT" --target-dir "$(work)/target" \
    --no-track --force
output built true
use "$BUILT/bin/midspan$suffix"
