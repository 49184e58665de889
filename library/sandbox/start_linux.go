package sandbox

import "syscall"

// withoutNetwork puts the process into name spaces of its own. Its user there is
// none of the system's, so that it has no privilege, root's neither.
func withoutNetwork() *syscall.SysProcAttr {
	a := ownGroup()
	a.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC
	return a
}
