#!/usr/bin/env bash
# Looks at the inputs before anything is fetched, and names what is cached.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

one_of() {
    local name=$1 value=$2 known
    shift 2
    for known in "$@"; do
        [ "$value" != "$known" ] || return 0
    done
    fail "the input $name is \"$value\"; it can be: $*"
}

one_of publish "$IN_PUBLISH" none pages branch
one_of incomplete "$IN_INCOMPLETE" warn fail
one_of install "$IN_INSTALL" auto release source
case $IN_COMMENT in
    *[!0-9]*) fail "the input comment is \"$IN_COMMENT\"; it is the number of an issue or pull request" ;;
esac
# The store lies in .midspan, with names in it, and is never part of what is uploaded.
case /$IN_OUT/ in
    //* | */../* | */./* | */.midspan/* | */.git/*)
        fail "the input out is \"$IN_OUT\"; it is a folder of its own in the workspace, such as midspan-report" ;;
esac
case ${RUNNER_OS:?} in
    Windows) case $IN_OUT in *\\* | *:*) fail "write the input out with /, inside the workspace" ;; esac ;;
esac
if [ "$IN_PUBLISH" = branch ]; then
    # Such names also stand in addresses as they are.
    case $IN_BRANCH in
        *[!A-Za-z0-9._/-]*) name=no ;;
        *) name=$(git check-ref-format --branch "$IN_BRANCH" 2>/dev/null) || name=no ;;
    esac
    [ "$name" = "$IN_BRANCH" ] || fail "the input branch is \"$IN_BRANCH\"; it is a name of letters, digits and - . _ /"
    [ "$IN_BRANCH" != "${GITHUB_REF_NAME:-}" ] ||
        fail "the branch $IN_BRANCH is the one that runs; choose one that holds nothing else"
fi

if [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = true ]; then
    warn "The checkout is shallow: commits before it are not seen. Give actions/checkout fetch-depth: 0."
fi

# Other artefact servers than GitHub's own do not know the current uploads.
artifacts=false
case $GITHUB_SERVER_URL in
    https://github.com | https://*.ghe.com) artifacts=true ;;
    *) if [ -n "$IN_ARTIFACT" ]; then
        warn "This server does not take artefacts of actions/upload-artifact 4 and later; upload the folder $IN_OUT with a version that it takes."
        [ "$IN_PUBLISH" != pages ] || fail "publish: pages needs artefacts, which this server does not take; use publish: branch"
    fi ;;
esac
output artifacts "$artifacts"

fingerprint() {
    if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c 1-16
}
# The program depends on its sources, the store on what is read into it.
sources=$(cd "$GITHUB_ACTION_PATH" && find Cargo.toml Cargo.lock src queries assets -type f |
    LC_ALL=C sort | git hash-object --no-filters --stdin-paths | fingerprint)
reads=$(places | fingerprint)
output built "$(work)/built"
output program-key "midspan-program-$RUNNER_OS-$RUNNER_ARCH-$sources"
output store-key "midspan-store-$RUNNER_OS-$reads-"
