package gallery

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strconv"
)

// IconSizes are the sizes in pixels in which /icon-SIZE.png is served; those that
// OpenSearch wants (OS-6).
func IconSizes() []int { return []int{16, 64} }

// icon serves the icon in a size. It is drawn of the same shapes as icon.svg.
func icon(size int) http.Handler {
	var b bytes.Buffer
	if err := png.Encode(&b, drawIcon(size)); err != nil {
		panic(err) // a picture in memory always can be
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
		w.Header().Set("Cache-Control", "public, max-age=86400")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin") // a browser shows it beside a search field
		_, _ = w.Write(b.Bytes())
	})
}

// drawIcon averages a grid of points for each pixel.
func drawIcon(size int) image.Image {
	const grid = 4
	m := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			var sum [4]int
			for i := range grid * grid {
				at := func(pixel, part int) float64 { return (float64(pixel) + (float64(part)+.5)/grid) * 64 / float64(size) }
				c := iconAt(at(x, i%grid), at(y, i/grid))
				for j, v := range [4]uint8{c.R, c.G, c.B, c.A} {
					sum[j] += int(v) * int(c.A) // transparent points have no colour
				}
			}
			m.SetNRGBA(x, y, averaged(sum, grid*grid))
		}
	}
	return m
}

// averaged returns the colour of sums that are weighted by 255 where a point is
// opaque and 0 where it is not.
func averaged(sum [4]int, points int) color.NRGBA {
	opaque := sum[3] / 255 / 255
	if opaque == 0 {
		return color.NRGBA{}
	}
	part := func(v int) uint8 { return uint8(v / 255 / opaque) }
	return color.NRGBA{part(sum[0]), part(sum[1]), part(sum[2]), uint8(255 * opaque / points)}
}

// iconAt returns the icon's colour at a point of its 64 by 64.
func iconAt(x, y float64) color.NRGBA {
	sky, sun, hill := color.NRGBA{0x0b, 0x5c, 0xad, 0xff}, color.NRGBA{0xff, 0xd2, 0x7a, 0xff}, color.NRGBA{0xff, 0xff, 0xff, 0xff}
	if !rounded(x, y) {
		return color.NRGBA{}
	}
	if (x-44)*(x-44)+(y-20)*(y-20) <= 36 {
		return sun
	}
	if y <= 50 && (between(x, y, 8, 50, 24, 28, 35, 42) || between(x, y, 35, 42, 42, 34, 56, 50)) {
		return hill
	}
	return sky
}

// rounded reports whether a point lies in the square with corners of radius 14.
func rounded(x, y float64) bool {
	dx, dy := max(14-x, x-50, 0), max(14-y, y-50, 0)
	return dx*dx+dy*dy <= 14*14
}

// between reports whether a point lies below the lines from the first to the
// second and on to the third.
func between(x, y, x0, y0, x1, y1, x2, y2 float64) bool {
	switch {
	case x >= x0 && x <= x1:
		return y >= y0+(y1-y0)*(x-x0)/(x1-x0)
	case x >= x1 && x <= x2:
		return y >= y1+(y2-y1)*(x-x1)/(x2-x1)
	}
	return false
}
