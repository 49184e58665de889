package metadata

import (
	"encoding/binary"
	"time"
)

// maxResync is how far behind the tags the first frame of an MP3 is looked for.
const maxResync = 64 << 10

// mp3Length tells the length of a sound from its first frame: by the number of
// frames that an encoder of variable bit rate has written into it, else as if
// all frames were like the first.
func mp3Length(s *source, from int64) (time.Duration, error) {
	b, err := s.upTo(from, maxResync)
	if err != nil {
		return 0, err
	}
	for i := 0; i+4 <= len(b); i++ {
		f, ok := mp3Header(binary.BigEndian.Uint32(b[i:]))
		if !ok {
			continue
		}
		if frames := f.counted(b[i:]); frames > 0 {
			return seconds(float64(frames) * f.samples / f.rate), nil
		}
		return seconds(float64(s.size-from-int64(i)) * 8 / f.bits), nil
	}
	return 0, nil
}

// An mp3Frame is what the header of a frame of layer III says.
type mp3Frame struct {
	bits, rate, samples float64 // bits and samples a second; samples a frame
	side                int     // bytes between the header and what encoders add
}

// mp3Header reads four bytes, if they can be a frame's.
func mp3Header(h uint32) (f mp3Frame, ok bool) {
	version, layer := h>>19&3, h>>17&3
	bits, rate := h>>12&15, h>>10&3
	if h>>21 != 0x7ff || version == 1 || layer != 1 || bits == 0 || bits == 15 || rate == 3 {
		return f, false
	}
	one := [15]float64{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	two := [15]float64{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
	f = mp3Frame{bits: 1000 * two[bits], rate: [3]float64{44100, 48000, 32000}[rate], samples: 576, side: 17}
	mono := h>>6&3 == 3
	switch version {
	case 3:
		f.bits, f.samples, f.side = 1000*one[bits], 1152, 32
		if mono {
			f.side = 17
		}
		return f, true
	case 2:
		f.rate /= 2
	case 0:
		f.rate /= 4
	}
	if mono {
		f.side = 9
	}
	return f, true
}

// counted returns the number of frames that stands in the first one, 0 if none.
func (f mp3Frame) counted(b []byte) uint32 {
	at := 4 + f.side
	if len(b) >= at+12 && (string(b[at:at+4]) == "Xing" || string(b[at:at+4]) == "Info") && b[at+7]&1 != 0 {
		return binary.BigEndian.Uint32(b[at+8:])
	}
	if len(b) >= 54 && string(b[36:40]) == "VBRI" {
		return binary.BigEndian.Uint32(b[50:])
	}
	return 0
}
