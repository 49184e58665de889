package thumb_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/mediasock/mediasock/library/thumb"
)

func ExampleMaker_Make() {
	file, err := os.ReadFile("testdata/lossy.webp")
	if err != nil {
		log.Fatal(err)
	}
	const turnedRight = 6 // what EXIF said
	maker := new(thumb.Maker)
	previews, err := maker.Make(context.Background(), bytes.NewReader(file), int64(len(file)), turnedRight, []int{32, 64})
	if errors.Is(err, thumb.ErrUnsupported) {
		return // kept and served without a preview
	}
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range previews {
		fmt.Println(p.Size, p.Width, p.Height)
	}
	// Output:
	// 32 24 32
	// 64 48 64
}
