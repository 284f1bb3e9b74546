#!/usr/bin/env bash
# Puts together what is published: the page, its text, the charts and the badge, and no data.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

site=$(work)/site
rm -rf "$site"
mkdir -p "$site/charts"
cp "$REPORT/report.html" "$site/report.html"
cp "$REPORT/report.html" "$site/index.html"
# With several teams there is a page of each, which leads back to report.html.
[ ! -d "$REPORT/teams" ] || cp -R "$REPORT/teams" "$site/"
cp "$REPORT/report.md" "$site/README.md"
cp "$REPORT"/charts/*.svg "$site/charts/"
[ ! -f "$REPORT/badge.svg" ] || cp "$REPORT/badge.svg" "$site/"
# Reports are written for their owner alone; a web server is somebody else.
chmod -R a+rX "$site"
output site "$site"
