package immich

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"mime/multipart"
	"net/textproto"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/services"
)

// A body is an upload as multipart/form-data: the words, then the file, which is
// read while it is sent.
type body struct {
	contentType string
	head, tail  []byte
	size        int64 // of the file; -1 if unknown
	want        []byte

	io.Reader // all of it
	file      io.ReadCloser
	sum       hash.Hash
	read      int64       // of the file
	watch     *time.Timer // goes off when nothing more is read

	mu  sync.Mutex
	err error // of the file
}

// newBody opens the file.
func (v *Session) newBody(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*body, error) {
	b := &body{size: d.Size(), want: m.SHA256, sum: sha256.New()}
	var text bytes.Buffer
	form := multipart.NewWriter(&text)
	b.contentType = form.FormDataContentType()
	if err := v.write(form, m, d); err != nil {
		return nil, err
	}
	b.head = bytes.Clone(text.Bytes())
	text.Reset()
	if err := form.Close(); err != nil {
		return nil, err
	}
	b.tail = text.Bytes()
	file, err := d.Open()
	if err != nil {
		return nil, fmt.Errorf("immich: %w", err)
	}
	b.file = services.Until(ctx, file)
	b.Reader = io.MultiReader(bytes.NewReader(b.head), io.TeeReader(fileOf{b}, b.sum), checkOf{b}, bytes.NewReader(b.tail))
	return b, nil
}

// write writes all that comes before the file.
func (v *Session) write(form *multipart.Writer, m *mediasock.Media, d mediasock.Data) error {
	said, err := json.Marshal([]immichwire.Metadata{{Key: immichwire.SaidKey, Value: immichwire.SaidOf(m)}})
	if err != nil {
		return fmt.Errorf("immich: %w", err)
	}
	at := immichwire.Time(saidDate(m))
	fields := [][2]string{{"fileCreatedAt", at}, {"fileModifiedAt", at}}
	if v.version.Major < 3 {
		fields = append(fields, [2]string{"deviceAssetId", fmt.Sprintf("%s-%d", fileName(d), d.Size())}, [2]string{"deviceId", "MediaSock"})
	}
	if (immichwire.SaidOf(m) != immichwire.Said{}) {
		fields = append(fields, [2]string{"metadata", string(said)})
	}
	for _, f := range fields {
		if err := form.WriteField(f[0], f[1]); err != nil {
			return err
		}
	}
	xmp, err := sidecar(m)
	if err != nil {
		return err
	}
	if xmp != nil {
		w, err := form.CreatePart(fileHeader("sidecarData", fileName(d)+".xmp"))
		if err != nil {
			return err
		}
		if _, err := w.Write(xmp); err != nil {
			return err
		}
	}
	_, err = form.CreatePart(fileHeader("assetData", fileName(d)))
	return err
}

// saidDate returns the date that is said of an item, or now: Immich wants one,
// and prefers the file's own.
func saidDate(m *mediasock.Media) time.Time {
	if said, ok := m.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated); ok {
		if date, err := mediasock.ParseDate(said); err == nil {
			return date.Time
		}
	}
	return time.Now()
}

// fileName returns the name of a file in one line; Immich knows a type by its
// ending.
func fileName(d mediasock.Data) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '_'
		}
		return r
	}, d.Name())
	if name == "" {
		return "file"
	}
	return name
}

func fileHeader(part, name string) textproto.MIMEHeader {
	return textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="` + part + `"; filename="` + strings.NewReplacer(`\`, `\\`, `"`, `%22`).Replace(name) + `"`},
		"Content-Type":        {"application/octet-stream"},
	}
}

// length returns the length of it all, -1 if that is unknown.
func (b *body) length() int64 {
	if b.size < 0 {
		return -1
	}
	return int64(len(b.head)+len(b.tail)) + b.size
}

// Close closes the file.
func (b *body) Close() error { return b.file.Close() }

// fail keeps why the file could not be sent.
func (b *body) fail(err error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = err
	return err
}

// failure returns that.
func (b *body) failure() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// fileOf reads the file.
type fileOf struct{ b *body }

// Read implements io.Reader.
func (f fileOf) Read(p []byte) (int, error) {
	f.b.watch.Reset(stall)
	n, err := f.b.file.Read(p)
	f.b.read += int64(n)
	if err != nil && err != io.EOF {
		err = f.b.fail(fmt.Errorf("immich: the file cannot be read: %w", err))
	}
	return n, err
}

// checkOf is empty, unless the file was not as long as it says, or not the one
// that was announced: then the upload breaks off before its end.
type checkOf struct{ b *body }

// Read implements io.Reader.
func (c checkOf) Read([]byte) (int, error) {
	if c.b.size >= 0 && c.b.read != c.b.size {
		return 0, c.b.fail(fmt.Errorf("immich: the file has %d bytes and not %d", c.b.read, c.b.size))
	}
	if len(c.b.want) > 0 && !bytes.Equal(c.b.want, c.b.sum.Sum(nil)) {
		return 0, c.b.fail(&mediasock.Error{Code: mediasock.CodeInterrupted, Message: "the file is not the one that was announced"})
	}
	return 0, io.EOF
}
