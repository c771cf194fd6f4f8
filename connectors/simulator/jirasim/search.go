package jirasim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// searchRequest is a request of Cloud's search/jql.
type searchRequest struct {
	JQL             string   `json:"jql"`
	MaxResults      *int     `json:"maxResults"`
	NextPageToken   string   `json:"nextPageToken"`
	Fields          []string `json:"fields"`
	Expand          string   `json:"expand"`
	Properties      []string `json:"properties"`
	FieldsByKeys    bool     `json:"fieldsByKeys"`
	ReconcileIssues []int64  `json:"reconcileIssues"`
}

const (
	mostResults   = 5000
	mostSortKeys  = 7
	mostReconcile = 50
	tokenLife     = 7 * 24 * time.Hour
)

func (c *call) searchGet() response {
	q := c.URL.Query()
	in := searchRequest{
		JQL: q.Get("jql"), NextPageToken: q.Get("nextPageToken"), Expand: q.Get("expand"),
		Fields: list(q["fields"]), Properties: list(q["properties"]), FieldsByKeys: q.Get("fieldsByKeys") == "true",
	}
	if q.Get("maxResults") != "" {
		n, bad := c.number("maxResults", 0)
		if bad != nil {
			return *bad
		}
		in.MaxResults = &n
	}
	for _, text := range list(q["reconcileIssues"]) {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return badPayload()
		}
		in.ReconcileIssues = append(in.ReconcileIssues, id)
	}
	return c.search(in)
}

// searchPost reads the body alone: what stands in the query is not looked at.
func (c *call) searchPost() response {
	var in searchRequest
	if bad := c.decodeStrict(&in); bad != nil {
		return *bad
	}
	return c.search(in)
}

// search answers one page. The order of its checks was measured on a live site: token, page size, bounds.
func (c *call) search(in searchRequest) response {
	from, good := c.readToken(in)
	if !good {
		return failure(http.StatusBadRequest, "The provided next page token is invalid or has expired.")
	}
	most := 50
	if in.MaxResults != nil {
		most = *in.MaxResults
	}
	if most < 1 || most > mostResults {
		return failure(http.StatusBadRequest, fmt.Sprintf("The maxResults parameter must be between 1 and %d.", mostResults))
	}
	q, bad := c.bounded(in.JQL)
	if bad != nil {
		return *bad
	}
	if len(in.ReconcileIssues) > mostReconcile {
		return failure(http.StatusBadRequest, fmt.Sprintf("A maximum of %d issues can be reconciled.", mostReconcile))
	}
	if !c.known || bareWords(in.JQL) {
		return ok(object{"issues": []any{}, "isLast": true})
	}
	found, order, mistakes := c.find(q, in.ReconcileIssues)
	if len(mistakes) > 0 {
		return failure(http.StatusBadRequest, mistakes...)
	}
	if len(in.Fields) > 0 {
		most = min(most, c.opts.PageCap)
	}
	found = order.sorted(found, from.After)
	last := len(found) <= most
	found = found[:min(most, len(found))]
	answer := object{"issues": c.searched(found, in.view()), "isLast": last}
	if !last {
		answer["nextPageToken"] = c.makeToken(in, order.place(found[len(found)-1]))
	}
	if strings.Contains(in.Expand, "names") {
		answer["names"] = fieldNames()
	}
	return ok(answer)
}

// bounded reads a query and refuses one that restricts nothing.
func (c *call) bounded(jql string) (query, *response) {
	if strings.TrimSpace(jql) != "" && bareWords(jql) {
		return query{}, nil
	}
	q, err := parseJQL(jql)
	if err != nil {
		answer := failure(http.StatusBadRequest, err.Error())
		return q, &answer
	}
	if q.where == nil {
		answer := failure(http.StatusBadRequest, "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
		return q, &answer
	}
	if len(q.order) > mostSortKeys {
		answer := failure(http.StatusBadRequest, fmt.Sprintf("The maximum number of fields to sort by is %d.", mostSortKeys))
		return q, &answer
	}
	return q, nil
}

func (in searchRequest) view() view {
	fields := in.Fields
	if len(fields) == 0 {
		fields = []string{"id"}
	}
	return view{fields: fields, expand: list([]string{in.Expand}), properties: in.Properties, shortened: true}
}

// searched renders what a search found, in the state that the index has.
func (c *call) searched(found []*document, v view) []any {
	issues := []any{}
	for _, d := range found {
		issues = append(issues, c.issue(d.ticket, v))
	}
	return issues
}

// pageToken is what a nextPageToken holds: which search it belongs to, where it goes on, when it was given.
type pageToken struct {
	Search uint64      `json:"q"`
	After  []sortValue `json:"a"`
	Given  int64       `json:"t"`
}

func (c *call) makeToken(in searchRequest, after []sortValue) string {
	if c.opts.RepeatTokens && in.NextPageToken != "" {
		return in.NextPageToken
	}
	return base64.RawURLEncoding.EncodeToString([]byte(encode(pageToken{in.fingerprint(), after, c.now.Unix()})))
}

// readToken returns where the request's token goes on, the zero value where it has none, and false for a token of another search, an
// old one, or what is no token.
func (c *call) readToken(in searchRequest) (pageToken, bool) {
	var t pageToken
	if in.NextPageToken == "" {
		return t, true
	}
	raw, err := base64.RawURLEncoding.DecodeString(in.NextPageToken)
	if err != nil || json.Unmarshal(raw, &t) != nil {
		return t, false
	}
	return t, t.Search == in.fingerprint() && c.now.Sub(time.Unix(t.Given, 0)) <= tokenLife
}

// fingerprint says what a token is bound to.
func (in searchRequest) fingerprint() uint64 {
	most := 50
	if in.MaxResults != nil {
		most = *in.MaxResults
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%q %q %d", in.JQL, slices.Sorted(slices.Values(in.Fields)), most)
	return h.Sum64()
}

func (c *call) countIssues() response {
	var in struct {
		JQL string `json:"jql"`
	}
	if bad := c.decodeStrict(&in); bad != nil {
		return *bad
	}
	q, bad := c.bounded(in.JQL)
	if bad != nil {
		return *bad
	}
	if !c.known || bareWords(in.JQL) {
		return ok(object{"count": 0})
	}
	found, _, mistakes := c.find(q, nil)
	if len(mistakes) > 0 {
		return failure(http.StatusBadRequest, mistakes...)
	}
	return ok(object{"count": len(found)})
}

func (c *call) searchRemoved() response {
	return failure(http.StatusGone, "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. "+
		"A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046")
}

// list splits a parameter that may be repeated and hold commas.
func list(values []string) []string {
	var all []string
	for _, v := range values {
		for _, one := range strings.Split(v, ",") {
			if one = strings.TrimSpace(one); one != "" {
				all = append(all, one)
			}
		}
	}
	return all
}
