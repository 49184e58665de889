package immichwire

// An Album is an album. Owner, OwnerID and Assets are told in version 2, in 3
// the owner is the one of AlbumUsers with that role.
type Album struct {
	ID                    string      `json:"id"`
	AlbumName             string      `json:"albumName"`
	Description           string      `json:"description"`
	AlbumThumbnailAssetID *string     `json:"albumThumbnailAssetId"`
	AlbumUsers            []AlbumUser `json:"albumUsers"`
	AssetCount            int         `json:"assetCount"`
	CreatedAt             string      `json:"createdAt"`
	UpdatedAt             string      `json:"updatedAt"`
	HasSharedLink         bool        `json:"hasSharedLink"`
	IsActivityEnabled     bool        `json:"isActivityEnabled"`
	Shared                bool        `json:"shared"`
	OwnerID               string      `json:"ownerId"`
	Owner                 *User       `json:"owner,omitempty"`
	Assets                []Asset     `json:"assets"`
}

// An AlbumUser is somebody who uses an album.
type AlbumUser struct {
	Role string `json:"role"`
	User User   `json:"user"`
}

// OwnerRole is the role of an album's owner.
const OwnerRole = "owner"

// Of returns the id of the album's owner, "" if it is not told.
func (a *Album) Of() string {
	for _, u := range a.AlbumUsers {
		if u.Role == OwnerRole {
			return u.User.ID
		}
	}
	return a.OwnerID
}

// An AlbumChange is what is said of an album. Nil stays.
type AlbumChange struct {
	AlbumName             *string  `json:"albumName,omitempty"`
	Description           *string  `json:"description,omitempty"`
	AlbumThumbnailAssetID *string  `json:"albumThumbnailAssetId,omitempty"`
	AssetIDs              []string `json:"assetIds,omitempty"` // of a new album
}

// A Filing puts assets into albums.
type Filing struct {
	AlbumIDs []string `json:"albumIds"`
	AssetIDs []string `json:"assetIds"`
}

// A Tag is a keyword. Value has the tags that it is below before it, with
// slashes between them.
type Tag struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Value     string `json:"value"`
	CreatedAt string `json:"createdAt"`
	UpdatedAt string `json:"updatedAt"`
}

// Tags names tags to be made where they are not there.
type Tags struct {
	Tags []string `json:"tags"`
}

// A Tagging gives tags to assets.
type Tagging struct {
	TagIDs   []string `json:"tagIds"`
	AssetIDs []string `json:"assetIds"`
}
