package main

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/deskhand/deskhand/sweeper"
)

const pingTimeout = 10 * time.Second

// ping tells the desk's watch that a sweep saw everything; the watch calls somebody when it hears nothing for too long. The
// address is a secret, and stays out of the log.
func (d *desk) ping(ctx context.Context, report sweeper.Report) {
	if d.Ping == "" || report.Result != sweeper.OK {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if err := ask(ctx, d.Ping.Reveal()); err != nil {
		d.log.Warn("the watch could not be told of the sweep", "error", err)
	}
}

// ask sends a GET, and wants an answer that is no error.
func ask(ctx context.Context, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return errors.New("its address can't be asked")
	}
	answer, err := http.DefaultClient.Do(r)
	var hidden *url.Error
	switch {
	case errors.As(err, &hidden):
		return hidden.Err // without the address
	case err != nil:
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusBadRequest {
		return errors.New("it answered " + answer.Status)
	}
	return nil
}
