package mediasock_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/mediasock/mediasock"
)

func TestCode_Family_A35(t *testing.T) {
	for code, want := range map[mediasock.Code]mediasock.Code{
		0: 0, 1: 1, 2: 2, 3: 3, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 20: 20, // MS-63 to MS-72, MS-76
		4: 9, 10: 9, 21: 9, 89: 9, 90: 9, 99: 9, 100: 9, 900: 9, 999: 9, 1000: 9, -1: 9, // MS-74
	} {
		if got := code.Family(); got != want {
			t.Errorf("Code(%d).Family() = %d, want %d", code, got, want)
		}
	}
}

func TestCode_Custom_MS73_A35(t *testing.T) {
	for code, want := range map[mediasock.Code]bool{
		9: true, 90: true, 99: true, 900: true, 999: true, 8: false, 89: false, 100: false, 899: false, 1000: false, 9000: false,
	} {
		if got := code.Custom(); got != want {
			t.Errorf("Code(%d).Custom() = %v, want %v", code, got, want)
		}
	}
}

func TestStatOf(t *testing.T) {
	full := &mediasock.Error{Code: 6, Message: "no room", Resource: "http://h/"}
	tests := []struct {
		name string
		err  error
		want mediasock.Code
	}{
		{"none", nil, 0},
		{"an Error", full, 6},
		{"a wrapped Error", fmt.Errorf("x: %w", mediasock.ErrUnknownItem), 7},
		{"cancelled", fmt.Errorf("x: %w", context.Canceled), 5},
		{"overdue", context.DeadlineExceeded, 5},
		{"anything else", errors.New("open /etc/passwd: permission denied"), 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := mediasock.StatOf(tt.err); got.Code != tt.want {
				t.Errorf("StatOf(%v) = %+v, want code %d", tt.err, got, tt.want)
			}
		})
	}
	if got := mediasock.StatOf(full); got.Message != "no room" || got.Resource != "http://h/" {
		t.Errorf("StatOf lost the details: %+v", got)
	}
	if got := mediasock.StatOf(errors.New("open /etc/passwd")); got.Message != "temporary fault" {
		t.Errorf("StatOf told the cause: %q", got.Message)
	}
}

func TestError_Is(t *testing.T) {
	tests := []struct {
		name        string
		err, target error
		want        bool
	}{
		{"same code", &mediasock.Error{Code: 6, Message: "x"}, mediasock.ErrTemporary, true},
		{"other code", mediasock.ErrTemporary, mediasock.ErrPermanent, false},
		{"message asked for", mediasock.ErrUnsupported, mediasock.ErrUnknownItem, false},
		{"message there", &mediasock.Error{Code: 7, Message: "no such item"}, mediasock.ErrUnknownItem, true},
		{"A-35 custom code", &mediasock.Error{Code: 912}, mediasock.ErrService, true},
		{"A-35 unknown code", &mediasock.Error{Code: 42}, mediasock.ErrService, true},
		{"general code", mediasock.ErrExists, mediasock.ErrService, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := errors.Is(tt.err, tt.target); got != tt.want {
				t.Errorf("errors.Is(%v, %v) = %v, want %v", tt.err, tt.target, got, tt.want)
			}
		})
	}
	if (mediasock.Stat{}).Err() != nil || !errors.Is(mediasock.Stat{Code: 2}.Err(), mediasock.ErrCredentials) {
		t.Error("Stat.Err is wrong")
	}
}
