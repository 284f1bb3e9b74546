# Takes sections out of report.md. Variables:
#   keep   names of the sections to keep besides the head, between bars; empty: all
#   drop   names of the sections to leave out, between bars
# and in the environment RAW and LINKS, the addresses below which charts can be shown and linked to;
# without one there are none.
BEGIN { raw = ENVIRON["RAW"]; links = ENVIRON["LINKS"] }
function listed(names, name) { return index(names, "|" name "|") > 0 }

/^```/ { fenced = !fenced }
!fenced && /^## / {
    name = substr($0, 4)
    shown = (keep == "" || listed(keep, name)) && !listed(drop, name)
}
NR == 1 { shown = 1 }
!shown { next }
!fenced && /^!\[[^\]]*\]\(charts\/[a-z]+\.svg\)$/ {
    if (raw == "") next
    print substr($0, 1, index($0, "](") + 1) raw "/" substr($0, index($0, "](") + 2)
    next
}
!fenced && /\]\(charts\// {
    if (links == "") next
    rest = $0
    line = ""
    while (at = index(rest, "](charts/")) {
        line = line substr(rest, 1, at + 1) links "/"
        rest = substr(rest, at + 2)
    }
    print line rest
    next
}
{ print }
