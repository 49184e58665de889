package mem_test

import (
	"testing"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/librarytest"
	"github.com/mediasock/mediasock/library/mem"
)

func TestIndex(t *testing.T) {
	librarytest.TestIndex(t, func(*testing.T) library.Index { return mem.NewIndex() })
}

func TestStore(t *testing.T) {
	librarytest.TestStore(t, func(*testing.T) library.Store { return mem.NewStore() })
}

func TestPreviews(t *testing.T) {
	librarytest.TestPreviews(t, func(*testing.T) library.Previews { return mem.NewStore() })
}

func TestCapacity(t *testing.T) {
	s := mem.NewStore()
	s.Capacity = 1000
	librarytest.TestFull(t, s, 1000)
}
