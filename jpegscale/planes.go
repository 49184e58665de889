package jpegscale

// Model is the meaning of the components of an image.
type Model int

// The models that files have. CMYK and YCCK come with Planes.Inverted where
// the file was written by Adobe's programs, which is nearly always.
const (
	Gray Model = iota
	YCbCr
	RGB
	CMYK
	YCCK
)

var modelNames = [...]string{"Gray", "YCbCr", "RGB", "CMYK", "YCCK"}

// String returns the name of the model.
func (m Model) String() string {
	if m < 0 || int(m) >= len(modelNames) {
		return "unknown"
	}
	return modelNames[m]
}

// Plane is one component. Its size follows its own sampling, so that chroma
// is often half as wide and high as the image.
type Plane struct {
	Pix           []byte
	Stride        int
	Width, Height int

	ratio Sampling // pixels of the image for one sample; 0: no whole number
}

// Row returns row y.
func (p *Plane) Row(y int) []byte {
	return p.Pix[y*p.Stride:][:p.Width]
}

// Planes is a decoded image, each component by itself, at its own size.
type Planes struct {
	Width, Height int   // of the image at this scale
	Scale         Scale // how it was decoded
	Model         Model
	Inverted      bool // of CMYK and YCCK: 255 means no ink
	Plane         []Plane
}
