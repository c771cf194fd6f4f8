// Package proof holds the trials of Deskhand's promise: no note twice, no flag lost, nothing shown to customers, whatever
// dies. It is for tests only; nothing of the program imports it.
//
// Its folders try the promise in different ways, and print rows of one table. With -proof.long they do all they can, which takes an
// hour or two; without, the part that fits a run of all tests. The table in one go:
//
//	go run ./sweeper/proof/table
//	go run ./sweeper/proof/table -proof.long
//
// In protocol, every order in which the steps of the write protocols can happen is walked through in a model, faults
// included. Protocols that are known to be wrong are walked too, and must fail. In weeks, the real sweeper, connectors,
// scheduler and store run for simulated days against simulated desks on which people work and answers get lost. In
// hostile, the connectors meet desks that answer in every wrong way we know of. In people, the last word is theirs. In tunnel,
// the real program is killed, frozen and cut off from its store, point by point.
//
// What this does not prove: that real desks do what their references say (the simulators are written after those), and, on
// Jira, that nothing is posted twice when a request or a process sleeps for longer than a claim lasts. Jira gives no means
// against that; the model shows the run in which it happens.
package proof
