package mediatest

import "time"

// Oslo is a zone two hours east of Greenwich, as in a northern summer.
func oslo() *time.Location { return time.FixedZone("", 2*60*60) }

// Pier are the options of the photograph that says the most: a turned JPEG
// with date, zone, place, camera, words and keywords.
func Pier() PhotoOptions {
	return PhotoOptions{
		Orientation: 6,
		Taken:       time.Date(2024, 7, 14, 21, 30, 15, 0, oslo()), Offset: true,
		Place: &Place{Lat: 60.397, Long: 5.3245},
		Make:  "Mediasock", Model: "Box Camera 1", Lens: "35 mm f/2.8",
		Title: "Bryggen ved kveld – blå time", Caption: "The pier of Bergen.\nLast light.",
		Keywords:  []string{"Bergen", "blå time", "pier, old", "Skål"},
		Hierarchy: []string{"Places|Norway|Bergen"},
		Author:    "Åse Ødegård", Credit: "Family archive", Copyright: "© 2024 Åse Ødegård",
		License: "https://creativecommons.org/licenses/by/4.0/",
		People:  []string{"Åse", "Jonas"}, Rating: 4,
		Location: "Bryggen", City: "Bergen", Region: "Vestland", Country: "Norway",
		Comment: "brought home in the blue bag",
	}
}

// Album returns a small set of real files of many kinds, each with the facts
// that must come back. All bytes differ.
func Album() []File {
	pier := Pier()
	south := PhotoOptions{
		Seed: 2, Format: PNG, Title: "Harbour", Caption: "Looking south", BigEndian: true,
		Taken: time.Date(2023, 12, 31, 23, 59, 58, 0, time.UTC),
		Place: &Place{Lat: -33.8568, Long: 151.2153}, Keywords: []string{"harbour"},
	}
	tiff := PhotoOptions{
		Seed: 3, Format: TIFF, Width: 160, Height: 120, Orientation: 3, Title: "Scan",
		Keywords: []string{"archive", "scan"}, Author: "Archive", Make: "Flatbed", Model: "9000",
	}
	webp := PhotoOptions{Format: WebP, Width: sampleWidth, Height: sampleHeight, Title: "Web", Keywords: []string{"web"}}
	film := MovieOptions{
		Width: 240, Height: 320, Rotation: 90, Duration: 2500 * time.Millisecond,
		Created: time.Date(2025, 2, 3, 4, 5, 6, 0, oslo()), Offset: true,
		Place: &Place{Lat: 60.3971, Long: 5.3245}, Title: "Waves", Make: "Phone", Model: "X",
	}
	files := []File{
		photoFile("pier.jpg", "image/jpeg", pier),
		photoFile("plain.jpg", "image/jpeg", PhotoOptions{Seed: 1, Width: 400, Height: 300}),
		photoFile("harbour.png", "image/png", south),
		photoFile("deep.png", "image/png", PhotoOptions{Seed: 4, Format: PNG16, Width: 64, Height: 48}),
		photoFile("palette.png", "image/png", PhotoOptions{Seed: 5, Format: Palette, Width: 64, Height: 48}),
		photoFile("blink.gif", "image/gif", PhotoOptions{Seed: 6, Format: GIF, Width: 80, Height: 60}),
		photoFile("scan.tif", "image/tiff", tiff),
		photoFile("old.bmp", "image/bmp", PhotoOptions{Seed: 7, Format: BMP, Width: 40, Height: 30}),
		photoFile("web.webp", "image/webp", webp),
		{Name: "waves.mp4", Type: "video/mp4", Data: Movie(film), Want: film.Facts()},
	}
	return append(files, sampleFiles()...)
}

func photoFile(name, kind string, o PhotoOptions) File {
	return File{Name: name, Type: kind, Data: Photo(o), Want: o.Facts()}
}

func sampleFiles() []File {
	small := Facts{Width: sampleWidth, Height: sampleHeight, Orientation: 1}
	return []File{
		{Name: "progressive.jpg", Type: "image/jpeg", Data: ProgressiveJPEG(), Want: small},
		{Name: "cmyk.jpg", Type: "image/jpeg", Data: CMYKJPEG(), Want: small},
		{Name: "lossless.webp", Type: "image/webp", Data: LosslessWebP(), Want: small},
		{Name: "phone.heic", Type: "image/heic", Data: SmallHEIC(), Want: small},
		{Name: "phone.avif", Type: "image/avif", Data: SmallAVIF(), Want: small},
		{Name: "drawing.svg", Type: "image/svg+xml", Data: SVG(120, 90, "Drawing"),
			Want: Facts{Width: 120, Height: 90, Orientation: 1, Title: "Drawing"}},
		{Name: "letter.pdf", Type: "application/pdf", Data: PDF("Letter", "Jonas"),
			Want: Facts{Title: "Letter", Author: "Jonas"}},
		{Name: "note.txt", Type: "text/plain", Data: Text()},
		{Name: "tone.wav", Type: "audio/wav", Data: WAV(), Want: Facts{Duration: time.Second}},
	}
}
