package status

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Visible makes text of a ticket safe to show on one line, on a page or a terminal: characters that are not seen, but act, become signs.
// A line break becomes a space; escaping for HTML is left to the templates.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r < 0x20:
			return 0x2400 + r // the Unicode picture of the control character
		case r == 0x200c || r == 0x200d: // joiners, which Persian and emoji need
			return r
		case unicode.Is(unicode.C, r) || unicode.In(r, unicode.Zl, unicode.Zp):
			return unicode.ReplacementChar // C1 controls, marks that turn the direction of text, and the like
		}
		return r
	}, strings.ToValidUTF8(s, string(unicode.ReplacementChar)))
}

// span says how long something lasts, in its two largest units.
func span(d time.Duration) string {
	minutes := int(d / time.Minute)
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	switch {
	case d < time.Minute:
		return "under a minute"
	case days > 0 && hours > 0:
		return fmt.Sprintf("%d d %d h", days, hours)
	case days > 0:
		return fmt.Sprintf("%d d", days)
	case hours > 0 && minutes > 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	case hours > 0:
		return fmt.Sprintf("%d h", hours)
	}
	return fmt.Sprintf("%d min", minutes)
}

// since says how long ago an instant is.
func (p *Page) since(t time.Time) string { return span(p.Now().Sub(t)) }

func (p *Page) ago(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return p.since(t) + " ago"
}

// ahead says how far off an instant is.
func (p *Page) ahead(t time.Time) string { return "in " + span(t.Sub(p.Now())) }

// moment names an instant in the page's zone.
func (p *Page) moment(t time.Time) string { return t.In(p.Zone).Format("Mon 2 Jan 2006 15:04 MST") }

// brief names an instant in the page's zone, with its year only when that is another one.
func (p *Page) brief(t time.Time) string {
	layout := "Mon 2 Jan 15:04"
	if t = t.In(p.Zone); t.Year() != p.Now().In(p.Zone).Year() {
		layout = "2 Jan 2006 15:04"
	}
	return t.Format(layout)
}

// date names a day in the page's zone.
func (p *Page) date(t time.Time) string { return t.In(p.Zone).Format("2 Jan 2006") }

// ticketPath is the address of a ticket's own page, below the base.
func ticketPath(desk, ticket string) string {
	return "/t/" + url.PathEscape(desk) + "/" + url.PathEscape(ticket)
}

func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// tickets counts tickets, with the verb that fits.
func tickets(n int, one, many string) string {
	if n == 1 {
		return strings.TrimSpace("1 ticket " + one)
	}
	return strings.TrimSpace(thousands(n) + " tickets " + many)
}
