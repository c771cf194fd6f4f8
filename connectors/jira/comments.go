package jira

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
)

// readComments keeps the comments that came with the issue, or pages through them until all are there.
func (d *desk) readComments(ctx context.Context, x *dossier) error {
	if all, ok := d.embedded(*x); ok {
		x.comments = all
		return nil
	}
	for range maxPages {
		page, err := d.commentPage(ctx, x.issue.ID, len(x.comments), "created")
		if err != nil {
			return err
		}
		x.comments = append(x.comments, page.Comments...)
		if len(x.comments) >= page.Total {
			return nil
		}
		if len(page.Comments) == 0 {
			break
		}
	}
	return errors.New("the desk gives fewer comments than it counts")
}

const commentsPage = 100 // the most that Cloud gives at once

// shortenedAt is how many comments an issue shows at least where its comments are cut short: with fewer none is missing.
const shortenedAt = 20

// embedded returns the comments that came with the issue, if those are surely all and tell whether they are internal. On Data
// Center only a comment's own address shows the property that says so, which matters in service projects.
func (d *desk) embedded(x dossier) ([]comment, bool) {
	var page commentPage
	if !x.issue.read("comment", &page) || len(page.Comments) != page.Total || page.Total >= shortenedAt {
		return nil, false
	}
	silent := func(c comment) bool { return c.Public == nil }
	mayHide := x.project.Type == serviceProject || x.project.Type == ""
	if mayHide && slices.ContainsFunc(page.Comments, silent) {
		return nil, false
	}
	return page.Comments, true
}

func (d *desk) commentPage(ctx context.Context, id string, start int, order string) (commentPage, error) {
	r := d.request("GET", "/issue/{issueIdOrKey}/comment", id)
	r.Query = url.Values{"startAt": {strconv.Itoa(start)}, "maxResults": {strconv.Itoa(commentsPage)}, "orderBy": {order}}
	if d.config.Deployment == DataCenter {
		r.Query.Set("expand", "properties")
	}
	var page commentPage
	err := d.read(ctx, r, &page)
	return page, err
}

// public reports whether customers can read a comment. In a service project a comment is public unless it says otherwise;
// elsewhere there are no customers apart, and a restricted comment is what comes closest to an internal one.
func (c comment) public(service bool) bool {
	if c.Visibility != nil {
		return false
	}
	if !service {
		return true
	}
	if c.Public != nil {
		return *c.Public
	}
	for _, p := range c.Properties {
		if p.Key == internalKey {
			return !isInternal(p.Value)
		}
	}
	return true
}

// isInternal reads the property that hides a comment from customers: {"internal": true}, the value perhaps as text.
func isInternal(raw json.RawMessage) bool {
	var value struct {
		Internal any `json:"internal"`
	}
	if json.Unmarshal(raw, &value) != nil {
		return false
	}
	return value.Internal == true || value.Internal == "true"
}
