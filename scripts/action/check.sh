#!/usr/bin/env bash
# Holds the policy against what the report has read. A broken one fails the job at its end.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

scope=()
scope_of
# Annotations for the run, and the same as text for its page and the artefact.
code=0
"$MIDSPAN" check --offline --format github "${scope[@]}" || code=$?
case $code in
    0) output check passed ;;
    1) output check broken ;;
    *) exit "$code" ;;
esac
"$MIDSPAN" check --offline --format text "${scope[@]}" >"$REPORT/check.txt" || [ $? -eq 1 ]
