package thumb

// turn applies an EXIF orientation (EXIF 2.32, 4.6.4 A): 2 to 4 mirror or turn
// by a half, 5 to 8 change width and height too.
func (p *picture) turn(orientation int) *picture {
	if orientation < 2 || orientation > 8 {
		return p
	}
	out := &picture{width: p.width, height: p.height, colours: p.colours}
	if orientation >= 5 {
		out.width, out.height = p.height, p.width
	}
	for i := range p.planes {
		out.planes = append(out.planes, p.planes[i].turn(orientation))
	}
	return out
}

// turn writes each row of the plane to where it belongs: from an offset on,
// in steps of a pixel or a row, forwards or backwards.
func (p *plane) turn(orientation int) plane {
	w, h := p.width, p.height
	out := newPlane(w, h)
	if orientation >= 5 {
		out = newPlane(h, w)
	}
	for y := range h {
		at, step := 0, 1
		switch orientation {
		case 2:
			at, step = y*w+w-1, -1
		case 3:
			at, step = (h-1-y)*w+w-1, -1
		case 4:
			at, step = (h-1-y)*w, 1
		case 5:
			at, step = y, h
		case 6:
			at, step = h-1-y, h
		case 7:
			at, step = (w-1)*h+h-1-y, -h
		case 8:
			at, step = (w-1)*h+y, -h
		}
		for _, v := range p.row(y) {
			out.pix[at] = v
			at += step
		}
	}
	return out
}
