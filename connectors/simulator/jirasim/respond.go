package jirasim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
)

// object is a JSON object of an answer.
type object = map[string]any

// response is an answer before it is written.
type response struct {
	status  int
	kind    string // content type; empty is Jira's usual JSON
	headers map[string]string
	body    any // nil for none, a string as it is, anything else as JSON
}

const (
	plainJSON   = "application/json"
	kindJSON    = "application/json;charset=UTF-8"
	kindProblem = "application/problem+json;charset=UTF-8"
	kindHTML    = "text/html;charset=UTF-8"
)

func (a response) write(w http.ResponseWriter) {
	for name, value := range a.headers {
		w.Header().Set(name, value)
	}
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	kind := a.kind
	if kind == "" {
		kind = kindJSON
	}
	w.Header().Set("Content-Type", kind)
	text, ok := a.body.(string)
	if !ok {
		text = encode(a.body)
	}
	w.WriteHeader(a.status)
	// The client may have gone; there is nobody to tell.
	_, _ = io.WriteString(w, text)
}

func encode(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Sprintf(`{"errorMessages":[%q],"errors":{}}`, err.Error())
	}
	return b.String()
}

func ok(body any) response      { return response{status: http.StatusOK, body: body} }
func created(body any) response { return response{status: http.StatusCreated, body: body} }
func noContent() response       { return response{status: http.StatusNoContent} }

// failure is the platform's envelope with sentences.
func failure(status int, sentences ...string) response {
	return response{status: status, body: object{"errorMessages": sentences, "errors": object{}}}
}

// fieldFailure is the platform's envelope that names a field.
func fieldFailure(field, sentence string) response {
	return response{status: http.StatusBadRequest, body: object{"errorMessages": []string{}, "errors": object{field: sentence}}}
}

// problem is the envelope of Cloud's framework.
func (c *call) problem(status int, detail string) response {
	return response{status: status, kind: kindProblem, body: object{
		"title": http.StatusText(status), "detail": detail, "instance": c.URL.Path, "status": status,
	}}
}

// deskFailure is the service desk API's envelope.
func deskFailure(status int, sentence, key string) response {
	return response{status: status, body: object{
		"errorMessage": sentence, "i18nErrorMessage": object{"i18nKey": key, "parameters": []string{}},
	}}
}

func badPayload() response {
	return failure(http.StatusBadRequest, "Invalid request payload. Refer to the REST API documentation and try again.")
}

func (c *call) noIssue() response {
	if !c.opts.cloud() {
		return failure(http.StatusNotFound, "Issue Does Not Exist")
	}
	return failure(http.StatusNotFound, "Issue does not exist or you do not have permission to see it.")
}

// decode reads the body into v and does not mind keys that it does not know.
func (c *call) decode(v any) *response {
	d, bad := c.decoder()
	if bad == nil && d.Decode(v) != nil {
		answer := badPayload()
		bad = &answer
	}
	return bad
}

// decodeStrict reads the body into v, whose fields are all keys that it may have.
func (c *call) decodeStrict(v any) *response {
	d, bad := c.decoder()
	if bad != nil {
		return bad
	}
	d.DisallowUnknownFields()
	if d.Decode(v) != nil {
		answer := badPayload()
		return &answer
	}
	return nil
}

func (c *call) decoder() (*json.Decoder, *response) {
	if c.Header.Get("Content-Type") == "" {
		answer := c.problem(http.StatusUnsupportedMediaType, "Content-Type 'null' is not supported.")
		return nil, &answer
	}
	return json.NewDecoder(c.Body), nil
}

// number reads a whole number from the query.
func (c *call) number(name string, otherwise int) (int, *response) {
	text := c.URL.Query().Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		answer := c.problem(http.StatusBadRequest, fmt.Sprintf("Failed to convert '%s' with value: '%s'", name, text))
		return 0, &answer
	}
	return n, nil
}

// pageAsked reads where a page of a list begins, and how long it may be: otherwise, where that is not said.
func (c *call) pageAsked(otherwise int) (start, most int, bad *response) {
	if start, bad = c.number("startAt", 0); bad == nil {
		most, bad = c.number("maxResults", otherwise)
	}
	return max(start, 0), most, bad
}

// with returns the object and more.
func with(o object, more object) object {
	all := maps.Clone(o)
	maps.Copy(all, more)
	return all
}
