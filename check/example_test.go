package check_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/mediasock/mediasock/check"
)

// A page that is indented, as an editor does it.
func ExampleChecker_Run() {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/mediasock/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		fmt.Fprint(w, `<?xml version="1.0"?>
<mediasock value="com.example" title="Example" version="1.4">
<handshake>
	<stat value="1" message="" resource="" serial="1"/>
<apis value="flickr.*:http://example.com/services/rest/"/>
</handshake>
</mediasock>
`)
	}))
	defer service.Close()

	report, err := new(check.Checker).Run(context.Background(), service.URL, check.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range report.Findings {
		fmt.Printf("%s %s at %d:%d: %s; %s\n", f.Level, f.Rule, f.Place.Line, f.Place.Column, f.Found, f.Mend)
	}
	// Output: error MS-49 at 4:2: white space before <stat>; do not indent
}
