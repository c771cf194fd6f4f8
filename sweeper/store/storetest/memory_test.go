package storetest_test

import (
	"testing"

	"github.com/deskhand/deskhand/sweeper/store"
	"github.com/deskhand/deskhand/sweeper/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, storetest.Harness{Open: func(*testing.T) store.Store { return new(storetest.Memory) }})
}
