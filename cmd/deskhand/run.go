package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/deskhand/deskhand/config"
	"github.com/deskhand/deskhand/sweeper"
	"github.com/deskhand/deskhand/sweeper/status"
)

func newRunCommand() *cobra.Command {
	var o struct{ config, logFormat string }
	c := &cobra.Command{
		Use:   "run -c FILE",
		Short: "Run the daemon: sweep every desk at its times",
		Long: `Run sweeps every desk once at the start and then at its cron times, and serves the status page, /metrics,
/healthz and /readyz.

On SIGTERM or SIGINT it finishes the write in hand and exits 0. On SIGHUP, or when a file of the configuration
changes, it reads the configuration again: a right one takes over, a wrong one is reported and the old one stays.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			log, err := newLog(c.ErrOrStderr(), o.logFormat, slog.LevelInfo)
			if err != nil {
				return err
			}
			cfg, err := loadConfig(o.config, c.ErrOrStderr())
			if err != nil {
				return err
			}
			d := &daemon{path: o.config, log: log, metrics: status.NewMetrics(buildVersion())}
			return d.run(c.Context(), cfg)
		},
	}
	c.Flags().StringVarP(&o.config, "config", "c", "", "configuration: a YAML file, or a folder of them")
	c.Flags().StringVar(&o.logFormat, "log-format", "text", "text or json")
	return c
}

// daemon runs one configuration after the other until it is told to stop.
type daemon struct {
	path    string
	log     *slog.Logger
	metrics *status.Metrics         // of all configurations, one after the other
	refused atomic.Pointer[refusal] // nil when the newest configuration is in force
}

func (d *daemon) run(ctx context.Context, cfg *config.Config) error {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	go feedWatchdog(ctx)
	defer tellStopping(ctx)()
	var ran *config.Config // the newest that was in force
	for cfg != nil {
		next, err := d.serve(ctx, cfg, ran, hangup)
		var opening *openError
		switch {
		case err == nil:
			ran, cfg = cfg, next
		case ran == nil || !errors.As(err, &opening):
			return err
		case cfg != ran:
			d.log.Error("the new configuration can't be opened; the old one goes on", "error", err)
			d.refuse(cfg.Hash, err.Error())
			cfg = ran
		default: // it ran before, so what it needs is away for a while
			d.log.Error("the configuration can't be opened; it is tried again", "error", err)
			cfg = d.awaitAgain(ctx, ran, hangup)
		}
	}
	d.log.Info("stopped")
	return nil
}

// openError says that a configuration is right but can't be opened: its store is away, or its address taken.
type openError struct{ error }

func (e *openError) Unwrap() error { return e.error }

// serve runs one configuration until ctx ends or the next right one is there, which it returns, and lets the writes in hand
// finish. ran is the one that was in force before, nil at the start.
func (d *daemon) serve(ctx context.Context, cfg, ran *config.Config, hangup <-chan os.Signal) (next *config.Config, err error) {
	p, err := openDesks(cfg, d.log)
	if err != nil {
		return nil, &openError{err}
	}
	if err := p.openStore(ctx); err != nil {
		return nil, &openError{err}
	}
	defer p.store.Close()
	changed, loaded := cfg.Changed(ran), time.Now()
	page := p.newPage(d.metrics, func() status.Config { return d.state(cfg, changed, loaded) })
	closePage, err := listen(ctx, cfg.Listen, page, d.log)
	if err != nil {
		return nil, &openError{failed(err)}
	}
	defer closePage()
	if changed == nil {
		d.log.Info("configuration loaded", "hash", cfg.Hash, "desks", len(cfg.Desks))
	} else {
		d.log.Info("configuration loaded", "hash", cfg.Hash, "desks", len(cfg.Desks), "changed", strings.Join(changed, " "))
	}
	notifySystemd("READY=1")
	running, stop := context.WithCancel(ctx)
	defer stop()
	coming := make(chan *config.Config, 1)
	go func() {
		defer stop()
		coming <- d.awaitChange(running, hangup, cfg.Hash)
	}()
	if err := sweeper.Run(running, p.jobs(page), drainTime, d.log); err != nil {
		return nil, failed(err)
	}
	return <-coming, nil
}

// jobs are the sweeps of all desks that are not off; the page is told of each.
func (p *program) jobs(page *status.Page) []sweeper.Job {
	var jobs []sweeper.Job
	for _, d := range p.desks {
		s := p.sweeper(d, true)
		tell(page, d, s)
		if d.Mode == sweeper.Off {
			continue
		}
		jobs = append(jobs, sweeper.Job{Desk: d.Name, Schedule: d.Cron, Sweep: func(ctx context.Context, due time.Time) sweeper.Report {
			page.Began(d.Name)
			report := s.SweepDue(ctx, due)
			page.Ended(report)
			d.ping(ctx, report)
			return report
		}})
	}
	return jobs
}

// listen serves h on addr until the returned function is called; an empty addr serves nothing.
func listen(ctx context.Context, addr string, h http.Handler, log *slog.Logger) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%w; free the port, or listen on another", err)
	}
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
	}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the status page stopped", "error", err)
		}
	}()
	log.Info("status page", "url", "http://"+l.Addr().String()+"/")
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			server.Close()
		}
	}, nil
}
