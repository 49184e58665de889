package piwigo

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
)

// A method is one of the API.
type method struct {
	name   string
	need   mediasock.Scope // admin_only is ScopeUpload; the session knows the rest
	post   bool            // needs POST
	about  string
	params []param
	run    func(*call) (any, error)
}

// A param is a parameter of a method.
type param struct {
	name     string
	kind     kind
	optional bool
	array    bool // may be one
}

// A kind is what a parameter has to be.
type kind int

const (
	mixed kind = iota
	boolean
	positive // a whole number, 0 included
	id       // one above 0
)

func (k kind) String() string {
	return [...]string{"mixed", "bool", "int positive", "int positive notnull"}[k]
}

// need, may and many return parameters.
func need(name string, k kind) param { return param{name: name, kind: k} }
func may(name string, k kind) param  { return param{name: name, kind: k, optional: true} }
func many(name string, k kind) param { return param{name: name, kind: k, optional: true, array: true} }

// check checks what came against what the method takes.
func (m *method) check(a *arguments) error {
	var missing []string
	for _, p := range m.params {
		if !p.optional && (!a.has(p.name) || !a.arrays[p.name] && !a.said(p.name)) {
			missing = append(missing, p.name)
		}
	}
	for _, p := range m.params {
		if err := p.check(a); err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		return &fault{codeMissing, "Missing parameters: " + strings.Join(missing, ",")}
	}
	return nil
}

func (p param) check(a *arguments) error {
	if a.arrays[p.name] && !p.array {
		return &fault{codeInvalid, p.name + " must be scalar"}
	}
	for _, v := range a.values[p.name] {
		if v != "" && !p.kind.fits(v) {
			return &fault{codeInvalid, fmt.Sprintf("%s must be %s", p.name, p.kind)}
		}
	}
	return nil
}

func (k kind) fits(v string) bool {
	switch k {
	case boolean:
		_, ok := parseBool(v)
		return ok
	case positive, id:
		n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
		return err == nil && (n > 0 || n == 0 && k == positive)
	}
	return true
}

