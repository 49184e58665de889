#!/bin/sh
# Writes the sample files again: 120 by 90 pixels, with corners in red, green,
# blue and white. Needs ImageMagick.
set -e
cd "$(dirname "$0")"
corners=$(mktemp --suffix .png)
trap 'rm "$corners"' EXIT
convert -size 120x90 'gradient:rgb(90,110,128)-rgb(150,154,128)' \
	-fill 'rgb(220,30,30)' -draw 'rectangle 0,0 29,21' -fill 'rgb(30,200,30)' -draw 'rectangle 90,0 119,21' \
	-fill 'rgb(30,30,220)' -draw 'rectangle 0,68 29,89' -fill 'rgb(250,250,250)' -draw 'rectangle 90,68 119,89' \
	"$corners"
convert "$corners" -define png:color-type=2 -define png:bit-depth=16 rgb16.png
convert "$corners" -interlace PNG interlaced.png
convert "$corners" -colors 64 PNG8:palette.png
convert "$corners" -alpha set -channel A -evaluate set 100% alpha.png
convert "$corners" -quality 90 lossy.webp
convert "$corners" -define webp:lossless=true lossless.webp
convert "$corners" -delay 10 \( +clone -negate \) animated.webp
convert "$corners" -compress LZW lzw.tif
convert "$corners" BMP3:corners.bmp
convert "$corners" corners.gif
convert "$corners" -delay 10 \( +clone -negate \) animated.gif
convert "$corners" -colorspace CMYK -quality 92 cmyk.jpg
