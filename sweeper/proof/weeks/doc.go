// Package weeks runs Deskhand for simulated days: the real scheduler, sweeper, connectors and store, two replicas on one store, in a
// testing/synctest bubble, against simulated Zendesk and Jira desks.
//
// Meanwhile people write, ask for escalations, chase, tag and take tags off, solve and reopen; bots touch tickets; answers get
// lost, writes arrive late, desks fail, ask for pauses, and cut answers off; replicas die; the store is emptied and goes away.
// All of it follows from one seed, as far as the order of goroutines lets it; when a law is broken, seed and trace are printed.
//
// At the end the faults stop, then the people; then the writes must stop, and every live ticket must say what the policy says.
package weeks
