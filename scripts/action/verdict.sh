#!/usr/bin/env bash
# Ends the job as the inputs ask, after everything else has been done.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ "${CHECK:-}" != broken ] || fail "The policy in the configuration is broken; the annotations say where."
[ "$INCOMPLETE" != true ] || [ "$IN_INCOMPLETE" != fail ] || fail "A source came incomplete."
echo 'Nothing to object.'
