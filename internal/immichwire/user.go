package immichwire

// A User is an account as others are told of it.
type User struct {
	ID               string `json:"id"`
	Name             string `json:"name"`
	Email            string `json:"email"`
	AvatarColor      string `json:"avatarColor"`
	ProfileChangedAt string `json:"profileChangedAt"`
	ProfileImagePath string `json:"profileImagePath"`
}

// An OwnUser is an account as its user is told of it.
type OwnUser struct {
	User
	CreatedAt            string  `json:"createdAt"`
	DeletedAt            *string `json:"deletedAt"`
	IsAdmin              bool    `json:"isAdmin"`
	License              *string `json:"license"`
	OAuthID              string  `json:"oauthId"`
	QuotaSizeInBytes     *int64  `json:"quotaSizeInBytes"`
	QuotaUsageInBytes    *int64  `json:"quotaUsageInBytes"`
	ShouldChangePassword bool    `json:"shouldChangePassword"`
	Status               string  `json:"status"`
	StorageLabel         *string `json:"storageLabel"`
	UpdatedAt            string  `json:"updatedAt"`
}

// An APIKey is a key as its user is told of it.
type APIKey struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Permissions []string `json:"permissions"`
	CreatedAt   string   `json:"createdAt"`
	UpdatedAt   string   `json:"updatedAt"`
}

// A Login is what a sign-in by password sends.
type Login struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

// A SignIn is what it is answered with.
type SignIn struct {
	AccessToken          string `json:"accessToken"`
	IsAdmin              bool   `json:"isAdmin"`
	IsOnboarded          bool   `json:"isOnboarded"`
	Name                 string `json:"name"`
	ProfileImagePath     string `json:"profileImagePath"`
	ShouldChangePassword bool   `json:"shouldChangePassword"`
	UserEmail            string `json:"userEmail"`
	UserID               string `json:"userId"`
}

// A Logout is what a sign-out is answered with.
type Logout struct {
	RedirectURI string `json:"redirectUri"`
	Successful  bool   `json:"successful"`
}
