package immichwire

// WellKnown is what /.well-known/immich answers.
type WellKnown struct {
	API struct {
		Endpoint string `json:"endpoint"`
	} `json:"api"`
}

// Ping is what /server/ping answers: "pong".
type Ping struct {
	Res string `json:"res"`
}

// Version is the version of the API.
type Version struct {
	Major      int  `json:"major"`
	Minor      int  `json:"minor"`
	Patch      int  `json:"patch"`
	Prerelease *int `json:"prerelease"`
}

// About tells of the software.
type About struct {
	Version       string `json:"version"`
	VersionURL    string `json:"versionUrl"`
	Licensed      bool   `json:"licensed"`
	Build         string `json:"build,omitempty"`
	Repository    string `json:"repository,omitempty"`
	RepositoryURL string `json:"repositoryUrl,omitempty"`
}

// Features tell what the service can do; all but these are absent here.
type Features struct {
	ConfigFile          bool `json:"configFile"`
	DuplicateDetection  bool `json:"duplicateDetection"`
	Email               bool `json:"email"`
	FacialRecognition   bool `json:"facialRecognition"`
	ImportFaces         bool `json:"importFaces"`
	Map                 bool `json:"map"`
	OAuth               bool `json:"oauth"`
	OAuthAutoLaunch     bool `json:"oauthAutoLaunch"`
	OCR                 bool `json:"ocr"`
	PasswordLogin       bool `json:"passwordLogin"`
	RealtimeTranscoding bool `json:"realtimeTranscoding"`
	ReverseGeocoding    bool `json:"reverseGeocoding"`
	Search              bool `json:"search"`
	Sidecar             bool `json:"sidecar"`
	SmartSearch         bool `json:"smartSearch"`
	Trash               bool `json:"trash"`
}

// Config is what a client wants to know before anybody signs in.
type Config struct {
	ExternalDomain   string `json:"externalDomain"`
	IsInitialized    bool   `json:"isInitialized"`
	IsOnboarded      bool   `json:"isOnboarded"`
	LoginPageMessage string `json:"loginPageMessage"`
	MaintenanceMode  bool   `json:"maintenanceMode"`
	MapDarkStyleURL  string `json:"mapDarkStyleUrl"`
	MapLightStyleURL string `json:"mapLightStyleUrl"`
	MinFaces         int    `json:"minFaces"`
	OAuthButtonText  string `json:"oauthButtonText"`
	PublicUsers      bool   `json:"publicUsers"`
	TrashDays        int    `json:"trashDays"`
	UserDeleteDelay  int    `json:"userDeleteDelay"`
}

// MediaTypes are the endings of names, with their dots, that are taken.
type MediaTypes struct {
	Image   []string `json:"image"`
	Video   []string `json:"video"`
	Sidecar []string `json:"sidecar"`
}

// A Queue is the state of one kind of job.
type Queue struct {
	JobCounts   JobCounts   `json:"jobCounts"`
	QueueStatus QueueStatus `json:"queueStatus"`
}

// JobCounts are how many jobs of a queue are in which state.
type JobCounts struct {
	Active    int `json:"active"`
	Completed int `json:"completed"`
	Delayed   int `json:"delayed"`
	Failed    int `json:"failed"`
	Paused    int `json:"paused"`
	Waiting   int `json:"waiting"`
}

// QueueStatus tells whether a queue works.
type QueueStatus struct {
	IsActive bool `json:"isActive"`
	IsPaused bool `json:"isPaused"`
}
