package simulator

import (
	"fmt"
	"slices"
	"time"
)

// Reply posts a public note.
func (d *Desk) Reply(ticket, by int64, via Via, body string) (Update, error) {
	return d.Save(ticket, Edit{By: by, Via: via, Note: &Note{Body: body, Public: true}})
}

// Note posts an internal note.
func (d *Desk) Note(ticket, by int64, via Via, body string) (Update, error) {
	return d.Save(ticket, Edit{By: by, Via: via, Note: &Note{Body: body}})
}

// SetStatus moves a ticket to a status other than Deleted.
func (d *Desk) SetStatus(ticket, by int64, via Via, status string) (Update, error) {
	return d.Save(ticket, Edit{By: by, Via: via, Status: &status})
}

// SetPriority sets a ticket's priority.
func (d *Desk) SetPriority(ticket, by int64, via Via, priority string) (Update, error) {
	return d.Save(ticket, Edit{By: by, Via: via, Priority: &priority})
}

// Assign gives a ticket to somebody; 0 takes it from whoever has it.
func (d *Desk) Assign(ticket, by int64, via Via, to int64) (Update, error) {
	return d.Save(ticket, Edit{By: by, Via: via, Assignee: &to})
}

// Tag adds tags.
func (d *Desk) Tag(ticket, by int64, via Via, tags ...string) (Update, error) {
	return d.Save(ticket, Edit{By: by, Via: via, Add: tags})
}

// Untag takes tags away.
func (d *Desk) Untag(ticket, by int64, via Via, tags ...string) (Update, error) {
	return d.Save(ticket, Edit{By: by, Via: via, Remove: tags})
}

// Close ends a ticket as the desk does some weeks after it was solved.
func (d *Desk) Close(ticket int64) (Update, error) {
	return d.Save(ticket, Edit{By: System, Via: Automation, Rule: "Close solved tickets", Status: ptr(Closed)})
}

// Delete takes a ticket away. It can no longer be read by id, and the feed tells of it once more.
func (d *Desk) Delete(ticket, by int64) error {
	_, err := d.Save(ticket, Edit{By: by, Status: ptr(Deleted), EvenClosed: true})
	return err
}

// Restore brings a deleted ticket back, open.
func (d *Desk) Restore(ticket, by int64) error {
	now := d.Clock()
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.find(ticket)
	if t == nil || t.Status != Deleted || t.Scrubbed {
		return fmt.Errorf("deleted ticket %d: %w", ticket, ErrNotFound)
	}
	t.Status = Open
	d.record(t, &Update{At: now, By: by, Via: Web, Changes: []Change{{Field: "status", From: Deleted, To: Open}}})
	return nil
}

// Scrub takes the text of a deleted ticket away for good. The feed shows it once more, its update time does not move.
func (d *Desk) Scrub(ticket int64) error {
	return d.touch(ticket, func(t *Ticket) error {
		if t.Status != Deleted {
			return fmt.Errorf("deleted ticket %d: %w", ticket, ErrNotFound)
		}
		t.Subject, t.Updates, t.Tags, t.Scrubbed = "SCRUBBED", nil, nil, true
		return nil
	})
}

// Touch is a system's work on a ticket, like a new index: the feed shows it again, and neither its update time nor its history moves.
func (d *Desk) Touch(ticket int64) error {
	return d.touch(ticket, func(*Ticket) error { return nil })
}

func (d *Desk) touch(ticket int64, change func(*Ticket) error) error {
	now := d.Clock()
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.find(ticket)
	if t == nil {
		return fmt.Errorf("ticket %d: %w", ticket, ErrNotFound)
	}
	if err := change(t); err != nil {
		return err
	}
	t.Touched = now
	d.feed.put(t)
	return nil
}

// EditNote changes a note in place through change, in somebody's name. It counts as an update of the ticket without being
// one in its history: only the time moves.
func (d *Desk) EditNote(ticket, note, by int64, change func(*Note)) (Note, error) {
	now := d.Clock()
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.live(ticket)
	if err != nil {
		return Note{}, err
	}
	at := slices.IndexFunc(t.Updates, func(u Update) bool { return u.Note != nil && u.Note.ID == note && !u.Note.Removed })
	if at < 0 {
		return Note{}, fmt.Errorf("note %d: %w", note, ErrNotFound)
	}
	edited := *t.Updates[at].Note
	change(&edited)
	edited.Edited, edited.EditedBy = now, by
	t.Updates = slices.Clone(t.Updates)
	t.Updates[at].Note = &edited
	t.Updated, t.Touched = now, now
	t.Version++
	d.feed.put(t)
	return edited, nil
}

// HideNote makes a public note internal; there is no way back.
func (d *Desk) HideNote(ticket, note, by int64) error {
	_, err := d.EditNote(ticket, note, by, func(n *Note) { n.Public = false })
	return err
}

// RemoveNote deletes a note, as a person may.
func (d *Desk) RemoveNote(ticket, note, by int64) error {
	_, err := d.EditNote(ticket, note, by, func(n *Note) { n.Removed = true })
	return err
}

// SetProperty attaches a value to a ticket where only integrations look. It moves no time. It reports whether the key was new.
func (d *Desk) SetProperty(ticket int64, key string, value []byte) (created bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.live(ticket)
	if err != nil {
		return false, err
	}
	_, known := t.Properties[key]
	t.Properties = merged(t.Properties, rawProperty(key, value))
	return !known, nil
}

// RemoveProperty takes such a value away; ErrNotFound when there is none.
func (d *Desk) RemoveProperty(ticket int64, key string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, err := d.live(ticket)
	if err != nil {
		return err
	}
	if _, known := t.Properties[key]; !known {
		return fmt.Errorf("property %s: %w", key, ErrNotFound)
	}
	t.Properties = merged(t.Properties, nil)
	delete(t.Properties, key)
	return nil
}

// Age closes what was solved for longer than the time given, as the desk's own automation does. It returns how many.
func (d *Desk) Age(solvedFor time.Duration) int {
	now, n := d.Clock(), 0
	d.Each(func(t Ticket) bool {
		if t.Status == Solved && now.Sub(t.Updated) > solvedFor {
			if _, err := d.Close(t.ID); err == nil {
				n++
			}
		}
		return true
	})
	return n
}
