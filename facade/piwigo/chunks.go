package piwigo

import (
	"cmp"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
)

// maxChunks bounds the chunks of a file.
const maxChunks = 100_000

// sumForm matches an MD5 sum in hex.
var sumForm = regexp.MustCompile(`^[0-9a-fA-F]{32}$`)

// nextChunk adds a chunk of pwg.images.upload, which come in order; the item is
// nil until the last one is there. The first begins the file anew.
func (c *call) nextChunk(m *mediasock.Media, name string) (*mediasock.Item, error) {
	sum := md5.Sum([]byte(name))
	key := "upload " + hex.EncodeToString(sum[:])
	chunk, chunks := c.number("chunk", 0), c.number("chunks", 0)
	if chunks > maxChunks || chunk >= chunks {
		return nil, &fault{codeInvalid, "chunk and chunks do not fit"}
	}
	if chunk == 0 {
		if err := c.dropParts(key); err != nil {
			return nil, err
		}
	}
	next, err := c.addPart(key, 0, chunk, c.file)
	switch {
	case err != nil:
		return nil, err
	case next <= chunk:
		return nil, &fault{codeFailed, fmt.Sprintf("chunk %d comes before chunk %d", chunk, next)}
	case next < chunks:
		return nil, nil
	}
	return c.finish(key, name, "", m)
}

// chunkKey names the file of addChunk and add. Of the old kinds of files "high"
// is the original where it is there, and thumbnails are made here.
func chunkKey(kind, sum string) string { return "add " + kind + " " + strings.ToLower(sum) }

// imageAddChunk keeps a chunk, which comes in base64 (P-12). Some clients count
// from 0, others from 1.
func imageAddChunk(c *call) (any, error) {
	sum, kind := c.args.get("original_sum"), cmp.Or(c.args.get("type"), "file")
	if !sumForm.MatchString(sum) {
		return nil, &fault{codeInvalid, "Invalid original_sum"}
	}
	if kind == "thumb" || kind == "thumbnail" {
		return nil, nil
	}
	position := c.number("position", 0)
	if kind != "file" && kind != "high" || position > maxChunks {
		return nil, &fault{codeInvalid, "Invalid type or position"}
	}
	data, err := decode64(c.args.get("data"))
	if err != nil {
		return nil, err
	}
	_, err = c.addPart(chunkKey(kind, sum), min(position, 1), position, &memory{bytes: data})
	return nil, err
}

// decode64 reads base64 as PHP does: line breaks and what a form made of plus
// signs do not matter.
func decode64(s string) ([]byte, error) {
	s = strings.NewReplacer(" ", "+", "\n", "", "\r", "", "\t", "").Replace(s)
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		return nil, &fault{codeInvalid, "data is not in base64"}
	}
	return b, nil
}

// imageAdd makes an image of the chunks that have come.
func imageAdd(c *call) (any, error) {
	if err := c.trusted(false); err != nil {
		return nil, err
	}
	sum, kind := c.args.get("original_sum"), "file"
	if !sumForm.MatchString(sum) {
		return nil, &fault{codeInvalid, "Invalid original_sum"}
	}
	if c.truth("check_uniqueness", true) && c.id("image_id") == "" {
		if err := c.fresh(sum); err != nil {
			return nil, err
		}
	}
	m, err := c.said()
	if err != nil {
		return nil, err
	}
	if m.Parents, err = c.albumIDs(categoryNumbers(c.args.get("categories"))); err != nil {
		return nil, err
	}
	if m.Keywords, err = c.tagNames(c.ids("tag_ids")); err != nil {
		return nil, err
	}
	if high := c.args.get("high_sum"); high != "" {
		kind = "high"
	}
	item, err := c.finish(chunkKey(kind, sum), c.args.get("original_filename"), c.sentSum(sum), m)
	if err != nil {
		return nil, err
	}
	return added(item), nil
}

// sentSum returns the sum of the file that was sent: clients that made it smaller
// say file_sum beside the original's.
func (c *call) sentSum(original string) string {
	for _, name := range []string{"high_sum", "file_sum"} {
		if s := c.args.get(name); sumForm.MatchString(s) {
			return s
		}
	}
	return original
}

// fresh refuses a file that is there already.
func (c *call) fresh(sum string) error {
	s, err := c.session()
	if err != nil {
		return err
	}
	b, err := hex.DecodeString(sum)
	if err != nil {
		return &fault{codeInvalid, "Invalid original_sum"}
	}
	_, err = mediasock.FindMedia(c.r.Context(), s, "md5", b)
	switch {
	case err == nil:
		return errExists
	case errors.Is(err, mediasock.ErrUnknownItem), errors.Is(err, mediasock.ErrUnsupported):
		return nil
	}
	return err
}

// imageUploadAsync adds a chunk; with the last that was missing, the image
// (P-13).
func imageUploadAsync(c *call) (any, error) {
	chunk, chunks, sum := c.number("chunk", 0), c.number("chunks", 0), c.args.get("original_sum")
	switch {
	case c.file == nil:
		return nil, &fault{codePost, "The image (file) is missing"}
	case !sumForm.MatchString(sum):
		return nil, &fault{codeInvalid, "Invalid original_sum"}
	case chunks < 1 || chunks > maxChunks || chunk >= chunks:
		return nil, &fault{codeInvalid, "chunk and chunks do not fit"}
	}
	if err := checkSum(c.file, c.args.get("chunk_sum")); err != nil {
		return nil, &fault{codeFailed, "MD5 checksum chunk file mismatched"}
	}
	key := "async " + strings.ToLower(sum) + " " + strconv.Itoa(chunks)
	next, err := c.addPart(key, 0, chunk, c.file)
	if err != nil {
		return nil, err
	}
	if next < chunks {
		return object{{"message", "chunks uploaded = " + uploadedChunks(next, chunk)}}, nil
	}
	m, err := c.said()
	if err != nil {
		return nil, err
	}
	if m.Keywords, err = c.tagNames(c.ids("tag_ids")); err != nil {
		return nil, err
	}
	item, err := c.finish(key, c.args.get("filename"), sum, m)
	if err != nil {
		return nil, err
	}
	c.args.values["image_id"] = []string{item.ID}
	return imageInfo(c)
}

// uploadedChunks lists the chunks that are there, counted from 1.
func uploadedChunks(next, chunk int) string {
	var all []string
	for i := range min(next, 1000) {
		all = append(all, strconv.Itoa(i+1))
	}
	if chunk >= next {
		all = append(all, strconv.Itoa(chunk+1))
	}
	return strings.Join(all, ",")
}
