package redisstore_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkCommit commits pages of 1000 tickets, as the first sweep of a backlog does.
func BenchmarkCommit(b *testing.B) {
	s := mustOpen(b, "redis://"+startRedis(b).addr)
	token, err := s.Lease(b.Context(), "support", "a", time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	from := 0
	for b.Loop() {
		if err := s.Commit(b.Context(), token, page(from%1_000_000, 1000)); err != nil {
			b.Fatal(err)
		}
		from += 1000
	}
}

// BenchmarkSweep reads 100 due tickets and commits them, on a growing backlog: the time must not grow with it.
func BenchmarkSweep(b *testing.B) {
	server := startRedis(b)
	s := mustOpen(b, "redis://"+server.addr)
	token, err := s.Lease(b.Context(), "support", "a", time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	known := 0
	for _, backlog := range []int{1000, 10_000, 100_000, 1_000_000} {
		for ; known < backlog; known += 1000 {
			if err := s.Commit(b.Context(), token, page(known, 1000)); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(fmt.Sprint(backlog), func(b *testing.B) {
			for b.Loop() {
				ids, err := s.Due(b.Context(), "support", time.Unix(1795500000+int64(backlog), 0), 100)
				if err != nil || len(ids) != 100 {
					b.Fatal(len(ids), err)
				}
				if _, err := s.Records(b.Context(), "support", ids); err != nil {
					b.Fatal(err)
				}
				step := page(0, 0)
				for _, id := range ids {
					n, _ := strconv.Atoi(id)
					step.Put[id] = page(n, 1).Put[id]
				}
				if err := s.Commit(b.Context(), token, step); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMemory reports the bytes a ticket takes in Redis, with one ticket in ten due and none flagged.
func BenchmarkMemory(b *testing.B) {
	const tickets = 100_000
	server := startRedis(b)
	s := mustOpen(b, "redis://"+server.addr)
	for _, c := range []struct {
		name string
		step int // between ids: other desks' or closed tickets lie between
		due  int // one in so many
	}{{"dense", 1, 10}, {"all due", 1, 1}, {"one id in ten", 10, 10}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				server.do(b, "FLUSHALL")
				before := usedMemory(b, server)
				token, err := s.Lease(b.Context(), "support", "a", time.Hour)
				if err != nil {
					b.Fatal(err)
				}
				for from := 0; from < tickets; from += 1000 {
					step := page(0, 0)
					for i := from; i < from+1000; i++ {
						r := page(1, 1).Put["1"]
						if i%c.due == 0 {
							r.Due = time.Unix(1795500000+int64(i), 0)
						}
						step.Put[strconv.Itoa(i*c.step)] = r
					}
					if err := s.Commit(b.Context(), token, step); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(usedMemory(b, server)-before)/tickets, "B/ticket")
			}
		})
	}
}

func usedMemory(b *testing.B, s server) int {
	for line := range strings.Lines(s.do(b, "INFO", "memory").(string)) {
		if text, ok := strings.CutPrefix(line, "used_memory:"); ok {
			n, err := strconv.Atoi(strings.TrimSpace(text))
			if err != nil {
				b.Fatal(err)
			}
			return n
		}
	}
	b.Fatal("the server does not say how much memory it uses")
	return 0
}
