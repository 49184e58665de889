package metadata_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

// read reads a file of a test and fails it on an error.
func read(t *testing.T, name string, data []byte) *metadata.Facts {
	t.Helper()
	f, err := metadata.Read(bytes.NewReader(data), int64(len(data)), name, metadata.Options{})
	if err != nil {
		t.Fatalf("Read(%s): %v", name, err)
	}
	return f
}

// inTheirTerms returns those facts that mediatest knows of.
func inTheirTerms(f *metadata.Facts) mediatest.Facts {
	g := mediatest.Facts{
		Width: f.Width, Height: f.Height, Orientation: f.Orientation,
		Title: f.Title, Caption: f.Caption, Author: f.Author, Copyright: f.Copyright, License: f.License,
		Keywords: f.Keywords, Taken: f.Taken, Zone: f.Zone == metadata.ZoneOffset || f.Zone == metadata.ZoneGPS,
		Make: f.Make, Model: f.Model, Rating: f.Rating, Duration: f.Duration,
	}
	if f.Place != nil {
		g.Place = &mediatest.Place{Lat: f.Place.Lat, Long: f.Place.Long}
	}
	return g
}

// sameClock compares times by instant and by the reading of the clock.
func sameClock() cmp.Option {
	return cmp.Comparer(func(a, b time.Time) bool {
		return a.Equal(b) && a.Format(time.RFC3339Nano) == b.Format(time.RFC3339Nano)
	})
}

func TestRead_Album_A55(t *testing.T) {
	for _, file := range mediatest.Album() {
		t.Run(file.Name, func(t *testing.T) {
			f := read(t, file.Name, file.Data)
			if f.MediaType != file.Type {
				t.Errorf("Read(%s).MediaType = %q, want %q", file.Name, f.MediaType, file.Type)
			}
			if diff := cmp.Diff(file.Want, inTheirTerms(f), sameClock()); diff != "" {
				t.Errorf("Read(%s): want -, got +\n%s", file.Name, diff)
			}
		})
	}
}
