package rest

import "time"

// Used returns how much is spent of the part of the account's limit that this program allows itself: 0 to 1, and 1 while the
// desk wants no requests. It is 0 while no limit is known.
func (c *Client) Used() float64 { return c.sender.budget.used(time.Now()) }

func (b *budget) used(now time.Time) float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.window(Account)
	if w.hold.After(now) {
		return 1
	}
	limit, ok := b.limitOf(Account)
	if !ok || limit.Count == 0 {
		return 0
	}
	return min(1, float64(w.since(now.Add(-limit.Per)))/max(1, float64(limit.Count)*b.share))
}
