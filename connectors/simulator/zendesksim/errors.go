package zendesksim

import (
	"errors"
	"net/http"

	"github.com/deskhand/deskhand/connectors/simulator"
)

// problem is an answer that is no success.
type problem struct {
	status int
	body   any
	header map[string]string
	text   string // instead of body: not JSON
}

func (p *problem) Error() string { return http.StatusText(p.status) }

func plainError(status int, code, description string) *problem {
	return &problem{status: status, body: object{"error": code, "description": description}}
}

// listError is the newer envelope, for mistakes in paging.
func listError(code, title, detail string) *problem {
	return &problem{status: http.StatusBadRequest, body: object{"errors": []object{{"code": code, "title": title, "detail": detail}}}}
}

func invalid(field, description string) *problem {
	return &problem{status: http.StatusUnprocessableEntity, body: object{
		"error": "RecordInvalid", "description": "Record validation errors",
		"details": object{field: []object{{"description": description}}},
	}}
}

var (
	errNotFound   = plainError(http.StatusNotFound, "RecordNotFound", "Not found")
	errEndpoint   = plainError(http.StatusNotFound, "InvalidEndpoint", "Not found")
	errConflict   = plainError(http.StatusConflict, "UpdateConflict", "Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again.")
	errClosed     = invalid("status", "Status: closed prevents ticket update")
	errWrongToken = &problem{status: http.StatusUnauthorized, body: object{"error": "Couldn't authenticate you"}}
	errBearer     = &problem{status: http.StatusUnauthorized, body: object{
		"error": "invalid_token", "error_description": "The access token provided is expired, revoked, malformed or invalid for other reasons.",
	}}
	errRole = &problem{status: http.StatusForbidden, body: object{"error": object{
		"title": "Forbidden", "message": "You do not have access to this page. Please contact the account owner of this help desk for further help.",
	}}}
	errTooMany = &problem{status: http.StatusBadRequest, body: object{
		"error": "TooManyValues", "description": "Parameter  cannot specify more than 100 values", "max_count": 100,
	}}
	errBody = plainError(http.StatusUnprocessableEntity, "Unprocessable Entity", "The JSON you passed in is invalid")
)

func errScope(scope string) *problem {
	return plainError(http.StatusForbidden, "Forbidden", "You are missing the following required scopes: "+scope)
}

// fail answers with what went wrong.
func (s *Sim) fail(c *call, err error) {
	p := &problem{status: http.StatusInternalServerError, text: "<html><body>Something went wrong</body></html>"}
	switch {
	case errors.Is(err, simulator.ErrNotFound):
		p = errNotFound
	case errors.Is(err, simulator.ErrClosed):
		p = errClosed
	default:
		errors.As(err, &p)
	}
	for k, v := range p.header {
		c.w.Header().Set(k, v)
	}
	if p.text != "" {
		http.Error(c.w, p.text, p.status)
		return
	}
	if err := s.answer(c, p.status, p.body); err != nil {
		http.Error(c.w, err.Error(), http.StatusInternalServerError)
	}
}
