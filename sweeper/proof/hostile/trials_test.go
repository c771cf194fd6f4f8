package hostile

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator/jirasim"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/sweeper/proof/desks"
)

// trial is one way of misbehaving.
type trial struct {
	name  string
	meet  func(next http.RoundTripper, r *http.Request) (*http.Response, error)
	blind bool                // nothing of the tickets can be seen while it lasts
	setUp func(d *desks.Desk) // nil for nothing
	desks func() []*desks.Desk
}

func trials() []trial {
	all := []trial{
		{name: "answers of writes are lost", meet: onWrites(lostAfter)},
		{name: "writes are applied two minutes later", meet: onWrites(late)},
		{name: "writes are applied and answered with 500", meet: onWrites(failedAfter)},
		{name: "writes are applied and answered with a page", meet: onWrites(pageAfter)},
		{name: "writes are applied and their answers cut off", meet: onWrites(cutOff)},
		{name: "writes are lost on their way", meet: onWrites(func(http.RoundTripper, *http.Request) (*http.Response, error) { return nil, errCut })},
		{name: "answers are cut off", meet: cutOff, blind: true},
		{name: "answers are half a JSON text", meet: half, blind: true},
		{name: "answers never end", meet: endless, blind: true},
		{name: "answers are empty", meet: constant(200, "", "Content-Type", "application/json"), blind: true},
		{name: "answers are an empty object", meet: constant(200, "{}", "Content-Type", "application/json")},
		{name: "a page for people, with 200", meet: constant(200, "<html>Welcome</html>", "Content-Type", "text/html"), blind: true},
		{name: "a login page elsewhere", meet: constant(302, "", "Location", "https://login.evil.example/"), blind: true},
		{name: "a redirect to another host", meet: constant(307, "", "Location", "https://evil.example/api"), blind: true},
		{name: "credentials refused for an hour", meet: constant(401, `{"error":"invalid_token"}`, "Content-Type", "application/json"), blind: true},
		{name: "Deskhand itself breaks over answers", meet: breaks, blind: true},
		{name: "Deskhand itself breaks over the histories of tickets", meet: onHistories(breaks)},
		{name: "Deskhand itself breaks over answers of writes", meet: onWrites(breaks)},
		{name: "links and next pages lead elsewhere", meet: foreignLinks},
		{name: "pages repeat themselves and are out of order", meet: shuffled},
		{name: "cursors are refused", meet: refusedCursors, desks: withSmallPages},
		{name: "the desk's clock is ten minutes ahead", meet: untouched, setUp: func(d *desks.Desk) { d.Advance(10 * time.Minute) }},
		{name: "the desk's clock is ten minutes behind", meet: untouched, setUp: func(d *desks.Desk) { d.Advance(-10 * time.Minute) }},
		{name: "safe_update is ignored, answers of writes lost", meet: onWrites(lostAfter), desks: careless},
		{name: "safe_update is ignored, writes applied later", meet: onWrites(late), desks: careless},
	}
	for _, after := range []string{"", "0", "1.5", "-5", "soon", "3600", "9223372037", "18446744073709551616", "Fri, 31 Dec 2099 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"} {
		all = append(all,
			trial{name: "429 with Retry-After " + after, meet: constant(429, "too many", "Retry-After", after), blind: true},
			trial{name: "503 with Retry-After " + after, meet: constant(503, "down", "Retry-After", after), blind: true})
	}
	return all
}

func careless() []*desks.Desk {
	return []*desks.Desk{desks.Zendesk(zendesksim.Options{Quirks: zendesksim.Quirks{IgnoreSafeUpdate: true}})}
}

func withSmallPages() []*desks.Desk {
	return []*desks.Desk{desks.Zendesk(zendesksim.Options{}), desks.Jira("cloud", jirasim.Options{PageCap: 2})}
}

var errCut = errors.New("connection reset by peer")

type meeting = func(next http.RoundTripper, r *http.Request) (*http.Response, error)

func untouched(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	return next.RoundTrip(r)
}

// onWrites lets it happen to what changes tickets.
func onWrites(meet meeting) meeting {
	return func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodPut && r.Method != http.MethodDelete {
			return next.RoundTrip(r)
		}
		return meet(next, r)
	}
}

