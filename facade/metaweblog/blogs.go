package metaweblog

import (
	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
)

// usersBlogs tells the only weblog (M-5). isAdmin is whether the sign-in may do
// everything.
func usersBlogs(c *call) (any, error) {
	if _, err := c.session(); err != nil {
		return nil, err
	}
	base := c.Base(c.r)
	return []any{weblogwire.Struct{
		{Name: "isAdmin", Value: c.user.Scope >= mediasock.ScopeManage},
		{Name: "url", Value: base + "/"},
		{Name: "blogid", Value: blogID},
		{Name: "blogName", Value: c.Service.Title},
		{Name: "xmlrpc", Value: base + endpoint},
	}}, nil
}

// userInfo tells who calls.
func userInfo(c *call) (any, error) {
	if _, err := c.session(); err != nil {
		return nil, err
	}
	return weblogwire.Struct{
		{Name: "userid", Value: c.user.ID},
		{Name: "nickname", Value: c.user.Name},
		{Name: "firstname", Value: ""},
		{Name: "lastname", Value: ""},
		{Name: "email", Value: ""},
		{Name: "url", Value: c.Base(c.r) + "/"},
	}, nil
}
