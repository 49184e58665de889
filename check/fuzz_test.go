package check_test

import (
	"net/http"
	"net/http/httptest"
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
