package jirasim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// control answers below /_sim/jira/:
//
//	GET   /_sim/jira/options          zone, index_lag, flicker, token: as they are
//	PATCH /_sim/jira/options          changes those that are given: {"zone":"America/Santiago","index_lag":"10m","flicker":true}
//	POST  /_sim/jira/move/{ticket}    ?project=WEB moves an issue to another project
//	POST  /_sim/jira/migrate/{ticket} a workflow migration: a changelog entry while the update time stands still
func (s *Server) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sim/jira/options", func(w http.ResponseWriter, _ *http.Request) { s.showOptions(w) })
	mux.HandleFunc("PATCH /_sim/jira/options", s.changeOptions)
	mux.HandleFunc("POST /_sim/jira/move/{ticket}", func(w http.ResponseWriter, r *http.Request) {
		s.steer(w, r, func(ticket int64) (any, error) {
			key, err := s.MoveIssue(ticket, r.FormValue("project"))
			return object{"key": key}, err
		})
	})
	mux.HandleFunc("POST /_sim/jira/migrate/{ticket}", func(w http.ResponseWriter, r *http.Request) {
		s.steer(w, r, func(ticket int64) (any, error) {
			s.MigrateWorkflow(ticket)
			return object{"key": s.key(ticket).String()}, nil
		})
	})
	return mux
}

// steer does something to a ticket that is there.
func (s *Server) steer(w http.ResponseWriter, r *http.Request, do func(ticket int64) (any, error)) {
	ticket, err := strconv.ParseInt(r.PathValue("ticket"), 10, 64)
	if _, found := s.desk.Ticket(ticket); err != nil || !found {
		http.Error(w, "there is no ticket "+r.PathValue("ticket"), http.StatusNotFound)
		return
	}
	done, err := do(ticket)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	ok(done).write(w)
}

func (s *Server) showOptions(w http.ResponseWriter) {
	o := s.options()
	ok(object{"zone": o.Zone.String(), "index_lag": o.IndexLag.String(), "flicker": o.Flicker, "token": o.Token}).write(w)
}

func (s *Server) changeOptions(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Zone     *string `json:"zone"`
		IndexLag *string `json:"index_lag"`
		Flicker  *bool   `json:"flicker"`
		Token    *string `json:"token"`
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		http.Error(w, "options: "+err.Error(), http.StatusBadRequest)
		return
	}
	o := s.options()
	if in.Zone != nil {
		zone, err := time.LoadLocation(*in.Zone)
		if err != nil {
			http.Error(w, fmt.Sprintf("zone %q is not known; write one like Europe/Berlin", *in.Zone), http.StatusBadRequest)
			return
		}
		o.Zone = zone
	}
	if in.IndexLag != nil {
		lag, err := time.ParseDuration(*in.IndexLag)
		if err != nil {
			http.Error(w, fmt.Sprintf("index_lag %q is no time span; write one like 10m", *in.IndexLag), http.StatusBadRequest)
			return
		}
		o.IndexLag = lag
	}
	if in.Flicker != nil {
		o.Flicker = *in.Flicker
	}
	if in.Token != nil {
		o.Token = *in.Token
	}
	s.Change(func(own *Options) {
		own.Zone, own.IndexLag, own.Flicker, own.Token = o.Zone, o.IndexLag, o.Flicker, o.Token
	})
	s.showOptions(w)
}
