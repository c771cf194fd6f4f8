package status

import (
	"fmt"
	"net/http"
	"strings"
)

// healthz says that the process answers; whether it is of use is readyz's.
func (p *Page) healthz(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "ok\n")
}

// readyz is 200 while every desk that is on was swept in time, else 503. It names the desks that are not; with ?verbose it
// says of each all that keeps it from being simply ok. It tells nothing of tickets, since it asks for no token.
func (p *Page) readyz(w http.ResponseWriter, r *http.Request) {
	code, text := http.StatusOK, strings.Builder{}
	verbose := r.URL.Query().Has("verbose")
	for _, s := range p.look(r.Context()) {
		switch {
		case s.Err != nil:
			code = http.StatusServiceUnavailable
			fmt.Fprintf(&text, "desk %s: the store can't be read\n", s.Name)
			continue
		case s.Late:
			code = http.StatusServiceUnavailable
			fmt.Fprintf(&text, "desk %s is late since %s\n", s.Name, p.moment(s.Due))
		}
		if !verbose {
			continue
		}
		notices := p.notices(s)
		for _, n := range notices {
			fmt.Fprintf(&text, "desk %s: %s: %s\n", s.Name, n.Word, n.What)
		}
		if len(notices) == 0 {
			fmt.Fprintf(&text, "desk %s: ok\n", s.Name)
		}
	}
	if code == http.StatusOK {
		text.WriteString("ok\n")
	}
	plain(w, code, text.String())
}

func plain(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(text))
}