// onHistories lets it happen to what is read of one ticket alone.
func onHistories(meet meeting) meeting {
	return func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodGet || !strings.Contains(r.URL.Path, "/audits") && !strings.Contains(r.URL.Path, "/issue/") {
			return next.RoundTrip(r)
		}
		return meet(next, r)
	}
}

func constant(status int, body string, header ...string) meeting {
	return func(_ http.RoundTripper, r *http.Request) (*http.Response, error) {
		return answer(r, status, []byte(body), header...), nil
	}
}

func answer(r *http.Request, status int, body []byte, header ...string) *http.Response {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: r,
	}
}

func lostAfter(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	if resp, err := next.RoundTrip(r); err == nil {
		resp.Body.Close()
	}
	return nil, errCut
}

func failedAfter(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	lostAfter(next, r)
	return answer(r, 500, []byte("oops")), nil
}

func pageAfter(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	lostAfter(next, r)
	return answer(r, 200, []byte("<html>Thank you</html>"), "Content-Type", "text/html"), nil
}

// late carries the request out when nobody waits any more.
func late(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	later := r.Clone(contextWithoutEnd(r))
	later.Body = io.NopCloser(bytes.NewReader(body))
	go func() {
		time.Sleep(2 * time.Minute)
		lostAfter(next, later)
	}()
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// cutOff ends the answer in the middle, as a cut connection does.
func cutOff(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	return changed(next, r, func(resp *http.Response, body []byte) {
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{}))
	})
}

// half ends the answer in the middle, and says that this was all.
func half(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	return changed(next, r, func(resp *http.Response, body []byte) {
		resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body[:len(body)/2])), int64(len(body)/2)
		resp.Header.Del("Content-Length")
	})
}

// breaks stands for a mistake of ours: whoever reads the answer panics, with all that it holds in hand.
func breaks(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	return changed(next, r, func(resp *http.Response, body []byte) {
		resp.Body = io.NopCloser(panics(r.Header.Get("Authorization") + r.URL.String() + string(body)))
	})
}

type panics string

func (p panics) Read([]byte) (int, error) { panic(string(p)) }

func endless(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	return changed(next, r, func(resp *http.Response, _ []byte) {
		resp.Body, resp.ContentLength = io.NopCloser(spaces{}), -1
	})
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// spaces is white space without end, which any JSON text may begin with.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func changed(next http.RoundTripper, r *http.Request, change func(*http.Response, []byte)) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	change(resp, body)
	return resp, err
}

// foreignLinks has every address in an answer lead to another host.
func foreignLinks(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	return changed(next, r, func(resp *http.Response, body []byte) {
		setBody(resp, bytes.ReplaceAll(body, []byte("https://"+r.URL.Host), []byte("https://evil.example")))
	})
}

// shuffled gives what lists hold twice, backwards.
func shuffled(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet && !strings.Contains(r.URL.Path, "search") {
		return next.RoundTrip(r)
	}
	return changed(next, r, func(resp *http.Response, body []byte) {
		var whole map[string]json.RawMessage
		if json.Unmarshal(body, &whole) != nil {
			return
		}
		for _, key := range []string{"tickets", "issues", "results", "audits"} {
			var list []json.RawMessage
			if json.Unmarshal(whole[key], &list) == nil && len(list) > 0 {
				list = append(list, list...)
				slices.Reverse(list)
				whole[key] = encode(list)
			}
		}
		setBody(resp, encode(whole))
	})
}

// refusedCursors answers 400 to who comes with a place in a feed or list.
func refusedCursors(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	query := r.URL.Query()
	feed := strings.Contains(r.URL.Path, "incremental") || strings.Contains(r.URL.Path, "search")
	if feed && (query.Has("cursor") || query.Has("page[after]") || bytes.Contains(body, []byte("nextPageToken"))) {
		return answer(r, 400, []byte(`{"error":"InvalidCursor","errorMessages":["The token is not valid"]}`), "Content-Type", "application/json"), nil
	}
	return next.RoundTrip(r)
}

func setBody(resp *http.Response, body []byte) {
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
}

func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // it was decoded from JSON
	}
	return text
}
