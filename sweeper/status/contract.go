package status

import (
	"fmt"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

// contract is one metric as people rely on it. No label ever holds anything of a ticket or a person.
type contract struct {
	Name, Type, Help string
	labels           []label
}

// label is a label with all its values; it has none when they are the desks, the routes, the codes or the rules.
type label struct {
	name   string
	values []string
}

func names[T ~string](list ...T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

var (
	desk = label{name: "desk"}
	rule = label{name: "rule"}

	configLoaded = contract{"deskhand_config_last_reload_successful", "gauge",
		"1 when the newest configuration is in force, 0 when it was refused and the former one still runs.", nil}
	sweepsTotal = contract{"deskhand_sweeps_total", "counter", "Sweeps ended, by result.",
		[]label{desk, {"result", names(sweeper.OK, sweeper.Partial, sweeper.Failed, sweeper.Skipped)}}}
	sweepDuration = contract{"deskhand_sweep_duration_seconds", "histogram", "How long a sweep took.", []label{desk}}
	lastSuccess   = contract{"deskhand_sweep_last_success_timestamp_seconds", "gauge", "When the last sweep that saw everything ended.", []label{desk}}
	sweepDue      = contract{"deskhand_sweep_due_timestamp_seconds", "gauge",
		"When the desk is late unless a sweep that sees everything ends before: a tick and a grace after the last one that did.", []label{desk}}
	requestsTotal = contract{"deskhand_desk_requests_total", "counter",
		"Requests sent to the desk, by route template and status code, or none where no answer came.", []label{desk, {name: "route"}, {name: "code"}}}
	budgetUsed = contract{"deskhand_rate_budget_used_ratio", "gauge",
		"Part of our own share of the desk's rate limit that is spent now; 1 while the desk wants no requests.", []label{desk}}
	feedPosition = contract{"deskhand_feed_position_timestamp_seconds", "gauge", "Up to when all changes on the desk were taken in.", []label{desk}}
	dueBacklog   = contract{"deskhand_due_backlog_tickets", "gauge", "Tickets that are due and not yet looked at, at most 1000.", []label{desk}}
	coverageOld  = contract{"deskhand_coverage_oldest_timestamp_seconds", "gauge", "When the open ticket that waits longest was last looked at.", []label{desk}}
	coverage     = contract{"deskhand_coverage_ratio", "gauge", "Part of the open tickets, 0 to 1, that is not overdue for a look by more than a day.", []label{desk}}
	escalations  = contract{"deskhand_escalations", "gauge", "Tickets with an escalation that people must act on, by its state; each counts once.",
		[]label{desk, {"state", []string{"recommended", "unlikely", "needs_details", "approved"}}}}
	flagsNow    = contract{"deskhand_flags", "gauge", "Flags standing now.", []label{desk, {"flag", []string{"stale", "eta_missing", "update_overdue"}}}}
	raisedTotal = contract{"deskhand_flags_raised_total", "counter", "Flags and reasons set on tickets, by rule of the policy.", []label{desk, rule}}
	writesTotal = contract{"deskhand_writes_total", "counter", "Writes to tickets, by kind and outcome.",
		[]label{desk, {"kind", []string{"tags", "note"}}, {"outcome", names(helpdesk.Written, helpdesk.Conflict, helpdesk.Refused, helpdesk.Unsure)}}}
	overridesTotal = contract{"deskhand_overrides_total", "counter", "Times that people took off or put on one of our tags, or told Deskhand to leave a ticket alone, by rule.",
		[]label{desk, rule, {"action", names(sweeper.Actions...)}}}
	writesHeld = contract{"deskhand_writes_held", "gauge", "What the last sweep planned and did not write, by cause.",
		[]label{desk, {"cause", []string{"guard", "cap", "observe", "live", "parked"}}}}
	credentialEnds = contract{"deskhand_credential_expiry_timestamp_seconds", "gauge", "When the desk's credential ends; absent when nobody knows.", []label{desk}}
)

// contracts are all metrics of our own but deskhand_build_info, in the order in which people are told of them.
var contracts = []contract{
	configLoaded, sweepsTotal, sweepDuration, lastSuccess, sweepDue, requestsTotal, budgetUsed, feedPosition, dueBacklog, coverageOld, coverage,
	escalations, flagsNow, raisedTotal, writesTotal, overridesTotal, writesHeld, credentialEnds,
}

func (c contract) labelNames() []string {
	out := make([]string, len(c.labels))
	for i, l := range c.labels {
		out[i] = l.name
	}
	return out
}

// values are all values of a label.
func (c contract) values(name string) []string {
	for _, l := range c.labels {
		if l.name == name {
			return l.values
		}
	}
	return nil
}

func (c contract) desc() *prometheus.Desc {
	return prometheus.NewDesc(c.Name, c.Help, c.labelNames(), nil)
}

// MetricsTable is the contract as a table in Markdown, for the admins' guide.
func MetricsTable() string {
	var b strings.Builder
	b.WriteString("| metric | type | labels | says |\n|---|---|---|---|\n")
	for _, c := range contracts {
		labels := make([]string, len(c.labels))
		for i, l := range c.labels {
			labels[i] = l.name
			if len(l.values) > 0 {
				labels[i] += "=" + strings.Join(l.values, `\|`)
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", c.Name, c.Type, strings.Join(labels, ", "), c.Help)
	}
	return b.String()
}
