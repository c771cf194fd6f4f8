package helpdesk

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Reader reads one desk. A dry run is given a Reader and nothing else.
//
// Every method stops soon after ctx is done and then returns its error. Reads may be repeated freely, by the connector
// and by its callers. Errors name the desk's answer and never hold a secret, a query string or text of a ticket.
type Reader interface {
	// Changes returns the tickets that changed since the cursor, oldest change first. Each change is seen at least once by
	// some call, perhaps twice, perhaps late: a feed may lag behind the desk by minutes. A ticket that changed several times
	// may show only its last state. Deleted tickets are shown where the desk tells. A cursor that the desk no longer
	// takes gives ErrCursor.
	Changes(ctx context.Context, from Cursor) (Page, error)

	// Since returns the cursor of a feed that begins with the first change after t. It asks nobody.
	Since(t time.Time) Cursor

	// Backlog returns the tickets that have not ended, in any stable order, each at least once over one walk; the empty
	// cursor begins the walk. It is the desk's own list: first contact starts from it, and a daily pass compares it with
	// what the feed told. It may lag behind the desk by minutes.
	Backlog(ctx context.Context, from Cursor) (Page, error)

	// Fetch returns the tickets as they are now, whole, in any order, one for each id. A ticket that is gone or out of sight
	// comes back with Status Deleted and no more. History that could not be read makes the ticket Partial; it is no error.
	// An error means that nothing can be said of any of them.
	Fetch(ctx context.Context, ids []string) ([]Ticket, error)

	// Check tries what a sweep needs, changing nothing, and tells what is wrong and how to mend it. The error is for a desk
	// that can't be asked at all.
	Check(ctx context.Context) ([]Problem, error)
}

// Metered is implemented by connectors that keep to a budget of requests.
type Metered interface {
	// BudgetUsed returns how much of our part of the desk's rate limit is spent now, 0 to 1; 0 while no limit is known.
	BudgetUsed() float64
}

// Connector reads and writes one desk.
type Connector interface {
	Reader

	// Apply carries out each plan once: all of it in one write, or nothing. It returns one outcome for each plan it got to, in
	// order; an error tells why it stopped before the others, none of which was sent. It never repeats a write that was
	// not answered. A plan whose Version is not the ticket's ends in Conflict and changes nothing. A note that can't be kept
	// from customers is not posted; one that is found visible after posting is hidden at once, and ErrExposed returned.
	// When ctx ends, the write in hand is finished, and the others are left.
	Apply(ctx context.Context, plans []Plan) ([]Outcome, error)
}

var (
	// ErrAuth: the desk does not accept our credentials or rights. Nothing will work until a person mends it.
	ErrAuth = errors.New("the desk refuses our credentials")
	// ErrCursor: the desk no longer takes this cursor; begin again from the backlog.
	ErrCursor = errors.New("the desk no longer takes this cursor")
	// ErrExposed: a note of ours was found visible to customers. No more notes may be posted on this desk.
	ErrExposed = errors.New("a note was visible to customers")
)

// Busy is the error of a desk that wants no requests until a certain instant.
type Busy struct {
	Until time.Time
	Why   string
}

func (b *Busy) Error() string {
	return fmt.Sprintf("the desk asks for a pause until %s: %s", b.Until.UTC().Format(time.RFC3339), b.Why)
}
