package facade_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/mediasock/mediasock/facade"
)

var errBroke = errors.New("the connection broke")

// The sender's errors are known from others, and what is too long from what is whole.
func TestReadAll(t *testing.T) {
	for what, c := range map[string]struct {
		r    io.Reader
		most int64
		want string
		is   func(error) bool
	}{
		"whole":    {strings.NewReader("pier"), 4, "pier", func(err error) bool { return err == nil }},
		"too long": {strings.NewReader("piers"), 4, "", func(err error) bool { return errors.Is(err, facade.ErrLong) }},
		"broken": {io.MultiReader(strings.NewReader("pi"), iotest.ErrReader(errBroke)), 4, "pi", func(err error) bool {
			var e *facade.BrokenError
			return errors.As(err, &e) && errors.Is(err, errBroke)
		}},
	} {
		if b, err := facade.ReadAll(c.r, c.most); string(b) != c.want || !c.is(err) {
			t.Errorf("%s: ReadAll = %q, %v", what, b, err)
		}
	}
}

// What breaks off does not pass for the whole, whether its size is known or not.
func TestSend(t *testing.T) {
	for _, size := range []int64{-1, 1 << 20} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			facade.Send(w, r, io.MultiReader(strings.NewReader(strings.Repeat("pier", 4096)), iotest.ErrReader(errBroke)), size, time.Time{})
		}))
		resp, err := server.Client().Get(server.URL)
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		if err == nil {
			t.Errorf("of a size of %d half is taken for the whole", size)
		}
		server.Close()
	}
	whole := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		facade.Send(w, r, strings.NewReader("pier at dusk"), -1, time.Time{})
	}))
	defer whole.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, whole.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Range", "bytes=5-6")
	resp, err := whole.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); err != nil || string(b) != "at" || resp.StatusCode != http.StatusPartialContent {
		t.Errorf("a range is %d %q, %v", resp.StatusCode, b, err)
	}
}
