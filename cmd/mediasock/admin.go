package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// An adminCall is an administrative wish. It travels as JSON over a socket in
// the data directory while the service runs.
type adminCall struct {
	Verb     string `json:"verb"` // add, list, remove, passwd, app-password, quota
	Name     string `json:"name,omitempty"`
	Password string `json:"password,omitempty"`
	Label    string `json:"label,omitempty"`
	Scope    string `json:"scope,omitempty"`
	Quota    int64  `json:"quota,omitempty"` // bytes; 0: none
}

// An adminAnswer is what came of it.
type adminAnswer struct {
	Users    []account `json:"users,omitempty"`
	Password string    `json:"password,omitempty"` // a new app password
	Error    string    `json:"error,omitempty"`
	Jobs     *jobs     `json:"jobs,omitempty"`
}

// account is a user as it is listed.
type account struct {
	Name  string    `json:"name"`
	Admin bool      `json:"admin"`
	Added time.Time `json:"added"`
	Bytes int64     `json:"bytes"`
	Quota int64     `json:"quota,omitempty"` // bytes; 0: none
}

// administer does a call on a library.
func administer(ctx context.Context, lib *library.Library, accounts *library.Accounts, call adminCall) (*adminAnswer, error) {
	switch call.Verb {
	case "add":
		_, err := accounts.AddUser(ctx, call.Name, call.Password)
		return &adminAnswer{}, err
	case "list":
		return listAccounts(ctx, lib, accounts)
	case "jobs":
		return listJobs(ctx, lib)
	}
	user, err := accounts.Lookup(ctx, call.Name)
	if err != nil {
		return nil, err
	}
	switch call.Verb {
	case "remove":
		return &adminAnswer{}, accounts.RemoveUser(ctx, user.ID)
	case "passwd":
		return &adminAnswer{}, accounts.SetPassword(ctx, user.ID, call.Password)
	case "quota":
		return &adminAnswer{}, accounts.SetQuota(ctx, user.ID, call.Quota)
	case "app-password":
		return newAppPassword(ctx, accounts, user.ID, call)
	}
	return nil, fmt.Errorf("unknown verb %q", call.Verb)
}

func newAppPassword(ctx context.Context, accounts *library.Accounts, user library.ID, call adminCall) (*adminAnswer, error) {
	scope, err := mediasock.ParseScope(call.Scope)
	if err != nil {
		return nil, err
	}
	password, err := accounts.NewAppPassword(ctx, user, call.Label, scope)
	return &adminAnswer{Password: password}, err
}

func listAccounts(ctx context.Context, lib *library.Library, accounts *library.Accounts) (*adminAnswer, error) {
	var answer adminAnswer
	users, err := accounts.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		bytes, err := lib.Index().Usage(ctx, u.ID)
		if err != nil {
			return nil, err
		}
		answer.Users = append(answer.Users, account{u.Name, u.Admin, u.Added, bytes, u.Quota})
	}
	return &answer, nil
}

// callAdmin does a call on the service that runs on data, or if none runs, on
// the library itself.
func (p *program) callAdmin(ctx context.Context, data string, call adminCall) (*adminAnswer, error) {
	answer, err := sendAdmin(ctx, data, call)
	if errors.Is(err, errNotRunning) {
		answer, err = p.localAdmin(ctx, data, call)
	}
	if err == nil && answer.Error != "" {
		err = errors.New(answer.Error)
	}
	if err != nil && call.Name != "" {
		err = fmt.Errorf("account %s: %w", call.Name, err)
	}
	return answer, err
}

// localAdmin opens the library, under its lock, and does the call. Only a new
// account makes a data directory: any other call for one that is not there is
// for a name that was mistyped.
func (p *program) localAdmin(ctx context.Context, data string, call adminCall) (*adminAnswer, error) {
	log, err := p.logger()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(data); call.Verb != "add" && errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("there is no data directory %s; --data names another", data)
	}
	h, err := openHome(ctx, homeOptions{Data: data, Log: log})
	if err != nil {
		return nil, err
	}
	answer, err := administer(ctx, h.Library, h.Accounts, call)
	return answer, errors.Join(err, h.Close())
}
