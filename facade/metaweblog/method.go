package metaweblog

import (
	"maps"
	"slices"

	"github.com/mediasock/mediasock"
)

// A method is one of those that are served.
type method struct {
	name string
	who  int             // which parameter is the user's name, the password after it; -1: nobody signs in
	need mediasock.Scope // the session knows the rest
	run  func(*call) (any, error)
}

// methods is the one list of what is served. An app key or the weblog's id comes
// before the name; both are read by nobody (M-5, M-6).
func methods() []method {
	const read, upload = mediasock.ScopeRead, mediasock.ScopeUpload
	return []method{
		{"metaWeblog.newMediaObject", 1, upload, newMediaObject},
		{"metaWeblog.newPost", 1, upload, newPost},
		{"metaWeblog.editPost", 1, upload, editPost},
		{"metaWeblog.getPost", 1, read, getPost},
		{"metaWeblog.getRecentPosts", 1, read, recentPosts},
		{"metaWeblog.deletePost", 2, upload, deletePost},
		{"metaWeblog.getCategories", 1, read, categories},
		{"metaWeblog.getUsersBlogs", 1, read, usersBlogs},
		{"mt.getCategoryList", 1, read, categoryList},
		{"mt.getPostCategories", 1, read, postCategories},
		{"mt.setPostCategories", 1, upload, setPostCategories},
		{"mt.getRecentPostTitles", 1, read, recentTitles},
		{"mt.publishPost", 1, read, publishPost},
		{"mt.supportedMethods", -1, read, listMethods},
		{"mt.supportedTextFilters", -1, read, nothing},
		{"blogger.getUsersBlogs", 1, read, usersBlogs},
		{"blogger.getUserInfo", 1, read, userInfo},
		{"blogger.deletePost", 2, upload, deletePost},
		{"wp.getUsersBlogs", 0, read, usersBlogs},
		{"wp.uploadFile", 1, upload, newMediaObject},
		{"wp.newCategory", 1, upload, newCategory},
		{"wp.editTerm", 1, upload, editTerm},
		{"wp.deleteCategory", 1, upload, deleteCategory},
		{"system.listMethods", -1, read, listMethods},
	}
}

// listMethods names the methods.
func listMethods(c *call) (any, error) {
	names := []any{}
	for _, name := range slices.Sorted(maps.Keys(c.methods)) {
		names = append(names, name)
	}
	return append(names, multicall), nil
}

// nothing is an empty list: texts are filtered by nobody.
func nothing(*call) (any, error) { return []any{}, nil }
