// Package tunnel is where the real program is treated badly: killed before and after every request and every step of its
// store, cut off from Redis in every way a server can fail, frozen past its lease and woken, and run for a year.
//
// The desks are simulated ones behind sockets, Redis is a real server on the loopback address; a trial that needs it is left out
// where redis-server is not installed. After each blow the program is started again and sweeps until it is at rest. Then the
// desk must look as if nothing had happened.
//
// What stands in for waiting: a lease of a dead process is taken out of the store, and the desk's clock is put forward, by
// longer than a claim on Jira keeps others off.
package tunnel
