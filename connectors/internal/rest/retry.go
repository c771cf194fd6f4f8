package rest

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/deskhand/deskhand/sweeper/helpdesk"
)

const (
	firstPause = 500 * time.Millisecond
	leastHold  = 2 * time.Second // after a 429 that names no usable time
	mostHold   = time.Hour       // no desk asks for more in earnest; what does is asked again then
)

// worthAnotherTry decides about reads only: writes never get here. It reports whether the same request may succeed soon.
func worthAnotherTry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	call := callOf(ctx)
	if err != nil {
		return !hopeless(err) && !(call.failsWhenSlow && errors.Is(err, ErrSlow)), nil
	}
	switch resp.StatusCode {
	case http.StatusGatewayTimeout, http.StatusRequestTimeout:
		return !call.failsWhenSlow, nil
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable:
		return true, nil
	}
	return false, nil
}

// hopeless reports whether another try would fail in the same way.
func hopeless(err error) bool {
	var busy *helpdesk.Busy
	var lookup *net.DNSError
	var certificate *tls.CertificateVerificationError
	return errors.As(err, &busy) || errors.Is(err, ErrTooLong) ||
		errors.As(err, &lookup) && lookup.IsNotFound || errors.As(err, &certificate)
}

// backoff returns the pause before another try. What a Retry-After asks for is held by the budget, for every goroutine
// alike, so here is only the growing pause and its jitter.
func backoff(_, _ time.Duration, attempt int, _ *http.Response) time.Duration {
	pause := firstPause << min(attempt, 6)
	return pause + rand.N(pause)
}

// retryAfter reads a Retry-After header: whole seconds, or an HTTP date, measured from the desk's own clock where it
// tells it. It returns 0 for none, for the past and for what can't be read, and never more than an hour.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if at, err := http.ParseTime(value); err == nil {
		if date, err := http.ParseTime(h.Get("Date")); err == nil {
			now = date
		}
		return max(0, min(at.Sub(now), mostHold))
	}
	if strings.Trim(value, "0123456789") != "" {
		return 0
	}
	seconds, err := strconv.ParseUint(value, 10, 64)
	if err != nil || seconds > uint64(mostHold/time.Second) {
		return mostHold
	}
	return time.Duration(seconds) * time.Second
}
