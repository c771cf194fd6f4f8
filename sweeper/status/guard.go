package status

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/time/rate"
)

const cookieName = "deskhand_session"

// guard lets only those in who know the token, by header or by the cookie that the login form sets. Without a token only
// requests to this machine under its own name pass, so that no foreign web page can read ours through a borrowed name.
func guard(token string, p *Page, inside http.Handler) http.Handler {
	if token == "" {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !loopback(r.Host) {
				p.message(w, http.StatusMisdirectedRequest, "Not under this name",
					"Without status_token this page answers only to localhost. Set status_token in the configuration to reach it under another name.")
				return
			}
			inside.ServeHTTP(w, r)
		})
	}
	tries := rate.NewLimiter(1, 10)
	doors := http.NewServeMux()
	doors.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 4096)
		switch {
		case !tries.Allow():
			p.login(w, r, http.StatusTooManyRequests, "Too many tries. Wait a moment.")
		case !same(r.PostFormValue("token"), token):
			p.login(w, r, http.StatusUnauthorized, "This is not the status_token of the configuration.")
		default:
			http.SetCookie(w, &http.Cookie{
				Name: cookieName, Value: session(token), Path: p.Base + "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
				Secure: r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https",
			})
			http.Redirect(w, r, p.Base+ownPath(r.PostFormValue("to")), http.StatusSeeOther)
		}
	})
	doors.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if !admitted(r, token) {
			p.login(w, r, http.StatusUnauthorized, "")
			return
		}
		inside.ServeHTTP(w, r)
	})
	return doors
}

// login answers with the form that asks for the token, or in one line when a machine asked.
func (p *Page) login(w http.ResponseWriter, r *http.Request, code int, wrong string) {
	w.Header().Set("WWW-Authenticate", `Bearer realm="deskhand"`)
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Error(w, "this needs status_token: Authorization: Bearer TOKEN", code)
		return
	}
	to := r.URL.RequestURI()
	if r.Method == http.MethodPost {
		to = r.PostFormValue("to")
	}
	p.render(w, code, "login", view{Title: "Log in", Body: map[string]any{"To": ownPath(to), "Wrong": wrong}})
}

func admitted(r *http.Request, token string) bool {
	if given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return same(given, token)
	}
	cookie, err := r.Cookie(cookieName)
	return err == nil && same(cookie.Value, session(token))
}

// session is the cookie's value: whoever reads it does not know the token, and a new token ends it.
func session(token string) string {
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte("deskhand status page"))
	return hex.EncodeToString(mac.Sum(nil))
}

// same compares without telling by its time how far two secrets agree.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// ownPath returns the address, with its query, if it leads to a page of ours, else the queue's.
func ownPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || u.Opaque != "" || strings.ContainsAny(address, "\\\r\n") {
		return "/"
	}
	known := slices.ContainsFunc(places, func(p place) bool { return p.Path == u.Path })
	if !known && !strings.HasPrefix(u.Path, "/t/") {
		return "/"
	}
	return u.RequestURI()
}

func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || err == nil && addr.IsLoopback()
}
