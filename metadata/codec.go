package metadata

import "strings"

// codingOf finds the code of a track's first sample description.
func codingOf(minf window, coding *string) error {
	return minf.boxes(func(kind string, body window) error {
		if kind != "stbl" {
			return nil
		}
		return body.boxes(func(kind string, body window) error {
			if kind != "stsd" {
				return nil
			}
			b, err := body.load(16)
			b.take(12)
			*coding = b.code()
			return err
		})
	})
}

// codecName is the usual name of a code of MP4, QuickTime or Matroska, else the
// code itself.
func codecName(code string) string {
	switch code {
	case "avc1", "avc3", "V_MPEG4/ISO/AVC":
		return "h264"
	case "hvc1", "hev1", "dvh1", "dvhe", "V_MPEGH/ISO/HEVC":
		return "hevc"
	case "av01", "V_AV1":
		return "av1"
	case "vp08", "V_VP8":
		return "vp8"
	case "vp09", "V_VP9":
		return "vp9"
	case "mp4v", "V_MPEG4/ISO/ASP":
		return "mpeg4"
	case "mp4a", "A_AAC":
		return "aac"
	case ".mp3", "A_MPEG/L3":
		return "mp3"
	case "Opus", "A_OPUS":
		return "opus"
	case "fLaC", "A_FLAC":
		return "flac"
	case "A_VORBIS":
		return "vorbis"
	case "apcn", "apch", "apcs", "apco", "ap4h", "ap4x":
		return "prores"
	}
	return strings.TrimSpace(strings.Trim(code, "\x00"))
}
