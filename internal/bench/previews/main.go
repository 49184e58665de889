// Command previews measures how fast previews of photographs are made, side by
// side with vipsthumbnail, ImageMagick and the standard library.
//
//	go run ./internal/bench/previews
//
// It paints photographs of 12 and 24 megapixels, encodes them as cameras do
// (with cjpeg, where that is installed), and lets every program make previews
// of 512 pixels (or -edge) at quality 80 of all of them, in a process of its
// own on one core, in turns. What it prints are medians of CPU time, ratios to
// vipsthumbnail, the memory of the process and how near the previews are to
// those of a full decode (SSIM of the brightness).
package main

import (
	"flag"
	"log"
	"os"
)

const quality = 80

func main() {
	log.SetFlags(0)
	var b bench
	flag.StringVar(&b.dir, "dir", os.TempDir()+"/mediasock-previews", "where photographs are kept between runs")
	flag.IntVar(&b.rounds, "rounds", 5, "rounds of which the median counts")
	flag.IntVar(&b.copies, "copies", 8, "previews of each photograph in one process; few would count its start")
	flag.StringVar(&b.programs, "programs", "ours,vipsthumbnail,ImageMagick,standard", "which to compare")
	flag.StringVar(&b.only, "only", "", "only photographs whose name contains this")
	flag.IntVar(&b.edge, "edge", 512, "longer side of the previews")
	worker := flag.String("worker", "", "used by the command itself: ours or standard")
	out := flag.String("out", "", "used with -worker: folder for previews")
	cores := flag.Int("cores", 1, "used with -worker: previews at once")
	flag.Parse()
	var err error
	if *worker != "" {
		err = work(*worker, *out, *cores, b.edge, flag.Args())
	} else {
		err = b.run(os.Stdout)
	}
	if err != nil {
		log.Fatalf("previews: %v", err)
	}
}
