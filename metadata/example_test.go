package metadata_test

import (
	"bytes"
	"fmt"

	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/metadata"
)

func ExampleRead() {
	photo := mediatest.Photo(mediatest.Pier())
	facts, err := metadata.Read(bytes.NewReader(photo), int64(len(photo)), "IMG_0001.JPG", metadata.Options{})
	if err != nil {
		fmt.Println("incomplete:", err)
	}
	fmt.Println(facts.MediaType, facts.Width, "x", facts.Height, "stored", facts.StoredWidth, "x", facts.StoredHeight)
	fmt.Println(facts.Title)
	fmt.Println(facts.Taken.Format("2006-01-02 15:04 -07:00"), "zone by", facts.Zone)
	fmt.Println(facts.Place.Lat, facts.Place.Long, facts.City)
	// Output:
	// image/jpeg 320 x 240 stored 240 x 320
	// Bryggen ved kveld – blå time
	// 2024-07-14 21:30 +02:00 zone by offset
	// 60.397 5.3245 Bergen
}

func ExampleSniff() {
	fmt.Println(metadata.Sniff([]byte("<!DOCTYPE html><script>"), "holiday.jpg"))
	// Output: text/html
}
