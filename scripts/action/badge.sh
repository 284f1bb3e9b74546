#!/usr/bin/env bash
# Draws the badge beside the report, from what the report has read.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

scope=()
scope_of
"$MIDSPAN" badge --offline --output "$REPORT/badge.svg" "${scope[@]}"
