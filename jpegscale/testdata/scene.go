//go:build ignore

// Scene writes a small synthetic photograph as PPM: a sky, hills, a wall with
// bricks, saturated edges and some noise, of a size that is no multiple of 8.
package main

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
)

const width, height = 211, 157

func main() {
	rnd := rand.New(rand.NewPCG(1, 2))
	w := bufio.NewWriter(os.Stdout)
	defer w.Flush()
	fmt.Fprintf(w, "P6\n%d %d\n255\n", width, height)
	for y := range height {
		for x := range width {
			r, g, b := scene(float64(x), float64(y))
			n := rnd.NormFloat64() * 3
			w.Write([]byte{level(r + n), level(g + n), level(b + n)})
		}
	}
}

func scene(x, y float64) (r, g, b float64) {
	hill := 70 + 18*math.Sin(x/31) + 7*math.Sin(x/9)
	switch {
	case math.Hypot(x-160, y-35) < 18:
		return 250, 220, 60
	case y < hill:
		return 90 + y, 140 + y/2, 230 - y/3
	case x > 120 && x < 190 && y > 90:
		if int(y)%9 == 0 || (int(x)+int(y)/9*6)%14 == 0 {
			return 190, 185, 180
		}
		return 165, 60 + 10*math.Sin(x*y), 40
	}
	t := 30 * math.Sin(x*0.9) * math.Sin(y*1.1)
	return 50 + t, 120 + t + y/4, 40 + t/2
}

func level(v float64) byte { return byte(max(0, min(255, math.Round(v)))) }
