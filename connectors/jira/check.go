package jira

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/internal/rest"
	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	mostSkew     = time.Minute // between the desk's clock and ours, before it is worth a word
	mostProjects = 10          // looked at by Check
)

// findings collects what Check finds.
type findings []helpdesk.Problem

func (f *findings) tell(group, format string, args ...any) {
	*f = append(*f, helpdesk.Problem{Group: group, What: fmt.Sprintf(format, args...)})
}

func (f *findings) problem(group, what, mend string) {
	*f = append(*f, helpdesk.Problem{Group: group, What: what, Mend: mend})
}

func (f *findings) fatal(group, what, mend string) {
	*f = append(*f, helpdesk.Problem{Group: group, What: what, Mend: mend, Fatal: true})
}

// Check asks the desk what a sweep will need: who we are, which product answers, whether the selection finds anything, and
// for a few projects our rights, the Labels field, and how a note would be hidden.
func (d *desk) Check(ctx context.Context) ([]helpdesk.Problem, error) {
	var f findings
	if err := d.checkServer(ctx, &f); err != nil {
		return nil, err
	}
	me, err := d.whoAmI(ctx)
	if errors.Is(err, errNoJira) {
		f.fatal("credentials", "there is no Jira of this deployment at this address", "check url, its context path, and deployment")
		return f, nil
	}
	if err != nil {
		if !errors.Is(err, helpdesk.ErrAuth) {
			return nil, err
		}
		f.fatal("credentials", err.Error(), "check auth, and whether the token has ended; scoped tokens and OAuth need cloud_id")
		return f, nil
	}
	f.tell("credentials", "we are %s, in the zone %s", me.DisplayName, me.TimeZone)
	found, err := d.search(ctx, fmt.Sprintf("(%s) ORDER BY created DESC, key ASC", d.config.Select), []string{"project"}, position{})
	if rest.Status(err) == http.StatusBadRequest {
		f.fatal("feed", err.Error(), "mend select; names in it must be as the desk has them, and visible to our account")
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	if len(found.issues) > 0 {
		f.tell("feed", "select finds issues")
	} else {
		f.problem("feed", "select finds no issue", "check its project keys, and that our account may browse those projects")
	}
	if limit, ok := d.rest.Limit(rest.Account); ok {
		f.tell("limits", "the site allows %d requests in %s", limit.Count, limit.Per)
	} else {
		f.tell("limits", "the site tells of no limit")
	}
	err = d.checkProjects(ctx, found.issues, &f)
	return f, err
}

// checkServer asks which product this is, and its clock.
func (d *desk) checkServer(ctx context.Context, f *findings) error {
	var info struct {
		Deployment string `json:"deploymentType"`
		Version    string `json:"version"`
		Time       stamp  `json:"serverTime"`
	}
	before := time.Now()
	// A stranger may ask this, so a failed login is no reason not to read the answer.
	_, err := d.rest.Read(ctx, d.request("GET", "/serverInfo"), &info)
	if status := rest.Status(err); status >= 400 && status < 500 {
		return nil // the next question will tell why
	}
	if err != nil {
		return err
	}
	isCloud := info.Deployment == "Cloud"
	switch {
	case isCloud && d.config.Deployment == DataCenter:
		f.fatal("credentials", "this is Jira Cloud", "write deployment: cloud")
	case !isCloud && info.Deployment != "" && d.config.Deployment == Cloud:
		f.fatal("credentials", "this is Jira Data Center", "write deployment: datacenter")
	default:
		f.tell("credentials", "Jira %s, version %s", first(info.Deployment, "of unknown kind"), first(info.Version, "unknown"))
	}
	if skew := info.Time.Sub(before); !info.Time.IsZero() && skew.Abs() > mostSkew {
		f.problem("clock", fmt.Sprintf("the desk's clock differs from ours by %s", skew.Round(time.Second)),
			"set this machine's clock by NTP: stale times are measured by it")
	} else if !info.Time.IsZero() {
		f.tell("clock", "the desk's clock agrees with ours within %s", max(skew.Abs().Round(time.Second), time.Second))
	}
	return nil
}

// checkProjects looks at one issue of each of the first few projects.
func (d *desk) checkProjects(ctx context.Context, issues []issue, f *findings) error {
	samples := map[string]issue{}
	var keys []string
	for _, i := range issues {
		var p project
		if i.read("project", &p) && samples[p.Key].ID == "" && len(keys) < mostProjects {
			samples[p.Key] = i
			keys = append(keys, p.Key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		if err := d.checkProject(ctx, key, samples[key], f); err != nil {
			return err
		}
	}
	return nil
}

func (d *desk) checkProject(ctx context.Context, key string, sample issue, f *findings) error {
	var p project
	sample.read("project", &p)
	if err := d.projectType(ctx, &p); err != nil {
		return err
	}
	switch why := d.noNotes(p); {
	case why != "":
		f.problem("notes", key+": "+why, "write note_visibility: {role: ...} if notes are wanted there; tags work without")
	case p.Type == serviceProject:
		f.tell("notes", "%s is a service project: notes are internal comments", key)
	default:
		f.tell("notes", "%s: notes are visible to the %s %s only", key, d.config.NoteVisibility.wire().Type, d.config.NoteVisibility.wire().Value)
	}
	if p.Type == serviceProject && !d.config.ServiceManagement {
		f.problem("notes", key+" is a service project", "write service_management: true, so that participants of requests count as customers")
	}
	if err := d.checkRights(ctx, key, f); err != nil {
		return err
	}
	return d.checkLabels(ctx, key, sample.ID, f)
}

// neededRights are the permissions without which a plan fails; the last is for taking back what went wrong.
var neededRights = []string{"BROWSE_PROJECTS", "EDIT_ISSUES", "ADD_COMMENTS", "DELETE_OWN_COMMENTS"}

func (d *desk) checkRights(ctx context.Context, key string, f *findings) error {
	r := d.request("GET", "/mypermissions")
	r.Query = url.Values{"projectKey": {key}}
	if d.config.Deployment == Cloud {
		r.Query.Set("permissions", strings.Join(neededRights, ","))
	}
	var got struct {
		Permissions map[string]struct {
			Have bool `json:"havePermission"`
		} `json:"permissions"`
	}
	if err := d.read(ctx, r, &got); err != nil {
		return err
	}
	var missing []string
	for _, right := range neededRights {
		if p, known := got.Permissions[right]; known && !p.Have {
			missing = append(missing, right)
		}
	}
	if len(missing) > 0 {
		f.problem("rights", fmt.Sprintf("%s: our account lacks %s", key, strings.Join(missing, ", ")),
			"give them in the project's permission scheme")
	} else {
		f.tell("rights", "%s: our account may browse, edit, comment and take its own comments back", key)
	}
	return nil
}

// checkLabels looks whether the Labels field is on the edit screen of a sample issue.
func (d *desk) checkLabels(ctx context.Context, key, id string, f *findings) error {
	var meta struct {
		Fields map[string]struct{} `json:"fields"`
	}
	err := d.read(ctx, d.request("GET", "/issue/{issueIdOrKey}/editmeta", id), &meta)
	if err != nil {
		if fatal(ctx, err) {
			return err
		}
		return nil // the desk won't say
	}
	if _, ok := meta.Fields["labels"]; !ok {
		f.problem("fields", key+": the Labels field is not on the edit screen", "put it there, or no tag can be written")
	} else {
		f.tell("fields", "%s: the Labels field is on the edit screen", key)
	}
	return nil
}
