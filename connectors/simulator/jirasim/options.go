package jirasim

import (
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// Deployment says which of Jira's two products is simulated.
type Deployment string

const (
	Cloud      Deployment = "cloud"
	DataCenter Deployment = "datacenter"
)

// The credentials that are accepted when Options name no others. On Cloud, Token goes with the e-mail simulator.SelfEmail on the
// site's own URL; ScopedToken and what ClientID and ClientSecret buy are for the gateway path /ex/jira/CloudID. On Data Center,
// Token is a personal access token, and simulator.SelfEmail's local part with Password logs in by basic authentication.
const (
	Token        = "simulated-jira-token"
	ScopedToken  = "simulated-jira-scoped-token"
	ClientID     = "simulated-client"
	ClientSecret = "simulated-client-secret"
	CloudID      = "11223344-a1b2-4c33-8d44-a1b2c3d4e5f6"
	Password     = "simulated-password"
)

// Options say what kind of Jira it is. The zero value is a Cloud site with a service project OPS and a plain project WEB, in UTC,
// whose search is never behind and whose limits are Cloud's.
type Options struct {
	Deployment Deployment

	// ServiceProjects and PlainProjects are keys. With both empty they are OPS and WEB. Of four tickets, three go to a service
	// project when there are projects of both kinds.
	ServiceProjects, PlainProjects []string

	Token, ScopedToken, ClientID, ClientSecret, CloudID, Password string

	// Scopes are what ScopedToken and OAuth tokens may do, like "read:jira-work"; nil is everything.
	Scopes []string
	// Lacks are permissions that the account does not have, like "EDIT_ISSUES". Without ADMINISTER_PROJECTS (never given),
	// notifyUsers=false is not obeyed.
	Lacks []string

	// BaseURL is what links in answers begin with; empty is the address that was asked.
	BaseURL string
	// ContextPath is what Data Center's paths begin with, like "/jira".
	ContextPath string

	// Zone is the account's, in which all timestamps are written and bare dates in JQL are read; nil is UTC.
	Zone *time.Location
	// HideEmails leaves e-mail addresses out of Cloud's answers, as people's privacy settings may.
	HideEmails bool

	// IndexLag is how far search is behind the issues themselves. With Flicker each answer comes from an index that is between
	// nothing and IndexLag behind, so that what was seen once may be missing in the next answer.
	IndexLag time.Duration
	Flicker  bool
	Seed     uint64 // of Flicker

	// Limits are those of Cloud; NoLimits switches them off. On Data Center there are none but UserRate.
	NoLimits bool
	// TenantQuota and GlobalQuota are an app's requests in an hour, 0 for none; the vendor counts in points. API tokens have none,
	// per Atlassian's page on rate limits.
	TenantQuota, GlobalQuota int
	// HTMLLimits answers 429 with a page of HTML instead of JSON.
	HTMLLimits bool
	// UserRate is Data Center's allowance: requests a second for a user, in a bucket as large; 0 for none.
	UserRate int

	// PageCap is the most issues that a page of Cloud's search holds when fields are asked for; 0 is 100.
	PageCap int
	// SearchHistoryCap is the most changelog entries of an issue in an answer to a search; 0 is 40. Sources disagree between 20 and 40.
	SearchHistoryCap int
	// RepeatTokens makes every search page hand out the token it was asked with, a known defect of Cloud (JRACLOUD-95368).
	RepeatTokens bool
	// PropertyLag is how long the properties of a comment stay out of sight after it was written.
	PropertyLag time.Duration
	// StaleEdits makes an edit that follows another one within this time work on the labels from before that one, as was reported
	// from a production site.
	StaleEdits time.Duration
	// WholeSeconds cuts the update time to seconds, as some Data Center databases do.
	WholeSeconds bool
	// SecondsInBulk writes the times of changelog/bulkfetch in seconds, as the vendor's example has them, not in milliseconds.
	SecondsInBulk bool
	// QuietWishIgnoresEdit makes Cloud ignore a whole edit with notifyUsers=false, with a 204, instead of the wish alone.
	QuietWishIgnoresEdit bool
	// OffScreen are fields that are not on the edit screen, like "labels".
	OffScreen []string

	// Faults is what goes wrong; nil for nothing.
	Faults *simulator.Faults
}

func (o Options) withDefaults() Options {
	or := func(value *string, otherwise string) {
		if *value == "" {
			*value = otherwise
		}
	}
	or((*string)(&o.Deployment), string(Cloud))
	or(&o.Token, Token)
	or(&o.ScopedToken, ScopedToken)
	or(&o.ClientID, ClientID)
	or(&o.ClientSecret, ClientSecret)
	or(&o.CloudID, CloudID)
	or(&o.Password, Password)
	if len(o.ServiceProjects)+len(o.PlainProjects) == 0 {
		o.ServiceProjects, o.PlainProjects = []string{"OPS"}, []string{"WEB"}
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.PageCap == 0 {
		o.PageCap = 100
	}
	if o.SearchHistoryCap == 0 {
		o.SearchHistoryCap = 40
	}
	return o
}

func (o Options) cloud() bool { return o.Deployment == Cloud }
