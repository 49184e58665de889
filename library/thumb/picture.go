package thumb

// plane is one channel of a picture.
type plane struct {
	pix           []byte
	stride        int
	width, height int
}

func newPlane(width, height int) plane {
	return plane{pix: make([]byte, width*height), stride: width, width: width, height: height}
}

func (p *plane) row(y int) []byte { return p.pix[y*p.stride:][:p.width] }

// picture is brightness alone, or brightness and two channels of colour, each
// of which may have a size of its own.
type picture struct {
	width, height int
	planes        []plane // 1 or 3
	damaged       bool
	upright       bool // already turned as it should be
	colours       *colours
}

// fit shrinks a picture so that its longer side has at most edge pixels. Its
// colour gets half the size, as the JPEG file will have it.
func (p *picture) fit(edge int) *picture {
	out := &picture{width: p.width, height: p.height, colours: p.colours}
	if longer := max(p.width, p.height); longer > edge {
		out.width = max(1, (p.width*edge+longer/2)/longer)
		out.height = max(1, (p.height*edge+longer/2)/longer)
	}
	w, h := out.width, out.height
	for i := range p.planes {
		if i == 1 {
			w, h = (w+1)/2, (h+1)/2
		}
		out.planes = append(out.planes, p.planes[i].resize(w, h))
	}
	return out
}
