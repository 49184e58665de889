// Package film makes pictures of films, and a form of them that browsers play, by
// ffmpeg where that is installed.
//
// A film is a stranger's and ffmpeg is large, so it runs as a process of its own
// in a group of its own (package sandbox): with bounds on time, memory, processor
// and what it writes, without environment, without network where the kernel lets
// a process give that up, reading by no protocol but file and pipe and by
// no demuxer that follows names inside of a file, decoding only what films are
// usually made of. Its arguments hold no word
// of the film's: it reads a descriptor, never a name.
package film

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock/library/sandbox"
)

// ErrUnplayable means that ffmpeg found nothing in a film that it can show.
var ErrUnplayable = errors.New("film: cannot be decoded")

// A Tool runs ffmpeg. Its fields other than Program may be zero.
type Tool struct {
	Program string        // the file to run, as exec.LookPath finds it
	Time    time.Duration // that a conversion may take; two hours unless set
	Memory  int64         // bytes of address space; 2 GiB unless set
	Written int64         // bytes that it may write; 16 GiB unless set
	Threads int           // at once; 1 unless set
}

// Find returns the tool of a name or path, or why there is none.
func Find(name string) (*Tool, error) {
	program, err := exec.LookPath(name)
	if err != nil {
		return nil, fmt.Errorf("film: %w", err)
	}
	return &Tool{Program: program}, nil
}

// demuxers are the kinds of files that are read. Playlists, which name other
// files and addresses, are none of them.
const demuxers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,asf,ogg,mpegvideo,h264,hevc,dv,mxf"

// decoders are the programs' decoders that are used: those of what cameras,
// telephones and editors write. The many that are seldom met and seldom read over
// are left alone.
const decoders = "h264,hevc,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,mpeg1video,mpeg2video,mpegvideo,mpeg4,msmpeg4,msmpeg4v1," +
	"msmpeg4v2,h263,flv,wmv1,wmv2,wmv3,vc1,theora,mjpeg,prores,dnxhd,dvvideo,rawvideo," +
	"aac,aac_latm,mp3,mp3float,mp2,mp2float,ac3,eac3,opus,libopus,vorbis,libvorbis,flac,alac,wmav1,wmav2,amrnb,amrwb,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt," +
	"pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_alaw,pcm_mulaw"

// posterTime bounds the making of a picture.
const posterTime = 30 * time.Second

// Poster returns a frame of the film as a JPEG, turned as the film says: one
// from after the beginning, which is often black.
func (t *Tool) Poster(ctx context.Context, content io.ReadSeeker, length time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, posterTime)
	defer cancel()
	at := min(length/10, 3*time.Second)
	for {
		picture, err := t.frame(ctx, content, at)
		if len(picture) > 0 || err != nil || at == 0 {
			return picture, err
		}
		at = 0
	}
}

func (t *Tool) frame(ctx context.Context, content io.ReadSeeker, at time.Duration) ([]byte, error) {
	var out cappedBuffer
	err := t.run(ctx, content, &out,
		[]string{"-ss", strconv.FormatFloat(at.Seconds(), 'f', 3, 64)},
		[]string{"-map", "0:V:0", "-frames:v", "1", "-vf", "scale='min(1920,iw)':'min(1920,ih)':force_original_aspect_ratio=decrease",
			"-pix_fmt", "yuvj420p", "-q:v", "3", "-map_metadata", "-1", "-f", "image2pipe", "-c:v", "mjpeg", "pipe:1"})
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Stream writes the film into the file name as browsers play it: MP4 with H.264
// and AAC whose index comes first. What is so already is copied, not coded again.
func (t *Tool) Stream(ctx context.Context, content io.ReadSeeker, name string, copyVideo, copySound bool) error {
	limit := t.Time
	if limit <= 0 {
		limit = 2 * time.Hour
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	video := []string{"-c:v", "copy"}
	if !copyVideo {
		video = []string{"-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p",
			"-vf", "scale='min(1920,iw)':'min(1920,ih)':force_original_aspect_ratio=decrease,scale='trunc(iw/2)*2':'trunc(ih/2)*2'"}
	}
	sound := []string{"-c:a", "copy"}
	if !copySound {
		sound = []string{"-c:a", "aac", "-b:a", "128k", "-ac", "2"}
	}
	out := append([]string{"-map", "0:V:0", "-map", "0:a:0?", "-map_metadata", "-1", "-map_chapters", "-1"}, append(video, sound...)...)
	return t.run(ctx, content, io.Discard, nil, append(out, "-movflags", "+faststart", "-f", "mp4", "-y", "file:"+name))
}

// run runs ffmpeg on content. in are options of the input, out those of what is
// made; none of them comes from outside of this package but a file name of its
// caller's own.
func (t *Tool) run(ctx context.Context, content io.ReadSeeker, stdout io.Writer, in, out []string) error {
	input, finish, err := asFile(ctx, content)
	if err != nil {
		return err
	}
	defer finish()
	args := append([]string{"-nostdin", "-v", "error", "-threads", strconv.Itoa(max(1, t.Threads)),
		"-protocol_whitelist", "file,pipe", "-format_whitelist", demuxers, "-codec_whitelist", decoders}, in...)
	args = append(append(args, "-i", "file:"+descriptor), out...)
	var complaint cappedBuffer
	cmd, err := sandbox.Start(func() (*exec.Cmd, error) {
		cmd := t.limited(ctx, args)
		cmd.ExtraFiles = []*os.File{input}
		cmd.Stdout, cmd.Stderr = stdout, &complaint
		cmd.Env = []string{"LC_ALL=C"}
		cmd.WaitDelay = 5 * time.Second
		return cmd, nil
	})
	if err == nil {
		err = cmd.Wait()
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		lines := strings.Split(strings.TrimSpace(complaint.String()), "\n")
		return fmt.Errorf("%w: %w: %.200q", ErrUnplayable, err, lines[len(lines)-1])
	}
	return nil
}

// A cappedBuffer takes what a process writes, and no more than is sane.
type cappedBuffer struct{ bytes.Buffer }

const maxOutput = 32 << 20

// Write fails at the limit, which ends the process.
func (b *cappedBuffer) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxOutput {
		return 0, errors.New("film: too much output")
	}
	return b.Buffer.Write(p)
}

// asFile returns content as a file that a process can inherit: itself, or a copy
// in a temporary file that has no name any more.
func asFile(ctx context.Context, content io.ReadSeeker) (f *os.File, finish func(), err error) {
	if own, ok := content.(*os.File); ok {
		return own, func() {}, nil
	}
	if f, err = os.CreateTemp("", "mediasock-film-*"); err != nil {
		return nil, nil, fmt.Errorf("film: %w", err)
	}
	finish = func() { f.Close() }
	if err = os.Remove(f.Name()); err == nil {
		_, err = content.Seek(0, io.SeekStart)
	}
	if err == nil {
		_, err = io.Copy(f, contextReader{ctx, content})
	}
	if err != nil {
		finish()
		return nil, nil, fmt.Errorf("film: copying the original: %w", err)
	}
	return f, finish, nil
}

type contextReader struct {
	ctx context.Context
	io.Reader
}

// Read reads until the context ends.
func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
