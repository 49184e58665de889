package film

// Playable reports whether today's browsers play a film as it is. Codecs are as
// package metadata names them, "" where they are not known.
func Playable(mediaType, video, sound string) bool {
	switch mediaType {
	case "video/mp4", "video/x-m4v":
		return copied(video) && (sound == "" || sound == "aac" || sound == "mp3" || sound == "opus")
	case "video/webm":
		return true
	}
	return false
}

// copied reports whether pictures need not be coded again for an MP4 that
// browsers play.
func copied(video string) bool { return video == "h264" || video == "av1" || video == "vp9" }

// Copies reports what of a film Stream need not code again.
func Copies(video, sound string) (copyVideo, copySound bool) {
	return video == "h264", sound == "aac"
}
