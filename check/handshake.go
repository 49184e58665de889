package check

import (
	"strconv"
	"strings"
)

// handshake tests the response to a handshake (MS-120 to MS-133).
func (e *exam) handshake(a *answer, n *node) {
	stat := n.child("stat")
	e.serialOf(a, stat)
	apis, sock := n.child("apis"), n.child("sock")
	switch v, ok := apis.get("value"); {
	case apis == nil:
		if stat.val("value") == "0" || a == e.first || e.bears(a) {
			e.at("MS-127", a, n.at, "the handshake has no apis")
		}
	case !ok || strings.TrimSpace(v.value) == "":
		e.at("MS-127", a, apis.at, "apis is empty")
	default:
		e.apiList(a, apis, v, sock)
	}
	if v, ok := sock.get("value"); ok {
		e.sockList(a, v, apis.val("value"))
	}
	if user := n.child("user"); user != nil {
		e.user(a, user)
	}
	if key := n.child("akey"); key != nil && (key.val("value") != "" || key.val("expiry") != "") {
		e.key(a, key, stat.val("value"))
	}
}

// bears reports whether an answer to a stranger is the one to a discovery.
func (e *exam) bears(a *answer) bool {
	return a.status == 200 && strings.HasPrefix(a.call, "GET ") && !a.login
}

func (e *exam) serialOf(a *answer, stat *node) {
	if stat == nil {
		return
	}
	v, ok := stat.get("serial")
	switch {
	case !ok || v.value == "":
		e.at("A-24", a, stat.at, "the handshake's stat has no serial")
	case !serial.MatchString(v.value):
		e.at("MS-123", a, v.at, "the serial "+quoted(v.value)+" is no number")
	}
}

// user tests the account that a handshake names (MS-125).
func (e *exam) user(a *answer, user *node) {
	filled := false
	for _, attr := range user.attrs {
		filled = filled || attr.value != ""
	}
	if filled && user.val("value") == "" {
		e.at("MS-125", a, user.at, "user has no value")
	}
	e.link("MS-125", a, user, "home")
	e.link("MS-125", a, user, "conf")
}

// key tests what a handshake grants (MS-129, A-60).
func (e *exam) key(a *answer, key *node, state string) {
	if key.val("value") == "" {
		e.at("MS-129", a, key.at, "akey has no value")
	}
	if state != "0" {
		e.at("MS-129", a, key.at, "a handshake with state "+quoted(state)+" grants an akey")
	}
	expiry := key.val("expiry")
	n, err := strconv.ParseInt(expiry, 10, 64)
	switch {
	case err != nil || n < 0:
		e.at("A-60", a, key.at, "the expiry "+quoted(expiry)+" is no number")
	case n > 0 && n < 15:
		e.at("A-60", a, key.at, "the akey expires after "+expiry+" minutes")
	}
}
