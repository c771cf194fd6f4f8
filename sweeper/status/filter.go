package status

import (
	"net/url"
	"slices"
	"strings"
)

// filter says which rows of the queue are asked for. It lives in the page's address, so that a link keeps it.
type filter struct {
	Need, Desk, Reason string // empty for all
	Words              string // a ticket, a reference, or words
}

func readFilter(q url.Values) filter {
	return filter{Need: q.Get("need"), Desk: q.Get("desk"), Reason: q.Get("reason"), Words: strings.TrimSpace(q.Get("q"))}
}

// values are what an address holds of the filter.
func (f filter) values() url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"need": f.Need, "desk": f.Desk, "reason": f.Reason, "q": f.Words} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// with returns the address of the queue under this filter with one thing more said.
func (f filter) with(name, value string) string {
	q := f.values()
	if value != "" {
		q.Set(name, value)
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

// Any reports whether it leaves anything out.
func (f filter) Any() bool { return f != filter{} }

// apply returns the rows that the filter lets through, in their order.
func (f filter) apply(rows []*Row) []*Row {
	if !f.Any() {
		return rows
	}
	n := needNamed(f.Need)
	words := strings.ToLower(f.Words)
	ref := strings.TrimPrefix(words, "ref ")
	var kept []*Row
	for _, r := range rows {
		switch {
		case f.Need != "" && !slices.Contains(n.of, r.Needs):
		case f.Desk != "" && r.Desk != f.Desk:
		case f.Reason != "" && !slices.Contains(visibleAll(r.Reasons), f.Reason):
		case words != "" && r.Ref != ref && !r.tells(words):
		default:
			kept = append(kept, r)
		}
	}
	return kept
}

// tells reports whether the row shows the words, which are in lower case.
func (r *Row) tells(words string) bool {
	if slices.Contains([]string{r.Ticket, strings.ToLower(r.Key), r.Desk + "/" + r.Ticket, r.Desk + "/" + strings.ToLower(r.Key)}, words) {
		return true
	}
	in := func(text string) bool { return strings.Contains(strings.ToLower(text), words) }
	return in(r.Key) || in(r.Quote) || in(r.QuoteBy) || in(r.LastMove) || slices.ContainsFunc(r.Reasons, in) || slices.ContainsFunc(r.Flags, in)
}

// reasonsOf returns the reasons that the rows show, sorted and fit to be shown.
func reasonsOf(rows []*Row) []string {
	seen := map[string]bool{}
	var all []string
	for _, r := range rows {
		for _, reason := range r.Reasons {
			if !seen[reason] {
				seen[reason] = true
				all = append(all, reason)
			}
		}
	}
	all = visibleAll(all)
	slices.Sort(all)
	return slices.Compact(all)
}

// stretch is a part of the queue that fits a page.
type stretch struct {
	rows              []*Row
	first             int    // the place of the first of them, from 0
	before, following string // cursors of the stretches around it; empty when there is none
}

// cut returns the stretch behind the row at the cursor after, or before the one at the cursor before. It holds its place though
// rows come and go.
func cut(rows []*Row, after, before string) stretch {
	from, to := 0, 0
	if at, ok := readCursor(before); ok {
		to, _ = slices.BinarySearchFunc(rows, at, byUrgency)
		from = max(0, to-rowsPerPage)
		to = min(max(to, from+rowsPerPage), len(rows))
	} else {
		if at, ok := readCursor(after); ok {
			found := false
			if from, found = slices.BinarySearchFunc(rows, at, byUrgency); found {
				from++
			}
		}
		to = min(from+rowsPerPage, len(rows))
	}
	s := stretch{rows: rows[from:to], first: from}
	if from > 0 && from < len(rows) {
		s.before = rows[from].cursor()
	}
	if to < len(rows) {
		s.following = rows[to-1].cursor()
	}
	return s
}
