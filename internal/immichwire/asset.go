package immichwire

import (
	"encoding/json"
	"time"
)

// The types of an asset.
const (
	Image = "IMAGE"
	Video = "VIDEO"
	Audio = "AUDIO"
	Other = "OTHER"
)

// The visibilities of an asset.
const (
	Timeline = "timeline"
	Archive  = "archive"
	Hidden   = "hidden"
	Locked   = "locked"
)

// An Asset is an item.
type Asset struct {
	ID               string  `json:"id"`
	OwnerID          string  `json:"ownerId"`
	DeviceAssetID    string  `json:"deviceAssetId"` // of version 2 alone
	DeviceID         string  `json:"deviceId"`      // likewise
	Checksum         string  `json:"checksum"`      // SHA-1 in base64
	Type             string  `json:"type"`
	OriginalFileName string  `json:"originalFileName"`
	OriginalMimeType string  `json:"originalMimeType,omitempty"`
	OriginalPath     string  `json:"originalPath"`
	CreatedAt        string  `json:"createdAt"`
	UpdatedAt        string  `json:"updatedAt"`
	FileCreatedAt    string  `json:"fileCreatedAt"`
	FileModifiedAt   string  `json:"fileModifiedAt"`
	LocalDateTime    string  `json:"localDateTime"`
	Width            *int    `json:"width"`
	Height           *int    `json:"height"`
	HasMetadata      bool    `json:"hasMetadata"`
	IsArchived       bool    `json:"isArchived"`
	IsEdited         bool    `json:"isEdited"`
	IsFavorite       bool    `json:"isFavorite"`
	IsOffline        bool    `json:"isOffline"`
	IsTrashed        bool    `json:"isTrashed"`
	Visibility       string  `json:"visibility"`
	Thumbhash        *string `json:"thumbhash"`
	ExifInfo         *Exif   `json:"exifInfo,omitempty"`
	Tags             []Tag   `json:"tags"`
	// Duration is a text in version 2 and a number of 3; null is both.
	Duration json.RawMessage `json:"duration"`
}

// An Exif is what is known of a file, and said of it.
type Exif struct {
	Description      *string  `json:"description"`
	DateTimeOriginal *string  `json:"dateTimeOriginal"`
	TimeZone         *string  `json:"timeZone"`
	FileSizeInByte   *int64   `json:"fileSizeInByte"`
	ExifImageWidth   *int     `json:"exifImageWidth"`
	ExifImageHeight  *int     `json:"exifImageHeight"`
	Latitude         *float64 `json:"latitude"`
	Longitude        *float64 `json:"longitude"`
	City             *string  `json:"city"`
	State            *string  `json:"state"`
	Country          *string  `json:"country"`
	Rating           *int     `json:"rating"`
}

// Uploaded is the answer to an upload.
type Uploaded struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// The states of an Uploaded.
const (
	Created   = "created"
	Duplicate = "duplicate"
)

// A Check asks which of some files are known, by their SHA-1 in hex or base64.
type Check struct {
	Assets []CheckItem `json:"assets"`
}

// A CheckItem is a file; its ID is the caller's own word for it.
type CheckItem struct {
	ID       string `json:"id"`
	Checksum string `json:"checksum"`
}

// Checked is the answer to a Check.
type Checked struct {
	Results []CheckResult `json:"results"`
}

// A CheckResult says of one file whether it is wanted.
type CheckResult struct {
	ID        string `json:"id"`
	Action    string `json:"action"`
	Reason    string `json:"reason,omitempty"`
	AssetID   string `json:"assetId,omitempty"`
	IsTrashed *bool  `json:"isTrashed,omitempty"`
}

// The actions of a CheckResult.
const (
	Accept = "accept"
	Reject = "reject"
)

// A Change is what is to change of an asset, or of those of IDs. Nil stays.
type Change struct {
	IDs              []string `json:"ids,omitempty"`
	Description      *string  `json:"description,omitempty"`
	DateTimeOriginal *string  `json:"dateTimeOriginal,omitempty"`
	Latitude         *float64 `json:"latitude,omitempty"`
	Longitude        *float64 `json:"longitude,omitempty"`
	Rating           *int     `json:"rating,omitempty"`
	IsFavorite       *bool    `json:"isFavorite,omitempty"`
	IsArchived       *bool    `json:"isArchived,omitempty"` // of older clients
	Visibility       *string  `json:"visibility,omitempty"`
}

// IDs name several things.
type IDs struct {
	IDs   []string `json:"ids"`
	Force bool     `json:"force,omitempty"`
}

// An Outcome says how a call about several things went with one of them.
type Outcome struct {
	ID      string `json:"id"`
	Success bool   `json:"success"`
	Error   string `json:"error,omitempty"`
}

// The errors of an Outcome.
const (
	NotFound     = "not_found"
	NoPermission = "no_permission"
	Unknown      = "unknown"
)

// Count is how many something was.
type Count struct {
	Count int `json:"count"`
}

// Statistics count a user's assets.
type Statistics struct {
	Images int `json:"images"`
	Videos int `json:"videos"`
	Total  int `json:"total"`
}

// timeForm is how JavaScript writes times, which some clients insist on.
const timeForm = "2006-01-02T15:04:05.000Z"

// Time writes a time.
func Time(t time.Time) string { return t.UTC().Format(timeForm) }
