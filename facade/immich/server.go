package immich

import (
	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// speaks is the version of Immich's API whose part is served.
func speaks() immichwire.Version { return immichwire.Version{Major: 3} }

const speaksText = "v3.0.0"

func (x *exchange) wellKnown() (any, error) {
	var found immichwire.WellKnown
	found.API.Endpoint = root
	return found, nil
}

func (x *exchange) ping() (any, error)    { return immichwire.Ping{Res: "pong"}, nil }
func (x *exchange) version() (any, error) { return speaks(), nil }

// about tells which API is spoken, and by what.
func (x *exchange) about() (any, error) {
	return immichwire.About{
		Version: speaksText, Build: "MediaSock " + mediasock.Version,
		Repository: "mediasock/mediasock", RepositoryURL: "https://github.com/mediasock/mediasock",
	}, nil
}

func (x *exchange) features() (any, error) {
	return immichwire.Features{PasswordLogin: true, Search: true, Sidecar: true, Trash: true}, nil
}

func (x *exchange) config() (any, error) {
	return immichwire.Config{ExternalDomain: x.Base(x.r), IsInitialized: true, IsOnboarded: true, MinFaces: 3, TrashDays: 30}, nil
}

// mediaTypes tells which files to send: of those that a service for pictures and
// films is asked for, all that clients know how to send.
func (x *exchange) mediaTypes() (any, error) {
	return immichwire.MediaTypes{
		Image: []string{
			".3fr", ".ari", ".arw", ".avif", ".bmp", ".cap", ".cin", ".cr2", ".cr3", ".crw", ".dcr", ".dng", ".erf", ".fff",
			".gif", ".heic", ".heif", ".hif", ".iiq", ".insp", ".jp2", ".jpe", ".jpeg", ".jpg", ".jxl", ".k25", ".kdc", ".mpo",
			".mrw", ".nef", ".nrw", ".orf", ".ori", ".pef", ".png", ".psd", ".raf", ".raw", ".rw2", ".rwl", ".sr2", ".srf",
			".srw", ".svg", ".tif", ".tiff", ".webp", ".x3f",
		},
		Video: []string{
			".3gp", ".3gpp", ".avi", ".flv", ".insv", ".m2t", ".m2ts", ".m4v", ".mkv", ".mov", ".mp4", ".mpe", ".mpeg", ".mpg",
			".mts", ".mxf", ".ts", ".vob", ".webm", ".wmv",
		},
		Sidecar: []string{".xmp"},
	}, nil
}

// stacks tells that there are none.
func (x *exchange) stacks() (any, error) { return []string{}, nil }

// queueNames are the queues that clients look for.
var queueNames = []string{
	"backgroundTask", "backupDatabase", "duplicateDetection", "faceDetection", "facialRecognition", "library", "metadataExtraction",
	"migration", "notifications", "ocr", "search", "sidecar", "smartSearch", "storageTemplateMigration", "thumbnailGeneration",
	"videoConversion", "workflow",
}

// queues tells that nothing is to be waited for: what is done for an item later
// is in nobody's way.
func (x *exchange) queues() (any, error) {
	all := make(map[string]immichwire.Queue, len(queueNames))
	for _, name := range queueNames {
		all[name] = immichwire.Queue{}
	}
	return all, nil
}

// command takes an order to a queue and tells how the queue is: as before. An
// error would keep immich-go from uploading.
func (x *exchange) command() (any, error) { return immichwire.Queue{}, nil }
