# Takes sections out of report.md. Variables:
#   keep   names of the sections to keep besides the head, between bars; empty: all
#   drop   names of the sections to leave out, between bars
#   fold   names of the sections to fold away, between bars
# and in the environment RAW, the address below which the charts are; without it they are not shown.
BEGIN { raw = ENVIRON["RAW"] }
function listed(names, name) { return index(names, "|" name "|") > 0 }
function unfold() { if (folded) { print "\n</details>\n"; folded = 0 } }

/^```/ { fenced = !fenced }
!fenced && /^## / {
    unfold()
    name = substr($0, 4)
    shown = (keep == "" || listed(keep, name)) && !listed(drop, name)
    if (shown && listed(fold, name)) {
        print "<details><summary>" name "</summary>\n"
        folded = 1
        next
    }
}
NR == 1 { shown = 1 }
!shown { next }
!fenced && /^!\[[^\]]*\]\(charts\/[a-z]+\.svg\)$/ {
    if (raw == "") next
    print substr($0, 1, index($0, "](") + 1) raw "/" substr($0, index($0, "](") + 2)
    next
}
{ print }
END { unfold() }
