#!/bin/sh
# Writes the sample frames again: without the loop filter, whose level is then zero,
# so that they can be compared pixel by pixel. Needs ImageMagick.
set -e
cd "$(dirname "$0")"
frame() {
	name=$1 size=$2
	shift 2
	convert -size "$size" -seed 7 plasma:red-blue -attenuate 0.4 +noise Gaussian \
		-fill white -draw 'rectangle 10,10 40,30' -fill black -draw 'line 0,0 90,70' \
		-define webp:filter-strength=0 -define webp:method=6 "$@" "webp:$name.webp"
}
frame fine 100x75 -quality 95
frame coarse 130x97 -quality 5
frame segments 150x110 -quality 60 -define webp:segment=4 -define webp:sns-strength=100
frame partitions 90x140 -quality 75 -define webp:partitions=3 -define webp:method=1
frame flat 164x148 -quality 30 -blur 0x6 -fill gray -draw 'rectangle 60,0 163,120' -define webp:method=1
frame one 1x1 -quality 80
frame narrow 17x33 -quality 80
