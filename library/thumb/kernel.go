package thumb

import "math"

// Weights have this many bits after the point.
const weightBits = 14

// tap is how one sample of the result comes from those of the original: from
// sample start on, weighted.
type tap struct {
	start   int
	weights []int32
}

// catmullRom is the cubic kernel that keeps edges without the ringing of
// longer ones.
func catmullRom(x float64) float64 {
	x = math.Abs(x)
	switch {
	case x < 1:
		return (1.5*x-2.5)*x*x + 1
	case x < 2:
		return ((-0.5*x+2.5)*x-4)*x + 2
	}
	return 0
}

// taps returns one tap for each of to samples of the result, from those of the
// original: from of them, the last of which may be narrower, so that they
// measure length. The kernel is stretched by the ratio of the sizes, so that
// every sample of the original has its say and nothing is aliased. What would
// lie outside is taken from the border.
func taps(from int, length float64, to int) []tap {
	ratio := length / float64(to)
	stretch := max(1, ratio)
	list := make([]tap, to)
	values := make([]float64, 0, int(4*stretch)+3)
	for i := range list {
		centre := (float64(i)+0.5)*ratio - 0.5
		first, last := int(math.Ceil(centre-2*stretch)), int(math.Floor(centre+2*stretch))
		start, end := max(first, 0), min(last, from-1)
		values = values[:end-start+1]
		clear(values)
		sum := 0.0
		for k := first; k <= last; k++ {
			v := catmullRom((float64(k) - centre) / stretch)
			values[min(max(k, start), end)-start] += v
			sum += v
		}
		list[i] = tap{start: start, weights: fixed(values, sum)}
	}
	return list
}

// fixed turns values into weights whose sum is exactly one.
func fixed(values []float64, sum float64) []int32 {
	weights := make([]int32, len(values))
	rest := int32(1 << weightBits)
	for i, v := range values {
		weights[i] = int32(math.Round(v / sum * (1 << weightBits)))
		rest -= weights[i]
	}
	weights[len(weights)/2] += rest
	return weights
}
