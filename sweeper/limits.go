package sweeper

import "fmt"

// Mode says how far a desk's sweeps may go.
type Mode string

const (
	Off     Mode = "off"     // not swept at all
	Observe Mode = "observe" // everything but writing
	Tag     Mode = "tag"     // writes tags
	Note    Mode = "note"    // writes tags and internal notes
)

// Modes are all modes, from the least to the most.
var Modes = []Mode{Off, Observe, Tag, Note}

// UnmarshalText accepts the names above.
func (m *Mode) UnmarshalText(text []byte) error {
	for _, known := range Modes {
		if string(known) == string(text) {
			*m = known
			return nil
		}
	}
	return fmt.Errorf("there is no mode %q; write one of off, observe, tag, note", text)
}

// Limits keep Deskhand from flooding a desk and from crowding out other integrations.
type Limits struct {
	RateShare      float64 // of the desk's rate limit, 0 to 1
	WritesPerSweep int     // tickets; the others wait for the next sweep, highest impact first
	AbortAbove     AbortAbove
}

// AbortAbove is the flood guard: when a sweep would write to more than Tickets tickets and to more than Share of the
// open ones, it writes to none until a person lets it.
type AbortAbove struct {
	Tickets int
	Share   float64 // 0 to 1
}

// DefaultLimits are what a desk gets that names none.
var DefaultLimits = Limits{RateShare: 0.5, WritesPerSweep: 100, AbortAbove: AbortAbove{Tickets: 25, Share: 0.1}}

// Exceeded reports whether writing to planned of open tickets needs a person's word.
func (a AbortAbove) Exceeded(planned, open int) bool {
	return planned > a.Tickets && float64(planned) > a.Share*float64(open)
}
