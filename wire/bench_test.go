package wire_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// The document of taxa.list for encoding/xml.
type xmlTaxa struct {
	XMLName xml.Name `xml:"mediasock"`
	Value   string   `xml:"value,attr"`
	List    struct {
		Stat struct {
			Value int `xml:"value,attr"`
		} `xml:"stat"`
		Items []xmlTaxon `xml:"item"`
	} `xml:"taxa.list"`
}

type xmlTaxon struct {
	ID       string `xml:"value,attr"`
	Append   string `xml:"append,attr"`
	Title    string `xml:"title,attr"`
	Parents  string `xml:"parents,attr"`
	Caption  string `xml:"caption,attr"`
	Resource string `xml:"resource,attr"`
	Note     string `xml:"note,attr"`
	Icon     string `xml:"icon,attr"`
}

func albums(n int) []mediasock.Taxon {
	all := make([]mediasock.Taxon, n)
	for i := range all {
		all[i] = mediasock.Taxon{
			ID: "5483920184", Append: mediasock.List{"media", "taxon"}, Title: "Summer at the pier & dusk", Parents: mediasock.List{"74839201"},
			Caption: "All that was left of the summer", Resource: "https://media.example.com/a/5483920184", Icon: "7483920184",
		}
	}
	return all
}

func BenchmarkTaxaWrite(b *testing.B) {
	all := albums(10000)
	b.Run("wire", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r := &wire.Reply{Results: []wire.Result{{Method: mediasock.MethodTaxaList, Taxa: seq(all, nil)}}}
			if err := wire.WriteReply(io.Discard, r, wire.WriteOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-xml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var doc xmlTaxa
			for _, t := range all {
				doc.List.Items = append(doc.List.Items, xmlTaxon{t.ID, t.Append.String(), t.Title, t.Parents.String(), t.Caption, t.Resource, t.Note, t.Icon})
			}
			if err := xml.NewEncoder(io.Discard).Encode(&doc); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkTaxaRead(b *testing.B) {
	var doc bytes.Buffer
	r := &wire.Reply{Results: []wire.Result{{Method: mediasock.MethodTaxaList, Taxa: seq(albums(10000), nil)}}}
	if err := wire.WriteReply(&doc, r, wire.WriteOptions{}); err != nil {
		b.Fatal(err)
	}
	b.Run("wire", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r, err := wire.ParseReply(bytes.NewReader(doc.Bytes()), "", wire.ReplyOptions{})
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for _, err := range r.Results[0].Taxa {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
			if n != 10000 {
				b.Fatal(n)
			}
		}
	})
	b.Run("encoding-xml", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var got xmlTaxa
			if err := xml.NewDecoder(bytes.NewReader(doc.Bytes())).Decode(&got); err != nil || len(got.List.Items) != 10000 {
				b.Fatal(err)
			}
		}
	})
}

// page is one of 1 MB without a block, as a gallery would write it.
func page() []byte {
	entry := `<li class="photo"><a href="/media/5483920184?size=large"><img src="/thumb/5483920184" alt="Summer at the pier" width="512" height="384"></a> <p class="caption">All that was left of the summer, <em>mostly</em></p></li>` + "\n"
	return []byte("<!DOCTYPE html><html><head><title>x</title></head><body><ul>" + strings.Repeat(entry, 1<<20/len(entry)) + "</ul></body></html>")
}

func BenchmarkPageWithoutBlock(b *testing.B) {
	page := page()
	b.Run("wire", func(b *testing.B) {
		for b.Loop() {
			if wire.HasBlock(page) {
				b.Fatal("found one")
			}
		}
	})
	b.Run("bytes.Index", func(b *testing.B) {
		for b.Loop() {
			if bytes.Contains(page, []byte("<mediasock")) {
				b.Fatal("found one")
			}
		}
	})
}

func BenchmarkMultipart(b *testing.B) {
	for _, size := range []struct {
		name  string
		bytes int
	}{{"100KB", 100 << 10}, {"64MB", 64 << 20}} {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		file, _ := w.CreateFormFile("media.data", "a.jpg")
		seed := uint32(1)
		noise := make([]byte, size.bytes)
		for i := range noise {
			seed = seed*1664525 + 1013904223
			noise[i] = byte(seed >> 24)
		}
		file.Write(noise)
		w.WriteField("media.title", "T")
		w.Close()
		b.Run(size.name+"/wire", func(b *testing.B) {
			b.SetBytes(int64(body.Len()))
			b.ReportAllocs()
			o := wire.ReadOptions{Stage: func(context.Context, *wire.Call, string, string, int64) (mediasock.Staged, error) {
				return discard{}, nil
			}}
			for b.Loop() {
				r := httptest.NewRequest("POST", "/", bytes.NewReader(body.Bytes()))
				r.Header.Set("Content-Type", w.FormDataContentType())
				if _, err := wire.ReadCall(b.Context(), r, o); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(size.name+"/mime-multipart", func(b *testing.B) {
			b.SetBytes(int64(body.Len()))
			b.ReportAllocs()
			for b.Loop() {
				mr := multipart.NewReader(bytes.NewReader(body.Bytes()), w.Boundary())
				for {
					p, err := mr.NextPart()
					if err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
					io.Copy(struct{ io.Writer }{discard{}}, p)
				}
			}
		})
	}
}

// discard is a staging place that keeps nothing.
type discard struct{ bytesData }

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Offset() int64               { return 0 }
func (discard) Abort() error                { return nil }
