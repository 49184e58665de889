package jpegscale_test

import (
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/mediasock/mediasock/jpegscale"
)

func ExampleDecodeScaled() {
	f, err := os.Open("testdata/progressive-2x2.jpg")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	img, err := jpegscale.DecodeScaled(f, 50, 50)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%T %v\n", img, img.Bounds())
	// Output: *image.YCbCr (0,0)-(53,40)
}

func ExampleDecode() {
	f, err := os.Open("testdata/baseline-2x2.jpg")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	planes, err := jpegscale.Decode(f, jpegscale.Options{Scale: jpegscale.Half})
	if damage := new(jpegscale.DamageError); errors.As(err, &damage) {
		log.Printf("showing what there is: %v", damage)
	} else if err != nil {
		log.Fatal(err)
	}
	for i, p := range planes.Plane {
		fmt.Println(i, p.Width, p.Height)
	}
	// Output:
	// 0 106 79
	// 1 53 40
	// 2 53 40
}
