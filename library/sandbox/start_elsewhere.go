//go:build !linux

package sandbox

import "syscall"

// withoutNetwork is what the system allows: here a process keeps its network.
func withoutNetwork() *syscall.SysProcAttr { return ownGroup() }
