package immichwire

// A Search asks for assets. Nil and empty fields do not narrow it.
type Search struct {
	Page int    `json:"page,omitempty"` // from 1
	Size int    `json:"size,omitempty"`
	Sort string `json:"order,omitempty"` // "asc", "desc"

	Query            string   `json:"query,omitempty"` // of a smart search alone
	ID               string   `json:"id,omitempty"`
	Checksum         string   `json:"checksum,omitempty"`
	OriginalFileName string   `json:"originalFileName,omitempty"`
	Description      string   `json:"description,omitempty"`
	Type             string   `json:"type,omitempty"`
	Visibility       string   `json:"visibility,omitempty"`
	AlbumIDs         []string `json:"albumIds,omitempty"`
	TagIDs           []string `json:"tagIds,omitempty"`
	PersonIDs        []string `json:"personIds,omitempty"`
	City             *string  `json:"city,omitempty"`
	State            *string  `json:"state,omitempty"`
	Country          *string  `json:"country,omitempty"`
	Make             *string  `json:"make,omitempty"`
	Model            *string  `json:"model,omitempty"`
	Rating           *int     `json:"rating,omitempty"`
	IsFavorite       *bool    `json:"isFavorite,omitempty"`
	IsNotInAlbum     bool     `json:"isNotInAlbum,omitempty"`
	IsOffline        bool     `json:"isOffline,omitempty"`
	TakenAfter       string   `json:"takenAfter,omitempty"`
	TakenBefore      string   `json:"takenBefore,omitempty"`
	CreatedAfter     string   `json:"createdAfter,omitempty"`
	CreatedBefore    string   `json:"createdBefore,omitempty"`
	UpdatedAfter     string   `json:"updatedAfter,omitempty"`
	UpdatedBefore    string   `json:"updatedBefore,omitempty"`
	TrashedAfter     string   `json:"trashedAfter,omitempty"`
	TrashedBefore    string   `json:"trashedBefore,omitempty"`
	WithExif         bool     `json:"withExif,omitempty"`
}

// Found is the answer to a Search.
type Found struct {
	Albums FoundAlbums `json:"albums"`
	Assets FoundAssets `json:"assets"`
}

// FoundAlbums are the albums of a Found: none here.
type FoundAlbums struct {
	Count  int     `json:"count"`
	Total  int     `json:"total"`
	Items  []Album `json:"items"`
	Facets []Count `json:"facets"`
}

// FoundAssets are the assets of one page. Total counts those of this page too:
// nobody counts them all.
type FoundAssets struct {
	Count      int     `json:"count"`
	Total      int     `json:"total"`
	Items      []Asset `json:"items"`
	Facets     []Count `json:"facets"`
	NextPage   *string `json:"nextPage"` // a number; null at the end
	NextCursor *string `json:"nextCursor"`
}
