package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// setQuota sets how much an account may keep.
func (p *program) setQuota(ctx context.Context, data, name, size string) error {
	bytes, err := parseSize(size)
	if err != nil {
		return usageError(err)
	}
	if _, err := p.callAdmin(ctx, data, adminCall{Verb: "quota", Name: name, Quota: bytes}); err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "set the quota of %s\n", name)
	return nil
}

// parseSize reads a number of bytes, or of kB, MB, GB, TB.
func parseSize(s string) (int64, error) {
	unit := int64(1)
	number := strings.TrimSpace(s)
	for i, name := range []string{"kb", "mb", "gb", "tb"} {
		if n, ok := strings.CutSuffix(strings.ToLower(number), name); ok {
			number, unit = strings.TrimSpace(n), []int64{1e3, 1e6, 1e9, 1e12}[i]
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 || n > (1<<62)/unit {
		return 0, fmt.Errorf("%q is no size; write 500MB, 2GB, or 0 for no limit", s)
	}
	return n * unit, nil
}
