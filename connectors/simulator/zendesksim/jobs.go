package zendesksim

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
)

const (
	maxJobs = 30
	jobKept = 24 * time.Hour
)

// jobs are the account's bulk updates. They run beside the requests and are kept for a day.
type jobs struct {
	byID map[string]*job
	made int
}

type job struct {
	id      string
	made    time.Time
	total   int
	done    int
	status  string // queued, working, completed
	ended   time.Time
	results any
}

type wireJob struct {
	ID       string  `json:"id"`
	URL      string  `json:"url"`
	Total    *int    `json:"total"`
	Progress *int    `json:"progress"`
	Status   string  `json:"status"`
	Message  *string `json:"message"`
	Results  any     `json:"results"`
}

type jobResult struct {
	ID      int64  `json:"id"`
	Index   *int   `json:"index,omitempty"`
	Action  string `json:"action"`
	Status  string `json:"status,omitempty"`
	Success bool   `json:"success"`
	Error   string `json:"error,omitempty"`
	Details string `json:"details,omitempty"`
}

// updateMany queues the same change of many tickets (?ids=), or a different one for each.
func (s *Sim) updateMany(c *call) error {
	var in struct {
		Ticket  *ticketInput  `json:"ticket"`
		Tickets []ticketInput `json:"tickets"`
	}
	if err := json.NewDecoder(c.Body).Decode(&in); err != nil {
		return errBody
	}
	items := in.Tickets
	if c.query.Has("ids") {
		wanted, err := ids(c)
		if err != nil {
			return err
		}
		if in.Ticket == nil {
			return errBody
		}
		items = nil
		for _, id := range wanted {
			item := *in.Ticket
			item.ID = id
			items = append(items, item)
		}
	} else if s.opts.Quirks.IgnoreBatchTags {
		for i := range items {
			items[i].AdditionalTags, items[i].RemoveTags = nil, nil
		}
	}
	switch {
	case len(items) > 100:
		return errTooMany
	case slices.ContainsFunc(items, func(i ticketInput) bool { return i.SafeUpdate != nil && i.UpdatedStamp == "" }):
		return invalid("base", "updated_stamp is required with safe_update")
	}
	j, err := s.queue(c, len(items))
	if err != nil {
		return err
	}
	go s.run(c, j, items)
	return s.ok(c, object{"job_status": s.wireJob(c, j)})
}

func (s *Sim) queue(c *call, total int) (*job, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var busy []string
	for id, j := range s.jobs.byID {
		if j.status != "completed" {
			busy = append(busy, id)
		} else if c.now.Sub(j.made) > jobKept {
			delete(s.jobs.byID, id)
		}
	}
	c.w.Header().Set("zendesk-ratelimit-inflight-jobs", fmt.Sprintf("total=%d; remaining=%d; resets=60", maxJobs, max(0, maxJobs-len(busy)-1)))
	if len(busy) >= maxJobs {
		slices.Sort(busy)
		return nil, &problem{status: http.StatusTooManyRequests, body: object{
			"error": "TooManyJobs", "description": "Too many jobs are currently queued or running. Try again later.", "current_job_ids": busy,
		}}
	}
	s.jobs.made++
	j := &job{id: fmt.Sprintf("V3-%032x", s.jobs.made), made: c.now, total: total, status: "queued"}
	s.jobs.byID[j.id] = j
	return j, nil
}

func (s *Sim) run(c *call, j *job, items []ticketInput) {
	time.Sleep(s.opts.Quirks.JobStart)
	results := make([]jobResult, len(items))
	for i, item := range items {
		time.Sleep(s.opts.Quirks.JobItem)
		results[i] = s.runItem(c, i, item)
		s.mu.Lock()
		j.status, j.done = "working", i+1
		s.mu.Unlock()
	}
	ended := s.desk.Clock()
	s.mu.Lock()
	defer s.mu.Unlock()
	j.status, j.results, j.ended = "completed", results, ended
}

