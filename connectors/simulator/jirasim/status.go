package jirasim

import (
	"slices"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// category is one of the three stages that every status belongs to.
type category struct {
	id    int
	key   string
	name  string
	color string
}

var (
	categoryToDo       = category{2, "new", "To Do", "blue-gray"}
	categoryInProgress = category{4, "indeterminate", "In Progress", "yellow"}
	categoryDone       = category{3, "done", "Done", "green"}

	categories = []category{categoryToDo, categoryInProgress, categoryDone}
)

// names are the words that JQL takes for the category.
func (c category) names() []string { return []string{c.name, c.key} }

// status is a status of a workflow.
type status struct {
	id       string
	name     string
	category category
}

// workflow says how the statuses of the simulated desk are called in a kind of project.
type workflow map[string]status

var (
	serviceWorkflow = workflow{
		simulator.New:     {"10100", "Open", categoryToDo},
		simulator.Open:    {"10101", "Waiting for support", categoryInProgress},
		simulator.Pending: {"10102", "Waiting for customer", categoryInProgress},
		simulator.Hold:    {"10103", "On hold", categoryInProgress},
		simulator.Solved:  {"5", "Resolved", categoryDone},
		simulator.Closed:  {"6", "Closed", categoryDone},
	}
	plainWorkflow = workflow{
		simulator.New:     {"10000", "To Do", categoryToDo},
		simulator.Open:    {"3", "In Progress", categoryInProgress},
		simulator.Pending: {"10104", "Pending", categoryInProgress},
		simulator.Hold:    {"10103", "On hold", categoryInProgress},
		simulator.Solved:  {"10001", "Done", categoryDone},
		simulator.Closed:  {"6", "Closed", categoryDone},
	}
)

// statusWords are all names and ids that JQL may compare a status with.
func statusWords() []string {
	var words []string
	for _, w := range []workflow{serviceWorkflow, plainWorkflow} {
		for _, s := range w {
			words = append(words, s.name, s.id)
		}
	}
	return words
}

// priority is one of Jira's priorities.
type priority struct {
	id   string
	name string
}

// priorities by the desk's word; a ticket without one has Jira's default.
var priorities = map[string]priority{
	"urgent": {"1", "Highest"},
	"high":   {"2", "High"},
	"normal": {"3", "Medium"},
	"":       {"3", "Medium"},
	"low":    {"4", "Low"},
}

// priorityRank orders priorities for ORDER BY, lowest first.
func priorityRank(name string) int64 {
	return int64(slices.Index([]string{"Low", "Medium", "High", "Highest"}, name))
}

// project is a project of the site.
type project struct {
	id      string
	key     string
	name    string
	service bool // a Service Management project: its comments may be internal
}

func (p project) workflow() workflow {
	if p.service {
		return serviceWorkflow
	}
	return plainWorkflow
}

func (p project) typeKey() string {
	if p.service {
		return "service_desk"
	}
	return "software"
}

// issueType returns the type of an issue of this project. A problem of a service project is a plain task there, not a
// customer's request.
func (p project) issueType(ticketType string) issueType {
	switch {
	case !p.service && ticketType == "problem":
		return issueType{"10004", "Bug"}
	case !p.service:
		return issueType{"10002", "Task"}
	case ticketType == "problem":
		return issueType{"10011", "Problem"}
	}
	return issueType{"10010", "Service Request"}
}

type issueType struct{ id, name string }

// request reports whether issues of the type are customers' requests, which the service desk API knows.
func (t issueType) request() bool { return t.name == "Service Request" }
