package status_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/deskhand/deskhand/sweeper/status"
)

const token = "correct horse"

func guarded() *stage { return newStage(func(o *status.Options) { o.Token = token }) }

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func (s *stage) post(form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/login", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	s.page.ServeHTTP(w, r)
	return w
}

func TestTokenIsAskedForOnAllButHealth(t *testing.T) {
	s := guarded()
	s.swept(t, row(1, "decide", 1, 0))
	for _, path := range []string{"/", "/desks", "/t/support/1", "/metrics", "/nowhere", "/login", "/healthz/../desks"} {
		w := s.get(path)
		if w.Code != http.StatusUnauthorized && w.Code != http.StatusTemporaryRedirect {
			t.Errorf("%s: code %d", path, w.Code)
		}
		silent(t, w, "Pathways", "zendesk", "deskhand_sweeps_total")
		if w := s.get(path, bearer("wrong")); w.Code == http.StatusOK {
			t.Errorf("%s: a wrong token gets in", path)
		}
	}
	for _, path := range []string{"/", "/desks", "/metrics"} {
		says(t, s.get(path, bearer(token)), http.StatusOK)
	}
	says(t, s.get("/healthz"), http.StatusOK, "ok")
	says(t, s.get("/readyz"), http.StatusOK, "ok")
	machine := s.get("/metrics", func(r *http.Request) { r.Header.Set("Accept", "text/plain") })
	says(t, machine, http.StatusUnauthorized, "Authorization: Bearer")
}

func TestLogin(t *testing.T) {
	s := guarded()
	s.swept(t, row(1, "decide", 1, 0))
	says(t, s.get("/t/support/1"), http.StatusUnauthorized, `name="to" value="/t/support/1"`, `type="password"`)
	wrong := s.post(url.Values{"token": {"wrong"}, "to": {"/desks"}})
	says(t, wrong, http.StatusUnauthorized, "not the status_token", `value="/desks"`)
	silent(t, wrong, "wrong\"")

	w := s.post(url.Values{"token": {token}, "to": {"/t/support/1"}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/t/support/1" {
		t.Fatalf("code %d, to %q", w.Code, w.Header().Get("Location"))
	}
	cookie := w.Result().Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || strings.Contains(cookie.Value, token) {
		t.Errorf("cookie %v", cookie)
	}
	says(t, s.get("/t/support/1", func(r *http.Request) { r.AddCookie(cookie) }), http.StatusOK)
	cookie.Value = token
	says(t, s.get("/", func(r *http.Request) { r.AddCookie(cookie) }), http.StatusUnauthorized)
}

func TestLoginLeadsNowhereElse(t *testing.T) {
	s := guarded()
	for _, to := range []string{"https://evil.example", "//evil.example", "/\\evil.example", "/t/\\x\r\nSet-Cookie: a=b", "javascript:x", ""} {
		w := s.post(url.Values{"token": {token}, "to": {to}})
		if got := w.Header().Get("Location"); got != "/" {
			t.Errorf("%q leads to %q", to, got)
		}
	}
}

func TestGuessingIsSlow(t *testing.T) {
	s := guarded()
	for range 10 {
		s.post(url.Values{"token": {"guess"}})
	}
	says(t, s.post(url.Values{"token": {token}}), http.StatusTooManyRequests, "Wait a moment")
}

func TestWithoutTokenOnlyThisMachineIsAnswered(t *testing.T) {
	s := newStage(nil)
	s.swept(t)
	for host, code := range map[string]int{
		"localhost:8080": 200, "LOCALHOST": 200, "127.0.0.1": 200, "127.8.8.8:1": 200, "[::1]:8080": 200,
		"evil.example": 421, "localhost.evil.example:8080": 421, "192.168.1.5": 421, "": 421,
	} {
		w := s.get("/", func(r *http.Request) { r.Host = host })
		if w.Code != code {
			t.Errorf("host %q: code %d, want %d", host, w.Code, code)
		}
	}
	says(t, s.get("/healthz", func(r *http.Request) { r.Host = "10.0.0.7:8080" }), http.StatusOK)
}
