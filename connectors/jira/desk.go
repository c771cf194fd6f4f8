package jira

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// desk is one configured Jira: a helpdesk.Connector. It may be used from several goroutines.
type desk struct {
	*client
	name     string
	config   Config
	statuses statuses

	types       sync.Map    // project key -> type, of projects whose issues don't tell it
	keepsLedger atomic.Bool // the desk was seen to keep the ledger that came with an edit
}

// versionOf names the state of an issue: the update time, and a digest of what a plan rests on, because some changes don't
// move that time, and some desks cut it to seconds. It is empty when the update time can't be read.
func versionOf(i issue) string {
	var updated stamp
	if !i.read("updated", &updated) {
		return ""
	}
	var status, priority named
	var assignee user
	i.read("status", &status)
	i.read("priority", &priority)
	i.read("assignee", &assignee)
	labels := i.labels()
	slices.Sort(labels)
	digest := fnv.New32a()
	fmt.Fprintf(digest, "%s|%s|%s|%s", status.ID, priority.ID, assignee.id(), strings.Join(labels, " "))
	return fmt.Sprintf("%d-%08x", updated.UnixMilli(), digest.Sum32())
}

// splitVersion gives the update time of a version and its digest.
func splitVersion(version string) (updated time.Time, digest string) {
	millis, digest, _ := strings.Cut(version, "-")
	n, err := strconv.ParseInt(millis, 10, 64)
	if err != nil {
		return time.Time{}, digest
	}
	return time.UnixMilli(n).UTC(), digest
}

// BudgetUsed implements helpdesk.Metered.
func (d *desk) BudgetUsed() float64 { return d.rest.Used() }