// runItem updates one ticket of a job. It is always safe: without a stamp, the ticket must not have moved since the job was queued.
func (s *Sim) runItem(c *call, index int, item ticketInput) jobResult {
	guard := func(t simulator.Ticket) error {
		if t.Updated.Truncate(time.Second).After(c.now) {
			return errConflict
		}
		return nil
	}
	if item.UpdatedStamp != "" {
		item.SafeUpdate = &json.RawMessage{}
		guard = s.unlessStale(item)
	}
	_, err := s.update(c, item.ID, item, guard)
	if slices.Contains(s.opts.Quirks.FailInJobs, item.ID) {
		err = plainError(http.StatusInternalServerError, "InternalError", "The ticket could not be updated")
	}
	if err != nil {
		code, details := describe(err)
		return jobResult{ID: item.ID, Index: &index, Action: "update", Error: code, Details: details}
	}
	return jobResult{ID: item.ID, Action: "update", Status: "Updated", Success: true}
}

func describe(err error) (code, details string) {
	if errors.Is(err, simulator.ErrClosed) {
		err = errClosed
	}
	var p *problem
	if !errors.As(err, &p) {
		return "InternalError", err.Error()
	}
	body, _ := p.body.(object)
	return fmt.Sprint(body["error"]), fmt.Sprint(body["description"])
}

func (s *Sim) wireJob(c *call, j *job) wireJob {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := wireJob{ID: j.id, URL: s.base(c) + "/api/v2/job_statuses/" + j.id + ".json", Status: j.status, Results: j.results}
	if j.total > 0 {
		w.Total = &j.total
	}
	done := j.done
	switch j.status {
	case "working":
		w.Progress, w.Message = &done, orNull(fmt.Sprintf("Updating ticket #%d", done))
	case "completed":
		w.Progress, w.Message = &done, orNull("Completed at "+j.ended.Format("2006-01-02 15:04:05 -0700"))
	}
	return w
}

func (s *Sim) job(c *call, id string) (wireJob, error) {
	s.mu.Lock()
	j, ok := s.jobs.byID[id]
	s.mu.Unlock()
	if !ok || c.now.Sub(j.made) > jobKept {
		return wireJob{}, errNotFound
	}
	return s.wireJob(c, j), nil
}

func (s *Sim) showJob(c *call) error {
	j, err := s.job(c, c.PathValue("job"))
	if err != nil {
		return err
	}
	return s.ok(c, object{"job_status": j})
}

func (s *Sim) showJobs(c *call) error {
	found := []wireJob{}
	for id := range strings.SplitSeq(c.query.Get("ids"), ",") {
		if j, err := s.job(c, id); err == nil {
			found = append(found, j)
		}
	}
	return s.ok(c, object{"job_statuses": found, "next_page": nil, "previous_page": nil, "count": len(found)})
}

func (s *Sim) listJobs(c *call) error {
	s.mu.Lock()
	var ids []string
	for id := range s.jobs.byID {
		ids = append(ids, id)
	}
	s.mu.Unlock()
	slices.Sort(ids)
	found := []wireJob{}
	for _, id := range ids {
		if j, err := s.job(c, id); err == nil {
			found = append(found, j)
		}
	}
	return s.ok(c, object{"job_statuses": found, "next_page": nil, "previous_page": nil, "count": len(found)})
}

// scrubTicket takes a deleted ticket away for good; it answers with a job whose results are no list.
func (s *Sim) scrubTicket(c *call) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := s.desk.Scrub(id); err != nil {
		return err
	}
	j, err := s.queue(c, 0)
	if err != nil {
		return err
	}
	s.mu.Lock()
	j.status, j.ended, j.results = "completed", c.now, object{"success": true}
	s.mu.Unlock()
	return s.ok(c, object{"job_status": s.wireJob(c, j)})
}
