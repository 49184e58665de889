package wordpress

import "encoding/json"

// sizes are the smaller versions of a picture, by what they are called.
type sizes map[string]struct {
	Width, Height int
	SourceURL     string `json:"source_url"`
}

// UnmarshalJSON reads details. PHP writes an empty list for an empty object, and
// nothing that is there need be of the type that it should be.
func (d *details) UnmarshalJSON(b []byte) error {
	var said struct {
		Width, Height int
		FileSize      int64           `json:"filesize"`
		Original      string          `json:"original_image"`
		Sizes         json.RawMessage `json:"sizes"`
	}
	if json.Unmarshal(b, &said) != nil {
		return nil // unknown
	}
	*d = details{Width: said.Width, Height: said.Height, FileSize: said.FileSize, Original: said.Original}
	if json.Unmarshal(said.Sizes, &d.Sizes) != nil {
		d.Sizes = nil
	}
	return nil
}