// methods is the one list of what is served.
func methods() []method {
	const read, upload = mediasock.ScopeNone, mediasock.ScopeUpload
	token, page := need("pwg_token", mixed), []param{may("per_page", positive), may("page", positive), may("order", mixed)}
	words := []param{may("name", mixed), may("author", mixed), may("comment", mixed), may("date_creation", mixed), may("level", positive)}
	with := func(params []param, more ...param) []param { return append(slices.Clone(more), params...) }
	return []method{
		{name: "pwg.getVersion", about: "The version of the API.", run: getVersion},
		{name: "pwg.getInfos", need: upload, about: "How much there is.", run: getInfos},
		{name: "pwg.session.login", post: true, about: "Signs in with a name and an app password.", run: login,
			params: []param{need("username", mixed), may("password", mixed)}},
		{name: "pwg.session.logout", about: "Ends the session.", run: logout},
		{name: "pwg.session.getStatus", about: "Who is signed in, and the token of the session.", run: status},
		{name: "pwg.categories.getList", about: "Lists albums.", run: categoryList, params: []param{
			may("cat_id", positive), may("recursive", boolean), may("public", boolean), may("tree_output", boolean), may("fullname", boolean),
			may("thumbnail_size", mixed), may("search", mixed), may("limit", positive)}},
		{name: "pwg.categories.getAdminList", need: upload, about: "Lists all albums, by their full names.", run: categoryAdminList,
			params: []param{may("cat_id", positive), may("search", mixed), may("recursive", boolean), may("additional_output", mixed)}},
		{name: "pwg.categories.getImages", about: "Lists photographs, those of albums or all.", run: categoryImages,
			params: with(page, many("cat_id", positive), may("recursive", boolean))},
		{name: "pwg.tags.getImages", about: "Lists photographs by their tags.", run: tagImages, params: with(page,
			many("tag_id", positive), many("tag_url_name", mixed), many("tag_name", mixed), may("tag_mode_and", boolean), may("untagged_only", boolean))},
		{name: "pwg.images.search", about: "Searches photographs.", run: imageSearch,
			params: with(page, need("query", mixed), may("f_min_date_created", mixed), may("f_max_date_created", mixed))},
		{name: "pwg.categories.add", need: upload, about: "Makes an album.", run: categoryAdd, params: []param{
			need("name", mixed), may("parent", positive), may("comment", mixed), may("visible", boolean), may("status", mixed),
			may("commentable", boolean), may("position", mixed), may("pwg_token", mixed)}},
		{name: "pwg.categories.setInfo", need: upload, post: true, about: "Changes an album.", run: categorySetInfo, params: []param{
			need("category_id", id), may("name", mixed), may("comment", mixed), may("status", mixed), may("visible", mixed),
			may("commentable", mixed), may("pwg_token", mixed)}},
		{name: "pwg.categories.move", need: upload, post: true, about: "Moves albums to another parent, 0 for none.", run: categoryMove,
			params: []param{{name: "category_id", array: true}, need("parent", positive), token}},
		{name: "pwg.categories.delete", need: upload, post: true, about: "Deletes albums with those in them.", run: categoryDelete,
			params: []param{{name: "category_id", array: true}, may("photo_deletion_mode", mixed), token}},
		{name: "pwg.categories.setRepresentative", need: upload, post: true, about: "Sets the photograph that stands for an album.",
			run: categorySetRepresentative, params: []param{need("category_id", id), need("image_id", id)}},
		{name: "pwg.tags.getList", about: "Lists tags.", run: tagList, params: []param{may("sort_by_counter", boolean)}},
		{name: "pwg.tags.getAdminList", need: upload, about: "Lists tags, also those that nothing has yet.", run: tagAdminList},
		{name: "pwg.tags.add", need: upload, about: "Makes a tag.", run: tagAdd, params: []param{need("name", mixed)}},
		{name: "pwg.images.getInfo", about: "All that is known of a photograph.", run: imageInfo,
			params: []param{need("image_id", id), may("comments_page", positive), may("comments_per_page", positive)}},
		{name: "pwg.images.exist", need: upload, about: "Which files are there, by their MD5 sums.", run: imageExist,
			params: []param{may("md5sum_list", mixed), may("filename_list", mixed)}},
		{name: "pwg.images.checkUpload", need: upload, about: "Whether files can be uploaded.", run: imageCheckUpload},
		{name: "pwg.images.addSimple", need: upload, post: true, about: "Adds the file of the field image.", run: imageAddSimple,
			params: with(words, many("category", id), many("tags", mixed), may("image_id", id))},
		{name: "pwg.images.upload", need: upload, post: true, about: "Adds the file of the field file, perhaps in chunks.", run: imageUpload,
			params: []param{may("name", mixed), many("category", id), may("level", positive), may("format_of", id), may("update_mode", boolean),
				may("chunk", positive), may("chunks", positive), token}},
		{name: "pwg.images.uploadAsync", need: upload, post: true, about: "Adds a file in chunks, in any order.", run: imageUploadAsync,
			params: with(words, may("username", mixed), may("password", mixed), need("chunk", positive), need("chunk_sum", mixed), need("chunks", positive),
				need("original_sum", mixed), many("category", id), need("filename", mixed), may("tag_ids", mixed), may("image_id", id))},
		{name: "pwg.images.addChunk", need: upload, post: true, about: "Keeps a chunk of a file for pwg.images.add.", run: imageAddChunk,
			params: []param{need("data", mixed), need("original_sum", mixed), may("type", mixed), need("position", positive)}},
		{name: "pwg.images.add", need: upload, about: "Adds a file whose chunks have come.", run: imageAdd,
			params: with(words, need("original_sum", mixed), may("thumbnail_sum", mixed), may("high_sum", mixed), may("original_filename", mixed),
				may("categories", mixed), may("tag_ids", mixed), may("check_uniqueness", boolean), may("image_id", id))},
		{name: "pwg.images.setInfo", need: upload, post: true, about: "Changes what is said of a photograph.", run: imageSetInfo,
			params: with(words, need("image_id", id), may("file", mixed), may("latitude", mixed), may("longitude", mixed), may("categories", mixed), may("tag_ids", mixed),
				may("single_value_mode", mixed), may("multiple_value_mode", mixed), may("pwg_token", mixed))},
		{name: "pwg.images.rate", need: upload, post: true, about: "Rates a photograph, from 0 to 5.", run: imageRate,
			params: []param{need("image_id", id), need("rate", mixed)}},
		{name: "pwg.images.setCategory", need: upload, post: true, about: "Adds photographs to an album, or takes them out.", run: imageSetCategory,
			params: []param{{name: "image_id", kind: id, array: true}, need("category_id", id), may("action", mixed), token}},
		{name: "pwg.images.delete", need: upload, post: true, about: "Moves photographs to the trash.", run: imageDelete,
			params: []param{{name: "image_id", array: true}, token}},
		{name: "pwg.userComments.getList", about: "Says that there are no comments.", run: commentList},
		{name: "pwg.images.uploadCompleted", need: upload, about: "Says that a batch is uploaded.", run: imageUploadCompleted,
			params: []param{many("image_id", mixed), need("category_id", id), token}},
		{name: "pwg.images.emptyLounge", need: upload, about: "Does nothing: there is no lounge.", run: imageEmptyLounge},
		{name: "reflection.getMethodList", need: read, about: "Lists the methods.", run: methodList},
		{name: "reflection.getMethodDetails", need: read, about: "Tells of a method.", run: methodDetails, params: []param{need("methodName", mixed)}},
	}
}

// methodList lists the methods.
func methodList(c *call) (any, error) {
	l := list{item: "method"}
	for _, m := range methods() {
		l.values = append(l.values, m.name)
	}
	return object{{"methods", l}}, nil
}

// methodDetails tells of a method.
func methodDetails(c *call) (any, error) {
	m, ok := c.methods[c.args.get("methodName")]
	if !ok {
		return nil, &fault{codeInvalid, "Requested method does not exist"}
	}
	params := list{item: "param"}
	for _, p := range m.params {
		params.values = append(params.values, object{{"name", p.name}, {"optional", p.optional}, {"acceptArray", p.array}, {"type", p.kind.String()}})
	}
	options := object{}
	if m.need > mediasock.ScopeNone {
		options = append(options, field{"admin_only", true})
	}
	if m.post {
		options = append(options, field{"post_only", true})
	}
	return object{{"name", m.name}, {"description", m.about}, {"params", params}, {"options", options}}, nil
}

// getVersion tells which Piwigo this is like.
func getVersion(*call) (any, error) { return version, nil }

// getInfos counts.
func getInfos(c *call) (any, error) {
	all, images, err := c.countedAlbums()
	if err != nil {
		return nil, err
	}
	tags, err := c.tagCounts()
	if err != nil {
		return nil, err
	}
	infos := list{item: "item"}
	for _, i := range []struct {
		name  string
		value any
	}{
		{"version", version}, {"nb_elements", images}, {"nb_categories", len(all)}, {"nb_virtual", len(all)},
		{"nb_physical", 0}, {"nb_tags", len(tags)}, {"nb_users", 1}, {"nb_groups", 0}, {"nb_comments", 0},
	} {
		infos.values = append(infos.values, object{{"name", i.name}, {"value", i.value}})
	}
	return object{{"infos", infos}}, nil
}
