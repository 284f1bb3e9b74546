#!/usr/bin/env bash
# Reads what is new and writes the report. A source that came incomplete does not end the job here.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

scope=()
scope_of
code=0
"$MIDSPAN" report --out "$IN_OUT" --months "$IN_MONTHS" "${scope[@]}" || code=$?
incomplete=false
case $code in
    0) ;;
    4)
        incomplete=true
        warn "A source came incomplete; the report is made of what there is. The log says why, and the next run goes on from there."
        ;;
    *) exit "$code" ;;
esac
[ -s "$IN_OUT/report.md" ] || fail "no report was written"
output incomplete "$incomplete"
output report "$IN_OUT"
output month "$(sed -n 's/^ *"period": "\([0-9]\{4\}-[0-9]\{2\}\)",\{0,1\}$/\1/p' "$IN_OUT/report.json" | head -n 1)"
