#!/usr/bin/env bash
# Draws the badge beside the report, from what the report has read.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

scope=()
scope_of
options=(badge --offline --output "$REPORT/badge.svg")
[ -z "$IN_TEAM" ] || options+=(--team "$IN_TEAM")
code=0
"$MIDSPAN" "${options[@]}" "${scope[@]}" || code=$?
case $code in
    0) ;;
    # The configuration was good enough for the report, so it is the team that is missing.
    2) warn "There is no badge: the report has several teams, or not the one asked for. Name one with the input badge-team." ;;
    *) exit "$code" ;;
esac
