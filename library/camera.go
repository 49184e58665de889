package library

import (
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/metadata"
)

// The names of attributes that tell what a picture was taken with; their domain is
// that of plain text.
const (
	CameraAttribute   = "camera"   // make and model
	LensAttribute     = "lens"     // as the maker calls it
	ExposureAttribute = "exposure" // such as "1/250 s, f/4, ISO 100, 24 mm"
)

// cameraAttributes are those of what a file says.
func cameraAttributes(f *metadata.Facts) mediasock.AttributeList {
	return mediasock.AttributeList{
		{Name: CameraAttribute, Value: cameraText(f)}, {Name: LensAttribute, Value: f.Lens},
		{Name: ExposureAttribute, Value: f.Exposure.String()},
	}
}

// overlayCamera lays what an owner says of the camera over what the file says. What is
// said in the file's own words, as by a program that sends back all that it was told,
// changes nothing: the file is more exact.
func (f *fileFacts) overlayCamera(l mediasock.AttributeList) {
	if said, ok := l.Get(mediasock.DomainText, CameraAttribute); ok && said != cameraText(&f.Facts) {
		f.Make, f.Model = "", said
	}
	if said, ok := l.Get(mediasock.DomainText, LensAttribute); ok {
		f.Lens = said
	}
	said, ok := l.Get(mediasock.DomainText, ExposureAttribute)
	if e := metadata.ParseExposure(said); ok && e != (metadata.Exposure{}) && said != f.Exposure.String() {
		f.Exposure = e
	}
}

// cameraText is make and model, without the maker's name twice.
func cameraText(f *metadata.Facts) string {
	maker, _, _ := strings.Cut(f.Make, " ")
	model, _, _ := strings.Cut(f.Model, " ")
	if strings.EqualFold(maker, model) {
		return f.Model
	}
	return strings.TrimSpace(f.Make + " " + f.Model)
}
