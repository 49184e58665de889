package check

import (
	"crypto/md5"  // a hash of Media RSS
	"crypto/sha1" // another
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// entry tests the document of the first entry (OM-27).
func (s *search) entry() {
	n := s.shown.tree.first(nsAtom, "entry")
	address := n.to("alternate", typeAtom)
	if address == "" {
		return // OM-26 has said so
	}
	a := s.fetch(address)
	if a == nil || a.status != http.StatusOK {
		s.fails("OM-27", a, "the document of an entry")
		return
	}
	if a.tree == nil || !a.tree.is(nsAtom, "entry") {
		s.document(a)
		s.about("OM-27", a, "", "", "the document of an entry has another root")
		return
	}
	s.document(a)
	for _, name := range []string{"id", "title"} {
		if was, is := n.one(nsAtom, name), a.tree.one(nsAtom, name); was != is {
			s.at("OM-27", a, a.tree.at, "the "+name+" is "+quoted(is)+", in the feed "+quoted(was))
		}
	}
	s.revalidates(a)
}

// files tests that what the first entry names is there, and is what it says
// (OM-36, OM-39, MR-11).
func (s *search) files() {
	n := s.shown.tree.first(nsAtom, "entry")
	if t := n.first(nsMedia, "thumbnail"); t != nil && t.address("url") != "" {
		if a := s.head(t.address("url")); a != nil && a.status >= http.StatusBadRequest {
			s.at("OM-39", s.shown, t.at, fmt.Sprintf("the thumbnail is answered with %d", a.status))
		}
	}
	list := files(n)
	if len(list) == 0 || list[0].address("url") == "" {
		return
	}
	s.original(list[0])
	hashes := list[0].all(nsMedia, "hash")
	if len(list) == 1 {
		hashes = append(hashes, n.all(nsMedia, "hash")...)
	}
	s.sums(list[0], hashes)
}

// original tests a file's size and type by HEAD.
func (s *search) original(c *element) {
	a := s.head(c.address("url"))
	if a == nil {
		s.at("OM-36", s.shown, c.at, "the original is not answered")
		return
	}
	if a.status != http.StatusOK {
		s.at("OM-36", s.shown, c.at, fmt.Sprintf("the original is answered with %d", a.status))
		return
	}
	if size, told := a.header.Get("Content-Length"), c.get("fileSize"); size != "" && told != "" && size != told {
		s.at("OM-36", s.shown, c.at, "fileSize is "+quoted(told)+", the original has "+size+" bytes")
	}
	if kind, told := a.header.Get("Content-Type"), c.get("type"); told != "" && !sameType(kind, told) {
		s.at("OM-36", s.shown, c.at, "type is "+quoted(told)+", the original is sent as "+quoted(kind))
	}
}

// head asks for the headers of a file; nil where they cannot be had this way.
func (s *search) head(address string) *answer {
	request, err := http.NewRequestWithContext(s.ctx, http.MethodHead, address, nil)
	if err != nil {
		return nil
	}
	a, err := s.do(request, "HEAD "+address)
	if err != nil {
		return nil
	}
	if a.status == http.StatusMethodNotAllowed || a.status == http.StatusNotImplemented {
		return s.fetch(address)
	}
	return a
}

// sums tests the hashes of a file that is small enough to be fetched (MR-11).
func (s *search) sums(c *element, hashes []*element) {
	size, err := strconv.Atoi(c.get("fileSize"))
	if err != nil || size > maxBody || len(hashes) == 0 {
		return
	}
	a := s.fetch(c.address("url"))
	if a == nil || a.status != http.StatusOK {
		return
	}
	first, second := md5.Sum(a.body), sha1.Sum(a.body)
	sums := map[string]string{"": hex.EncodeToString(first[:]), "md5": hex.EncodeToString(first[:]), "sha-1": hex.EncodeToString(second[:])}
	for _, h := range hashes {
		text, sum := strings.TrimSpace(h.text), sums[h.get("algo")]
		if sum != "" && len(text) == len(sum) && !strings.EqualFold(text, sum) {
			s.at("MR-11", s.shown, h.at, "the hash is "+quoted(text)+", that of the original "+sum)
		}
	}
}
