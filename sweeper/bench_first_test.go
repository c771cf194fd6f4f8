package sweeper_test

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/deskhand/deskhand/connectors/simulator"
	"github.com/deskhand/deskhand/connectors/simulator/zendesksim"
	"github.com/deskhand/deskhand/sweeper"
)

// BenchmarkFirstSweep meets a desk of 100,000 tickets, 5,000 of them open, through half of a Professional plan's limit, and tells how
// long that takes against what the limit allows.
func BenchmarkFirstSweep(b *testing.B) {
	const tickets, open = 100_000, 5000
	const share = 0.5
	least := 1 + 5 + open/100 + open // feed, the list of open tickets, their heads, their histories
	allowed := time.Duration(float64(least) / (professional * share) * float64(time.Minute))
	var ours traffic
	var report sweeper.Report
	for b.Loop() {
		onBenchStage(b, func(_ *testing.T, s *stage) {
			customer := s.customer()
			for i := range tickets - open {
				n := simulator.NewTicket{Requester: customer, Status: simulator.Closed, Subject: "Thanks", Body: "It works now."}
				n.At = s.desk.Clock().Add(-time.Duration(i) * time.Minute)
				s.desk.Create(n)
			}
			s.backlog(open)
			s.sim = zendesksim.New(s.desk, zendesksim.Options{RateLimit: professional})
			ours = traffic{}
			s.reader = s.zendeskAt(s.sim, share, ours.saw)
			report = s.sweep(sweeper.OK)
		})
	}
	if report.Open != open {
		b.Fatalf("%d tickets are known, %d are open", report.Open, open)
	}
	ratio := report.Took / allowed.Seconds()
	b.ReportMetric(report.Took/60, "simulated-minutes")
	b.ReportMetric(allowed.Minutes(), "allowed-minutes")
	b.ReportMetric(ratio, "ratio")
	b.ReportMetric(float64(report.Requests)/float64(least), "requests/floor")
	b.ReportMetric(float64(ours.refused), "429s")
	if ratio > 1.1 {
		b.Errorf("it took %.2f times what the limit allows", ratio)
	}
}

// BenchmarkPeakMemory meets a desk of a million tickets, one in twenty of them open, and tells the most memory the process had
// meanwhile, the desk included.
func BenchmarkPeakMemory(b *testing.B) {
	const tickets, open = 1_000_000, 50_000
	var peak uint64
	for b.Loop() {
		onBenchStage(b, func(t *testing.T, s *stage) {
			debug.FreeOSMemory()
			desk := &vastDesk{open: open, every: tickets / open}
			s.reader = s.zendeskAt(desk, 1, func(int) {})
			report := s.sweep(sweeper.OK)
			if report.Open != open {
				t.Errorf("%d tickets are known, %d are open", report.Open, open)
			}
			peak = desk.peak
		})
	}
	mebibytes := float64(peak) / (1 << 20)
	b.ReportMetric(mebibytes, "peak-MiB")
	if mebibytes > 150 {
		b.Errorf("%.0f MiB", mebibytes)
	}
}

// vastDesk is a Zendesk account too large for the simulator. It makes up what it is asked for: tickets of usual size, of which every
// so many-th is open, with six audits each. It tells no limits but one that is never reached.
type vastDesk struct {
	open, every int

	mu    sync.Mutex
	asked int
	peak  uint64
}

func (d *vastDesk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.weigh()
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	h.Set("X-Rate-Limit", "100000000")
	h.Set("X-Rate-Limit-Remaining", "99999999")
	switch path := r.URL.Path; {
	case strings.HasSuffix(path, "/users/me"):
		fmt.Fprint(w, `{"user":{"id":7,"name":"Deskhand","role":"admin"}}`)
	case strings.HasSuffix(path, "/incremental/tickets/cursor"):
		fmt.Fprint(w, `{"tickets":[],"after_cursor":"end","end_of_stream":true}`)
	case strings.HasSuffix(path, "/search/export"):
		d.list(w, r)
	case strings.HasSuffix(path, "/show_many"):
		var list []string
		for id := range strings.SplitSeq(r.URL.Query().Get("ids"), ",") {
			list = append(list, vastTicket(id))
		}
		fmt.Fprintf(w, `{"tickets":[%s],"users":%s}`, strings.Join(list, ","), vastUsers)
	case strings.HasSuffix(path, "/audits"):
		fmt.Fprint(w, vastAudits(strings.Split(path, "/")[4]))
	default:
		http.NotFound(w, r)
	}
}

func (d *vastDesk) list(w http.ResponseWriter, r *http.Request) {
	from, _ := strconv.Atoi(r.URL.Query().Get("page[after]"))
	to := min(from+1000, d.open)
	list := make([]string, 0, 1000)
	for i := from; i < to; i++ {
		list = append(list, vastTicket(strconv.Itoa((i+1)*d.every)))
	}
	fmt.Fprintf(w, `{"results":[%s],"meta":{"has_more":%t,"after_cursor":"%d"}}`, strings.Join(list, ","), to < d.open, to)
}

// weigh looks now and then how much memory the process has.
func (d *vastDesk) weigh() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asked++; d.asked%50 != 0 {
		return
	}
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	d.peak = max(d.peak, sample[0].Value.Uint64()-sample[1].Value.Uint64())
}

const vastUsers = `[{"id":11,"name":"Dana","email":"dana@acme.example","role":"agent"},{"id":12,"name":"Ann","email":"ann@customer.example","role":"end-user"}]`

// vastTicket is a ticket of 3.6 kB, as a ticket with 24 custom fields has.
func vastTicket(id string) string {
	return `{"id":` + id + `,"subject":"Report ` + id + `","status":"open","priority":"normal","tags":["emea","vip"],` +
		`"requester_id":12,"assignee_id":11,"via":{"channel":"web","source":{"from":{},"to":{},"rel":null}},` +
		`"created_at":"1999-12-30T09:00:00Z","updated_at":"1999-12-31T09:00:00Z","generated_timestamp":946630800,` +
		`"description":"` + vastText + `","custom_fields":[` + vastFields + `],"fields":[` + vastFields + `]}`
}

// vastAudits is the history of a ticket on which people wrote to each other.
func vastAudits(id string) string {
	var b strings.Builder
	b.WriteString(`{"audits":[`)
	for i := range 6 {
		if i > 0 {
			b.WriteString(",")
		}
		author := 11 + i%2
		fmt.Fprintf(&b, `{"id":%s%02d,"ticket_id":%s,"created_at":"1999-12-31T0%d:00:00Z","author_id":%d,"metadata":{"system":{},"custom":{}},`+
			`"via":{"channel":"web"},"events":[{"id":%s%02d0,"type":"Comment","author_id":%d,"body":"%s","html_body":"<p>%s</p>","public":true}]}`,
			id, i, id, i+3, author, id, i, author, vastNote, vastNote)
	}
	b.WriteString(`],"users":` + vastUsers + `,"meta":{"has_more":false,"after_cursor":null}}`)
	return b.String()
}

var (
	vastText   = strings.Repeat("The colours of the monthly report look odd to some of us. ", 10)
	vastNote   = vastText[:116]
	vastFields = strings.TrimSuffix(strings.Repeat(`{"id":360000000001,"value":"some usual text"},`, 24), ",")
)
