package library

import (
	"context"
	"fmt"
)

// maxRemembered bounds what is remembered under one key.
const maxRemembered = 1 << 20

// Recall returns what was remembered under a key, "" if nothing was. It is for
// façades, which know things of a user that are no words of an item.
func (l *Library) Recall(ctx context.Context, key string) (string, error) {
	value, err := l.index.Setting(ctx, "facade:"+key)
	return value, l.fault(ctx, "recalling", err)
}

// Remember keeps value under a key, durably; "" forgets.
func (l *Library) Remember(ctx context.Context, key, value string) error {
	if len(value) > maxRemembered {
		return refused(fmt.Sprintf("more than %d bytes to remember", maxRemembered))
	}
	_, err := l.index.SetSetting(ctx, "facade:"+key, value, false)
	return l.fault(ctx, "remembering", err)
}
