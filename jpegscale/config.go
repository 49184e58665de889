package jpegscale

import "io"

// Config is what the header of a file says.
type Config struct {
	Width, Height int
	Model         Model
	Inverted      bool // of CMYK and YCCK, see Planes
	Progressive   bool
	Sampling      []Sampling // of each component, in the order of the file
}

// Sampling is how often a component is sampled in the width and height of one
// unit of the image. 4:2:0 is {2, 2} {1, 1} {1, 1}.
type Sampling struct{ H, V int }

// ReadConfig reads the header of a file up to its first coded data, so that a
// caller can decide before it decodes.
func ReadConfig(r io.Reader) (Config, error) {
	var d Decoder
	d.reset(r, Options{})
	if err := d.readHeader(); err != nil {
		return Config{}, err
	}
	return d.config(), nil
}

func (d *Decoder) config() Config {
	c := Config{
		Width:       d.width,
		Height:      d.height,
		Model:       d.model(),
		Inverted:    d.inverted(),
		Progressive: d.progressive,
	}
	for i := range d.components {
		c.Sampling = append(c.Sampling, Sampling{H: d.components[i].h, V: d.components[i].v})
	}
	return c
}
