package check_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/check"
)

// always answers every request with the same body.
type always string

func (a always) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	_, _ = w.WriteString(string(a))
	response := w.Result()
	response.Request = r
	return response, nil
}

// FuzzAnswers: whatever a service answers, the check ends, with a place inside
// the answer for each finding.
func FuzzAnswers(f *testing.F) {
	f.Add(newCanned().answers["discovery"])
	f.Add(newCanned().answers["list"])
	f.Add("<html><head><!--\n" + rootTag + "\n<handshake>\n" + apisTag + "</handshake></mediasock>--></head>")
	f.Add("<mediasock value=x><handshake><stat value='1/><apis value=\"a.b:http://[::1]:x;;c\"/></handshake></mediasock>")
	f.Add("<mediasock ><mediasock><handshake/></mediasock")
	f.Add("\ufeff<?xml version=\"1.0\"?><MEDIASOCK><x><y><z/></y></x></MEDIASOCK>")
	f.Add("<mediasock a=\"<!--\"><![CDATA[</mediasock>]]><?x?></mediasock>")
	f.Add(strings.ReplaceAll(cannedDescription, "HOST", "service.example"))
	f.Add("<OpenSearchDescription><Url type='application/atom+xml' template='http://a.example/{searchTerms}{'/><Query/>&</OpenSearchDescription>")
	f.Fuzz(func(t *testing.T, answer string) {
		checker := &check.Checker{HTTP: &http.Client{Transport: always(answer)}}
		report, err := checker.Run(t.Context(), "http://service.example/mediasock/", check.Options{})
		if err != nil {
			return
		}
		for _, finding := range report.Findings {
			if finding.Says == "" || finding.Mend == "" || finding.Found == "" || finding.Times < 1 {
				t.Errorf("a finding that says too little: %+v", finding)
			}
			if finding.Place.Line > len(answer)+1 || finding.Place.Column > len(answer)+1 {
				t.Errorf("a place outside of the answer: %+v", finding.Place)
			}
		}
	})
}

// FuzzDocument: whatever a document of the Profile is, its test ends, with a
// place inside it for each finding.
func FuzzDocument(f *testing.F) {
	f.Add(cannedDescription)
	f.Add(cannedRSS())
	f.Add(newCannedSearch().feed(&url.URL{Path: "/find"}, "photo", 5, 3, 2))
	f.Add(cannedEntry(5, `<entry xmlns="http://www.w3.org/2005/Atom" xml:base="../x"`+cannedSpaces+">"))
	f.Add("<feed xmlns='http://www.w3.org/2005/Atom'><link href='%zz' rel='next'/><entry><id>tag:</id><content src=':'/></entry>&x;</feed>")
	f.Add("<rss><channel/><channel xmlns='http://search.yahoo.com/mrss'><content/></channel></rss>")
	f.Fuzz(func(t *testing.T, body string) {
		report, err := check.Document("http://service.example/search", http.Header{}, []byte(body))
		if err != nil {
			return
		}
		for _, finding := range report.Findings {
			if finding.Says == "" || finding.Mend == "" || finding.Found == "" || finding.Times < 1 {
				t.Errorf("a finding that says too little: %+v", finding)
			}
			if finding.Place.Line > len(body)+1 || finding.Place.Column > len(body)+1 {
				t.Errorf("a place outside of the document: %+v", finding.Place)
			}
		}
	})
}
