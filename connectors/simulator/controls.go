package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// controls answers below /_sim/, the same for every wire format:
//
//	GET  /_sim/stats                 requests by route, and what the API's user wrote
//	GET  /_sim/tickets               all tickets in short; ?tag= and ?status= narrow, ?ours=1 keeps those with a tag of ours
//	GET  /_sim/tickets/{id}          one ticket, whole
//	POST /_sim/tickets/{id}/{act}    a person acts: reply note status priority assign tag untag delete restore close touch
//	POST /_sim/tickets               a new one
//	GET  /_sim/people, /_sim/outbox
//	GET  /_sim/faults, PUT           the faults, as JSON or YAML
//	POST /_sim/clock                 {"advance":"24h"}
func (f *Front) controls() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sim/stats", f.showStats)
	mux.HandleFunc("GET /_sim/tickets", f.listTickets)
	mux.HandleFunc("GET /_sim/tickets/{id}", f.showTicket)
	mux.HandleFunc("POST /_sim/tickets", f.createTicket)
	mux.HandleFunc("POST /_sim/tickets/{id}/{act}", f.act)
	mux.HandleFunc("GET /_sim/people", func(w http.ResponseWriter, _ *http.Request) { show(w, f.desk.People()) })
	mux.HandleFunc("GET /_sim/outbox", func(w http.ResponseWriter, _ *http.Request) { show(w, f.desk.Outbox()) })
	mux.HandleFunc("GET /_sim/faults", f.showFaults)
	mux.HandleFunc("PUT /_sim/faults", f.putFaults)
	mux.HandleFunc("POST /_sim/clock", f.moveClock)
	return mux
}

func show(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(v) // a client that has gone does not matter
}

func refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	if errors.Is(err, ErrNotFound) {
		status = http.StatusNotFound
	}
	http.Error(w, err.Error(), status)
}

func (f *Front) showStats(w http.ResponseWriter, _ *http.Request) {
	show(w, struct {
		Clock    time.Time        `json:"clock"`
		Tickets  int              `json:"tickets"`
		Total    int              `json:"total_requests"`
		Requests map[string]Count `json:"requests"`
		Writes   Writes           `json:"writes"`
	}{f.desk.Clock(), f.desk.Len(), f.Total(), f.Requests(), f.desk.Writes()})
}

type ticketLine struct {
	ID      int64     `json:"id"`
	Status  string    `json:"status"`
	Subject string    `json:"subject"`
	Tags    []string  `json:"tags"`
	Updated time.Time `json:"updated"`
}

func (f *Front) listTickets(w http.ResponseWriter, r *http.Request) {
	tag, status, ours := r.FormValue("tag"), r.FormValue("status"), r.FormValue("ours") != ""
	lines := []ticketLine{}
	f.desk.Each(func(t Ticket) bool {
		wanted := (tag == "" || t.Has(tag)) && (status == "" || t.Status == status) && (!ours || slices.ContainsFunc(t.Tags, f.desk.Owned))
		if wanted {
			lines = append(lines, ticketLine{t.ID, t.Status, t.Subject, t.Tags, t.Updated})
		}
		return true
	})
	show(w, lines)
}

func (f *Front) showTicket(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	t, ok := f.desk.Ticket(id)
	if err != nil || !ok {
		refuse(w, fmt.Errorf("ticket %s: %w", r.PathValue("id"), ErrNotFound))
		return
	}
	show(w, f.desk.page(t))
}

func (f *Front) createTicket(w http.ResponseWriter, r *http.Request) {
	var in struct {
		By, Subject, Body, Priority string
		Tags                        []string
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		refuse(w, fmt.Errorf("the body is no JSON: %w", err))
		return
	}
	by := f.desk.AddPerson(Person{Name: in.By, Email: in.By, Role: Customer})
	t := f.desk.Create(NewTicket{Subject: in.Subject, Body: in.Body, Priority: in.Priority, Tags: in.Tags, Requester: by.ID})
	show(w, f.desk.page(t))
}

func (f *Front) act(w http.ResponseWriter, r *http.Request) {
	var a act
	if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
		refuse(w, fmt.Errorf("the body is no JSON: %w", err))
		return
	}
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err == nil {
		err = f.desk.do(id, r.PathValue("act"), a)
	}
	if err != nil {
		refuse(w, err)
		return
	}
	t, _ := f.desk.Ticket(id)
	show(w, f.desk.page(t))
}

// act is what somebody does to a ticket: By and To are e-mails.
type act struct {
	By, Body, HTML, Status, Priority, To string
	Via                                  Via
	Tags                                 []string
}

func (d *Desk) do(ticket int64, what string, a act) error {
	by, ok := d.PersonByEmail(a.By)
	if !ok {
		return fmt.Errorf("by %q: %w; /_sim/people lists all", a.By, ErrNotFound)
	}
	e := Edit{By: by.ID, Via: a.Via}
	switch what {
	case "reply", "note":
		e.Note = &Note{Body: a.Body, HTML: a.HTML, Public: what == "reply"}
	case "status":
		e.Status = &a.Status
	case "priority":
		e.Priority = &a.Priority
	case "assign":
		to, ok := d.PersonByEmail(a.To)
		if !ok && a.To != "" {
			return fmt.Errorf("to %q: %w", a.To, ErrNotFound)
		}
		e.Assignee = &to.ID
	case "tag":
		e.Add = a.Tags
	case "untag":
		e.Remove = a.Tags
	case "delete":
		return d.Delete(ticket, by.ID)
	case "restore":
		return d.Restore(ticket, by.ID)
	case "touch":
		return d.Touch(ticket)
	case "close":
		e.Status = ptr(Closed)
	default:
		return fmt.Errorf("nobody can %q a ticket; reply, note, status, priority, assign, tag, untag, delete, restore, close and touch are known", what)
	}
	_, err := d.Save(ticket, e)
	return err
}

func (f *Front) showFaults(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	show(w, f.faults)
}

func (f *Front) putFaults(w http.ResponseWriter, r *http.Request) {
	faults, err := LoadFaults(r.Body)
	if err != nil {
		refuse(w, err)
		return
	}
	f.SetFaults(faults)
	show(w, faults)
}

func (f *Front) moveClock(w http.ResponseWriter, r *http.Request) {
	var in struct{ Advance string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		refuse(w, fmt.Errorf("the body is no JSON: %w", err))
		return
	}
	by, err := time.ParseDuration(in.Advance)
	if err != nil {
		refuse(w, fmt.Errorf(`advance %q is no time span; write one like "24h"`, in.Advance))
		return
	}
	f.desk.Advance(by)
	show(w, map[string]time.Time{"clock": f.desk.Clock()})
}
