#!/usr/bin/env bash
# Commits what is published to a branch of its own, where something changed.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

remote=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git
branch=refs/heads/$IN_BRANCH
# A file that says that the branch is ours; without it nothing is overwritten.
mark=.midspan-branch

# The token goes by the environment: neither arguments nor files show it.
if [ -n "${API_TOKEN:-}" ]; then
    basic=$(printf 'x-access-token:%s' "$API_TOKEN" | base64 | tr -d '\r\n')
    printf '::add-mask::%s\n' "$basic"
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
    export GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $basic"
fi
export GIT_TERMINAL_PROMPT=0
export GIT_AUTHOR_NAME='github-actions[bot]' GIT_COMMITTER_NAME='github-actions[bot]'
export GIT_AUTHOR_EMAIL='41898282+github-actions[bot]@users.noreply.github.com'
export GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL

# Sets `published`, unless somebody else pushed meanwhile.
publish() {
    local clone code=0
    clone=$(work)/branch
    rm -rf "$clone"
    git init -q "$clone"
    cd "$clone"
    git symbolic-ref HEAD "$branch"
    git ls-remote --exit-code "$remote" "$branch" >/dev/null || code=$?
    case $code in
        0)
            git fetch -q --depth 1 "$remote" "$branch"
            git cat-file -e "FETCH_HEAD:$mark" 2>/dev/null ||
                fail "the branch $IN_BRANCH holds something else; choose another name with the input branch"
            git reset -q --soft FETCH_HEAD
            ;;
        2) ;;
        *) fail "the branch $IN_BRANCH cannot be read; publish: branch needs the permission contents: write" ;;
    esac
    cp -R "$SITE/." .
    printf 'Written by midspan; each run replaces what is here.\n' >"$mark"
    touch .nojekyll
    git add --all --force .
    if [ "$code" -eq 0 ] && git diff --cached --quiet FETCH_HEAD; then
        echo "nothing changed on $IN_BRANCH"
        published=true
        return
    fi
    git -c commit.gpgsign=false commit -q -m "report: ${MONTH:-nothing yet}"
    if git push -q "$remote" "HEAD:$branch"; then
        echo "published to $IN_BRANCH"
        published=true
    fi
}

published=false
for attempt in 1 2 3; do
    publish
    if $published; then
        output address "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/tree/$IN_BRANCH"
        exit 0
    fi
    [ "$attempt" -eq 3 ] || sleep "$attempt"
done
fail "the branch $IN_BRANCH could not be written; publish: branch needs the permission contents: write"
