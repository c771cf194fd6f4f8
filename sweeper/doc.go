// Package sweeper carries out sweeps: it is the middle of Deskhand, between the desks, the policy and the store.
//
// One sweep of one desk, from tick to report (pass.go reads in this order):
//
//	lease    one owner a desk, by the store; not ours: a quiet return
//	now      read once; every verdict of the sweep shares it
//	intake   the desk's change feed since the cursor; the desk's own list on first contact, once a day and when the policy
//	         changed; then the tickets whose due time has come
//	read     those worth it, whole: with all notes and all history
//	assess   the policy's verdict, and the plan that follows from it. Pure
//	write    highest impact first, under the cap and the flood guard; one conditional write a ticket
//	commit   records, due times and cursor with every page, in one step that an old lease can't take
//	report   what was seen, read, planned, written and held, and why
//
// # Why nothing is lost
//
// A page's cursor is committed together with a record of every ticket on it, and a ticket with something to write is due at
// once until that write is known to have ended. So a sweep may stop anywhere: what it did not finish is due, and the desk
// itself, not the store, says what has been done already. Throwing the store away costs one walk over the open tickets.
//
// # Why it is cheap
//
// A quiet ticket never shows up in a feed. Each record carries the moment at which time alone can change its verdict, so
// that a sweep costs what changed plus what fell due, whatever the size of the backlog.
package sweeper
