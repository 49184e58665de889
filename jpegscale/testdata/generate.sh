#!/bin/sh
# Writes the sample files again. Needs the Go tool, libjpeg-turbo's cjpeg and
# jpegtran, and ImageMagick (for CMYK).
set -e
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -r "$tmp"' EXIT
go run scene.go >"$tmp/scene.ppm"
for s in 1x1 2x1 2x2 1x2 4x1 4x2 1x4; do
	cjpeg -quality 85 -sample $s "$tmp/scene.ppm" >baseline-$s.jpg
done
cjpeg -quality 85 -sample 2x2,1x2,2x1 "$tmp/scene.ppm" >baseline-mixed.jpg
cjpeg -quality 85 -sample 1x1,2x2,2x2 "$tmp/scene.ppm" >baseline-coarse-luma.jpg
cjpeg -quality 85 -grayscale "$tmp/scene.ppm" >baseline-gray.jpg
cjpeg -quality 85 -rgb "$tmp/scene.ppm" >baseline-rgb.jpg
cjpeg -quality 85 -sample 2x2 -restart 3B "$tmp/scene.ppm" >restart-2x2.jpg
cjpeg -quality 85 -sample 2x2 -optimize "$tmp/scene.ppm" >optimized-2x2.jpg
cjpeg -quality 20 -sample 2x2 "$tmp/scene.ppm" >coarse-2x2.jpg
cjpeg -quality 100 -sample 1x1 "$tmp/scene.ppm" >fine-1x1.jpg
for s in 1x1 2x1 2x2 4x1; do
	cjpeg -quality 85 -sample $s -progressive "$tmp/scene.ppm" >progressive-$s.jpg
done
cjpeg -quality 85 -grayscale -progressive "$tmp/scene.ppm" >progressive-gray.jpg
cjpeg -quality 85 -sample 2x2 -progressive -restart 2B "$tmp/scene.ppm" >progressive-restart.jpg
printf '0;\n1;\n2;\n' >"$tmp/scans"
cjpeg -quality 85 -sample 2x2 -scans "$tmp/scans" "$tmp/scene.ppm" >separate-scans.jpg
cjpeg -quality 85 -arithmetic "$tmp/scene.ppm" >refused-arithmetic.jpg
convert "$tmp/scene.ppm" -colorspace CMYK -quality 85 cmyk.jpg
convert "$tmp/scene.ppm" -colorspace CMYK -quality 85 -interlace Plane cmyk-progressive.jpg
