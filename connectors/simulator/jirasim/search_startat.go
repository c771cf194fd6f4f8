package jirasim

import (
	"net/http"
	"strings"
)

// startAtRequest is a request of Data Center's search.
type startAtRequest struct {
	JQL           string   `json:"jql"`
	StartAt       int      `json:"startAt"`
	MaxResults    *int     `json:"maxResults"`
	Fields        []string `json:"fields"`
	Expand        []string `json:"expand"`
	ValidateQuery *bool    `json:"validateQuery"`
}

// searchCap is the most issues of a page in a stock installation (jira.search.views.default.max); more is cut in silence.
const searchCap = 1000

func (c *call) startAtSearchGet() response {
	q := c.URL.Query()
	start, bad := c.number("startAt", 0)
	if bad != nil {
		return *bad
	}
	most, bad := c.number("maxResults", 50)
	if bad != nil {
		return *bad
	}
	strict := q.Get("validateQuery") != "false"
	return c.startAtSearch(startAtRequest{q.Get("jql"), start, &most, list(q["fields"]), list(q["expand"]), &strict})
}

func (c *call) startAtSearchPost() response {
	var in startAtRequest
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	return c.startAtSearch(in)
}

func (c *call) startAtSearch(in startAtRequest) response {
	most := 50
	if in.MaxResults != nil {
		most = min(*in.MaxResults, searchCap)
	}
	if in.StartAt < 0 {
		return failure(http.StatusBadRequest, "The value for startAt must be greater than or equal to 0.")
	}
	if most < 0 {
		most = 50
	}
	q, err := parseJQL(in.JQL)
	if err != nil {
		return failure(http.StatusBadRequest, err.Error())
	}
	answer := object{"expand": "schema,names", "startAt": in.StartAt, "maxResults": most, "total": 0, "issues": []any{}}
	if !c.known {
		return ok(answer)
	}
	found, order, mistakes := c.find(q, nil)
	if len(mistakes) > 0 {
		if in.ValidateQuery == nil || *in.ValidateQuery {
			return failure(http.StatusBadRequest, mistakes...)
		}
		answer["warningMessages"] = mistakes
		return ok(answer)
	}
	fields := in.Fields
	if len(fields) == 0 {
		fields = []string{"*navigable"}
	}
	found = order.sorted(found, nil)
	page := found[min(in.StartAt, len(found)):]
	page = page[:min(most, len(page))]
	answer["total"] = len(found)
	answer["issues"] = c.searched(page, view{fields: fields, expand: in.Expand})
	if strings.Contains(strings.Join(in.Expand, ","), "names") {
		answer["names"] = fieldNames()
	}
	return ok(answer)
}
