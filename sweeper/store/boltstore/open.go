package boltstore

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/deskhand/deskhand/sweeper/store"
)

const (
	format      = "deskhand 1"   // the mark of files that this version can read
	lockWait    = time.Second    // how long another process may take to let go of the file
	mappedAhead = 1 << 30        // address space, not memory; a file that outgrows it must wait for its readers
	growth      = 1 << 20        // how much longer the file gets when it is full
	worthwhile  = int64(4 << 20) // less free space is left alone
)

var (
	metaBucket  = []byte("meta")
	formatKey   = []byte("format")
	desksBucket = []byte("desks")
)

// errUnreadable: the file is damaged, no store, or of another version.
var errUnreadable = errors.New("no store that this version can read")

// Open opens the store in the file, making it when there is none. A file that can't be read is renamed to PATH.bad, in place
// of an older one, and begun anew: that costs reads. A file that is mostly free space is compacted first. It is an error
// that another process has the file open, store.ErrHeld, or that the file can't be made or read for want of rights.
func Open(path string, log *slog.Logger) (store.Store, error) {
	db, err := openFile(path)
	if errors.Is(err, errUnreadable) {
		log.Warn("the store's file is put aside and begun anew; this costs reads, nothing else", "file", path, "aside", path+".bad", "error", err)
		if err := os.Rename(path, path+".bad"); err != nil {
			return nil, fmt.Errorf("put the damaged store aside: %w", err)
		}
		db, err = openFile(path)
	}
	if err != nil {
		return nil, err
	}
	if mostlyFree(db) {
		if db, err = compact(db, log); err != nil {
			return nil, err
		}
	}
	return &boltStore{db: db, claims: map[string]claim{}}, nil
}

// openFile opens and checks the file; errUnreadable when it can't serve.
func openFile(path string) (*bolt.DB, error) {
	var db *bolt.DB
	err := intact(func() (err error) {
		db, err = bolt.Open(path, 0o600, &bolt.Options{Timeout: lockWait, InitialMmapSize: mappedAhead, FreelistType: bolt.FreelistMapType})
		return err
	})
	if err != nil {
		return nil, explain(path, err)
	}
	db.AllocSize = growth
	if err := intact(func() error { return check(db) }); err != nil {
		_ = db.Close()
		return nil, explain(path, err)
	}
	return db, nil
}

// explain tells a file that can't serve from a system that won't give it, and says what to do about the latter.
func explain(path string, err error) error {
	if errors.Is(err, errUnreadable) {
		return err
	}
	for _, bad := range []error{errDamaged, bolterrors.ErrInvalid, bolterrors.ErrVersionMismatch, bolterrors.ErrChecksum} {
		if errors.Is(err, bad) {
			return fmt.Errorf("%w: %w", errUnreadable, err)
		}
	}
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("%w: %s is open in another process, and a file serves one only; stop that process first, or set store: redis://... to run several", store.ErrHeld, path)
	case errors.Is(err, os.ErrPermission), errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("open the store: %w; give the user that runs deskhand a folder it may write in", err)
	}
	return fmt.Errorf("open the store: %w", err)
}

// check reads every page of the file, which finds what is cut off or overwritten, and marks a new file.
func check(db *bolt.DB) error {
	isNew := false
	err := db.View(func(tx *bolt.Tx) error {
		info, err := os.Stat(db.Path())
		if err != nil {
			return err
		}
		if info.Size() < tx.Size() {
			return fmt.Errorf("%w: %d bytes are missing at its end", errUnreadable, tx.Size()-info.Size())
		}
		isNew = tx.Bucket(metaBucket) == nil && tx.Bucket(desksBucket) == nil
		if isNew {
			return nil
		}
		meta, desks := tx.Bucket(metaBucket), tx.Bucket(desksBucket)
		if meta == nil || desks == nil || string(meta.Get(formatKey)) != format {
			return fmt.Errorf("%w: its format is not %q", errUnreadable, format)
		}
		return readAll(desks)
	})
	if err != nil || !isNew {
		return err
	}
	return db.Update(func(tx *bolt.Tx) error {
		if name, _ := tx.Cursor().First(); name != nil {
			return fmt.Errorf("%w: it belongs to another program", errUnreadable)
		}
		meta, err := tx.CreateBucket(metaBucket)
		if err != nil {
			return err
		}
		if err := meta.Put(formatKey, []byte(format)); err != nil {
			return err
		}
		_, err = tx.CreateBucket(desksBucket)
		return err
	})
}

// readAll walks over all that is in a bucket.
func readAll(b *bolt.Bucket) error {
	return b.ForEachBucket(func(name []byte) error { return readAll(b.Bucket(name)) })
}

// mostlyFree tells of a file whose pages are more free than used.
func mostlyFree(db *bolt.DB) bool {
	free := int64(db.Stats().FreePageN) * int64(db.Info().PageSize)
	return free >= worthwhile && free > sizeOf(db)/2
}

// sizeOf returns how far the file's pages reach; the file itself may be longer.
func sizeOf(db *bolt.DB) (size int64) {
	_ = db.View(func(tx *bolt.Tx) error {
		size = tx.Size()
		return nil
	})
	return size
}

// compact copies what is in use to a new file, which takes the place of the old.
func compact(db *bolt.DB, log *slog.Logger) (*bolt.DB, error) {
	path, smaller := db.Path(), db.Path()+".compact"
	if err := copyTo(smaller, db); err != nil {
		log.Warn("the store's file was not compacted", "file", path, "error", err)
		return db, os.RemoveAll(smaller)
	}
	if err := db.Close(); err != nil {
		return nil, fmt.Errorf("compact the store: %w", err)
	}
	if err := os.Rename(smaller, path); err != nil {
		return nil, fmt.Errorf("compact the store: %w", err)
	}
	return openFile(path)
}

func copyTo(path string, from *bolt.DB) error {
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	to, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: lockWait, InitialMmapSize: mappedAhead})
	if err != nil {
		return err
	}
	to.AllocSize = growth
	return errors.Join(bolt.Compact(to, from, 1<<20), to.Close())
}
