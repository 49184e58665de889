package immichwire

import "github.com/mediasock/mediasock"

// SaidKey is the key under which a client of ours keeps, in the metadata of an
// asset, what Immich has no place for.
const SaidKey = "mediasock"

// Said is what is kept there.
type Said struct {
	Title      string `json:"title,omitempty"`
	Note       string `json:"note,omitempty"`
	Attributes string `json:"attributes,omitempty"` // as MS-85 writes them
}

// SaidOf returns what Immich has no place for.
func SaidOf(m *mediasock.Media) Said {
	return Said{Title: m.Title, Note: m.Note, Attributes: m.Attributes.String()}
}

// Tell says it of an item, in the place of what Immich told of title and attributes.
func (s Said) Tell(m *mediasock.Media) {
	if s.Title != "" {
		m.Title = s.Title
	}
	m.Note = s.Note
	own := mediasock.ParseAttributeList(s.Attributes)
	for _, a := range m.Attributes {
		if _, there := own.Get(a.Domain, a.Name); !there {
			own = append(own, a)
		}
	}
	m.Attributes = own
}

// Metadata is an entry of an asset's metadata.
type Metadata struct {
	Key   string `json:"key"`
	Value Said   `json:"value"`
}

// MetadataItems are the entries that are to be set.
type MetadataItems struct {
	Items []Metadata `json:"items"`
}
