// Package proof holds the trials of Deskhand's promise: no note twice, no flag lost, nothing shown to customers, whatever
// dies. It is for tests only; nothing of the program imports it.
//
// Its folders each try the promise in another way, and each prints rows of one table:
//
//		go test ./sweeper/proof/... -run Table -v
//
//	  - protocol: every order in which the steps of the write protocols can happen, small faults included, is walked through in a
//	    model. Protocols that are known to be wrong are walked too, and must fail.
//	  - weeks: the real sweeper, connectors, scheduler and store run for simulated days against simulated desks on which
//	    people work and answers get lost.
//	  - hostile: the connectors meet desks that answer in every wrong way we know of.
//	  - tunnel: the real program is killed, frozen and cut off from its store, point by point.
//
// What this does not prove: that real desks do what their references say (the simulators are written after those), and, on
// Jira, that nothing is posted twice when a request or a process sleeps for longer than a claim lasts, which Jira gives no
// means against.
package proof
