package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper/status"
)

// watchEvery is how often the configuration's files are compared with what runs. They are read, not watched: that works for
// every kind of change, such as the symbolic links that Kubernetes swaps.
const watchEvery = 5 * time.Second

// refusal is a newer configuration that is not in force.
type refusal struct {
	hash string // empty when it was never read whole
	at   time.Time
	why  []string
}

// refuse remembers a configuration, so that it is told of and isn't tried again by itself.
func (d *daemon) refuse(hash string, why ...string) {
	d.refused.Store(&refusal{hash, time.Now(), why})
}

// state tells the status page of the configuration in force, of the keys that changed with it, and of a newer one that was refused.
func (d *daemon) state(cfg *config.Config, changed []string, loaded time.Time) status.Config {
	s := status.Config{Hash: cfg.Hash, Loaded: loaded, Files: cfg.Files, Changed: changed}
	if r := d.refused.Load(); r != nil {
		s.Refused, s.Why = r.at, r.why
	}
	return s
}

// awaitChange returns the next right configuration that differs from the one that runs, or nil when ctx ends. A wrong one is
// reported once and waited out; one that could not be opened is tried again when it changes, or on SIGHUP.
func (d *daemon) awaitChange(ctx context.Context, hangup <-chan os.Signal, running string) *config.Config {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		asked := false
		select {
		case <-ctx.Done():
			return nil
		case <-hangup:
			asked = true
		case <-tick.C:
		}
		if cfg := d.look(running, asked); cfg != nil {
			notifySystemd("RELOADING=1")
			return cfg
		}
	}
}

// look reads the configuration, and returns it when it is to take over from the one that runs. asked: somebody waits for an answer.
func (d *daemon) look(running string, asked bool) *config.Config {
	former := d.refused.Load()
	cfg, mistakes := config.Load(d.path, os.LookupEnv)
	if len(mistakes) > 0 {
		why := make([]string, len(mistakes))
		for i, m := range mistakes {
			why[i] = inOneLine(m)
		}
		if asked || former == nil || strings.Join(why, "\n") != strings.Join(former.why, "\n") {
			d.log.Error("the new configuration is wrong; the old one stays", "mistakes", len(mistakes))
			for _, each := range why {
				d.log.Error("configuration: " + each)
			}
			d.refuse("", why...)
		}
		return nil
	}
	if cfg.Hash == running {
		d.refused.Store(nil)
		if asked || former != nil {
			d.log.Info("the configuration says what is in force already", "hash", running)
		}
		return nil
	}
	if former != nil && former.hash == cfg.Hash && !asked {
		return nil
	}
	for _, w := range cfg.Warnings {
		d.log.Warn("configuration: " + inOneLine(w))
	}
	d.refused.Store(nil)
	return cfg
}

// inOneLine tells a mistake where there is no room to draw it.
func inOneLine(m config.Mistake) string {
	text := m.File + " " + m.Message
	if m.Line > 0 {
		text = fmt.Sprintf("%s:%d:%d %s", m.File, m.Line, m.Column, m.Message)
	}
	if m.Mend != "" {
		text += "; " + m.Mend
	}
	return text
}

// awaitAgain waits before a configuration that ran is opened again. It returns that one or, when there is one by then, the next
// right one; nil when ctx ends.
func (d *daemon) awaitAgain(ctx context.Context, ran *config.Config, hangup <-chan os.Signal) *config.Config {
	pause, stop := context.WithTimeout(ctx, watchEvery+watchEvery/2)
	defer stop()
	if next := d.awaitChange(pause, hangup, ran.Hash); next != nil {
		return next
	}
	if ctx.Err() != nil {
		return nil
	}
	return ran
}
