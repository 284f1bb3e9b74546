# shellcheck shell=bash
# What the steps of the action share. Read by each of them; does nothing by itself.
set -euo pipefail

# A command of the runner is one line; these three characters would end it or begin another.
escaped() {
    local text=$1
    text=${text//'%'/%25}
    text=${text//$'\r'/%0D}
    printf '%s' "${text//$'\n'/%0A}"
}

fail() {
    printf '::error title=Midspan::%s\n' "$(escaped "$1")"
    exit 1
}

warn() {
    printf '::warning title=Midspan::%s\n' "$(escaped "$1")"
}

# An output of the step. Values are of one line.
output() {
    printf '%s=%s\n' "$1" "${2//[$'\r\n']/ }" >>"$GITHUB_OUTPUT"
}

# Nothing of this is published.
work() {
    local folder=${RUNNER_TEMP:?}/midspan
    mkdir -p "$folder"
    printf '%s' "$folder"
}

# The places to report on, one a line.
places() {
    local line found=false
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%$'\r'}
        line=${line#"${line%%[![:space:]]*}"}
        line=${line%"${line##*[![:space:]]}"}
        [ -n "$line" ] || continue
        found=true
        printf '%s\n' "$line"
    done <<<"${MIDSPAN_WHERE:-}"
    $found && return
    if git rev-parse --git-dir >/dev/null 2>&1; then
        printf '.\n'
    else
        printf '%s\n' "${GITHUB_REPOSITORY:?}"
    fi
}

# Arguments that say what to look at, into the array `scope`.
scope_of() {
    scope=()
    [ -z "${IN_CONFIG:-}" ] || scope+=(--config "$IN_CONFIG")
    [ -z "${IN_UNTIL:-}" ] || scope+=(--until "$IN_UNTIL")
    local place
    scope+=(--)
    while IFS= read -r place; do
        scope+=("$place")
    done < <(places)
}

# Where the run can be looked at.
run_address() {
    printf '%s/%s/actions/runs/%s' "$GITHUB_SERVER_URL" "$GITHUB_REPOSITORY" "$GITHUB_RUN_ID"
}
