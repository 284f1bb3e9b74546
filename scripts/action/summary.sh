#!/usr/bin/env bash
# The report on the page of the run.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

here=${BASH_SOURCE[0]%/*}
# GitHub shows no summary of more than 1 MiB; some of it is for what stands around the report.
limit=1000000
text=$(work)/summary.md

place='the folder of the report'
[ -z "${ARTIFACT_URL:-}" ] || place="the [artefact of this run]($ARTIFACT_URL)"
raw=
links=
if [ -n "${PUBLISHED:-}" ]; then
    place="$place and [published]($PUBLISHED)"
    links=${PUBLISHED/\/tree\//\/blob\/}
    [ "${PRIVATE:-}" != false ] || raw=${PUBLISHED/\/tree\//\/raw\/}
fi

drop='|'
put_together() {
    RAW=$raw LINKS=$links awk -v drop="$drop" -f "$here/sections.awk" "$REPORT/report.md" >"$text"
}
put_together
left_out=
for section in 'All signals' 'The practices, one by one' 'Data notes' 'Milestones, planned and done' \
    'Where pull requests wait' 'Trajectory' 'What moved it'; do
    [ "$(wc -c <"$text")" -gt "$limit" ] || break
    drop="$drop$section|"
    left_out="${left_out:+$left_out, }$section"
    put_together
done
if [ "$(wc -c <"$text")" -gt "$limit" ]; then
    # Whole lines, and no code block left open.
    LC_ALL=C awk -v limit="$limit" '
        (size += length($0) + 1) > limit { exit }
        /^```/ { fenced = !fenced }
        { print }
        END { if (fenced) print "```" }' "$text" >"$text.cut"
    mv "$text.cut" "$text"
    left_out="${left_out:+$left_out, }and what follows"
fi

{
    case ${CHECK:-} in
        broken) printf '> **The policy is broken.**\n\n' ;;
        passed) printf '> The policy holds.\n\n' ;;
    esac
    if [ -s "$REPORT/check.txt" ]; then
        # Indented, so that nothing in it can end the block.
        sed 's/^/    /' "$REPORT/check.txt"
        printf '\n'
    fi
    cat "$text"
    printf '\n\nCharts, definitions and data are in %s.\n' "$place"
    [ -z "$left_out" ] || printf '\nToo long to be shown here: %s.\n' "$left_out"
} >>"$GITHUB_STEP_SUMMARY"
