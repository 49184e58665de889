package gallery

import (
	"errors"
	"net/http"
	"time"

	"github.com/mediasock/mediasock"
)

// maxForm bounds a form without files: every text at its limit, escaped.
const maxForm = 2 << 20

// withForm reads the fields of a form before h asks for them, and the whole of
// it: a form that was cut off changes nothing. Only what the pages' own forms
// send is read. Without this net/http would read any form when a field is asked
// for, and leave a stranger's files on the disk meanwhile.
func withForm(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		}
		err := r.ParseForm()
		switch {
		case r.Method != http.MethodPost: // of a malformed query the fields that can be read count
		case err != nil:
			return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "the form could not be read"}
		default:
			if err := unhurried(w); err != nil {
				return err
			}
		}
		return h(w, r)
	}
}

// unhurried takes away the deadline by which the form had to be here.
func unhurried(w http.ResponseWriter) error {
	err := http.NewResponseController(w).SetReadDeadline(time.Time{})
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}
