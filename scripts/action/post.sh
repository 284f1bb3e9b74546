#!/usr/bin/env bash
# The month's summary as an issue or a comment; a later run of the same month brings it up to date.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

here=${BASH_SOURCE[0]%/*}
command -v jq >/dev/null || fail "the inputs issue and comment need jq on the runner"
[ -n "${API_TOKEN:-}" ] || fail "the inputs issue and comment need a token in the input api-token"
folder=$(work)/post
rm -rf "$folder"
mkdir -p "$folder"
repository=$GITHUB_API_URL/repos/$GITHUB_REPOSITORY

# Method, address, and a file to send; the answer goes to $folder/answer.json. The token stays out of the arguments.
ask() {
    local method=$1 address=$2 code=0
    local options=(--silent --show-error --max-time 60 --request "$method" --output "$folder/answer.json"
        --write-out '%{http_code}' --header 'Accept: application/vnd.github+json')
    [ "$method" = POST ] || options+=(--retry 3)
    [ $# -lt 3 ] || options+=(--header 'Content-Type: application/json' --data-binary "@$3")
    code=$(printf 'header = "Authorization: Bearer %s"\n' "$API_TOKEN" |
        curl "${options[@]}" --config - "$address") || fail "$address cannot be reached"
    case $code in
        2??) ;;
        403 | 404 | 410) fail "GitHub refuses $method $address ($code): see the permissions that action.yml lists" ;;
        *) fail "GitHub answers $code to $method $address" ;;
    esac
}

month=$(jq -r '.report.period' "$REPORT/report.json")
title="Leadership report: $(jq -r '.report.subject' "$REPORT/report.json"), $month"
mark="<!-- midspan $month -->"

# The short of it, from the report.
awk -v keep='|What moved it|What to try next month|' -f "$here/sections.awk" "$REPORT/report.md" >"$folder/body.md"
# A pull request that is named here would be told so, and so would a person or a team: links become
# plain text, and what GitHub reads as a reference is broken up by a space of no width.
jq -R -s --arg mark "$mark" --arg run "$(run_address)" --arg artifact "${ARTIFACT_URL:-}" \
    --arg published "${PUBLISHED:-}" '
    gsub("\\[(?<text>[^\\[\\]]*)\\]\\(<[^<>]*>\\)"; .text)
    | gsub("@(?=[\\w-])"; "@\u200b")
    # A character written as a number, such as &#40;, stays.
    | gsub("(?<!&)#(?=[\\w-])|#(?![0-9]+;)(?=[\\w-])"; "#\u200b")
    | gsub("(?<sign>GH|gh)-(?=[0-9])"; .sign + "-\u200b")
    | gsub("://"; ":\u200b//")
    | gsub("(?<before>[0-9a-f]{6})(?=[0-9a-f])"; .before + "\u200b")
    # GitHub takes 65,536 characters.
    | if length > 60000 then .[:60000] | sub("\n[^\n]*$"; "") + "\n\nThe rest is in the report." else . end
    | [$mark, .,
       (if $artifact != "" then "The whole report: [artefact](\($artifact)), [run](\($run))." else "The whole report: [run](\($run))." end),
       (if $published != "" then "Published: [charts](\($published))." else empty end)]
    | join("\n\n")' "$folder/body.md" >"$folder/body.json"

# Of the answer, the one with the mark that an app or a member of the project wrote.
marked() {
    jq -r --arg mark "$mark" '[.[] | select(.pull_request == null)
        | select((.body // "") | startswith($mark))
        | select(.user.type == "Bot" or (.author_association | IN("OWNER", "MEMBER", "COLLABORATOR")))]
        | .[0].url // empty' "$folder/answer.json"
}

issue() {
    local known
    ask GET "$repository/issues?state=all&labels=midspan&per_page=100"
    known=$(marked)
    if [ -n "$known" ]; then
        jq -n --slurpfile body "$folder/body.json" '{body: $body[0]}' >"$folder/send.json"
        ask PATCH "$(here_is "$known")" "$folder/send.json"
    else
        jq -n --arg title "$title" --slurpfile body "$folder/body.json" \
            '{title: $title, body: $body[0], labels: ["midspan"]}' >"$folder/send.json"
        ask POST "$repository/issues" "$folder/send.json"
    fi
}

comment() {
    local known='' page
    for page in 1 2 3 4 5 6 7 8 9 10; do
        ask GET "$repository/issues/$IN_COMMENT/comments?per_page=100&page=$page"
        known=$(marked)
        if [ -n "$known" ] || [ "$(jq length "$folder/answer.json")" -lt 100 ]; then break; fi
    done
    jq -n --slurpfile body "$folder/body.json" '{body: $body[0]}' >"$folder/send.json"
    if [ -n "$known" ]; then
        ask PATCH "$(here_is "$known")" "$folder/send.json"
    else
        ask POST "$repository/issues/$IN_COMMENT/comments" "$folder/send.json"
    fi
}

# An address from an answer, if it is of this repository: the token goes nowhere else.
here_is() {
    case $1 in
        "$repository"/issues/*) printf '%s' "$1" ;;
        *) fail "GitHub names $1, which is not of $GITHUB_REPOSITORY" ;;
    esac
}

if [ "$IN_ISSUE" = true ]; then
    issue
    address=$(jq -r '.html_url // empty' "$folder/answer.json")
fi
if [ -n "$IN_COMMENT" ]; then
    comment
    address=$(jq -r '.html_url // empty' "$folder/answer.json")
fi
output url "$address"
echo "$address"
