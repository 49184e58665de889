package piwigo

import (
	"errors"
	"hash/fnv"
	"slices"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
)

// maxImages bounds what is listed at once.
const maxImages = 200_000

// countedAlbums returns the albums that the caller may see, with how many images are in
// each, and how many images there are.
func (c *call) countedAlbums() (albums, int, error) {
	l, err := c.albums()
	if err != nil {
		return nil, 0, err
	}
	s, err := c.session()
	if err != nil {
		return nil, 0, err
	}
	counts, err := mediasock.CountMedia(c.r.Context(), s, nil)
	if err != nil {
		return nil, 0, err
	}
	for _, a := range l {
		a.images = counts.Taxa[a.ID]
	}
	l.sum()
	return l, counts.Items, nil
}

// told tells of an album that images went to.
func (c *call) told(number string) (object, error) {
	l, err := c.albums()
	if err != nil {
		return nil, err
	}
	a, err := l.find(number)
	if err != nil {
		return nil, err
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	counts, err := mediasock.CountMedia(c.r.Context(), s, mediasock.List{a.ID})
	if err != nil {
		return nil, err
	}
	return object{{"id", a.number}, {"nb_photos", counts.Taxa[a.ID]}, {"label", a.fullname()}}, nil
}

// tagCounts returns the tags of the caller's images, and how many have each:
// strangers see those of what is public.
func (c *call) tagCounts() (map[string]int, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	counts, err := mediasock.CountKeywords(c.r.Context(), s)
	if err != nil {
		return nil, err
	}
	if c.user != nil {
		c.gallery.tags.note(c.user.ID, counts)
	}
	return counts, nil
}

// tagNumber returns the number of a tag, made from its name: Piwigo numbers tags,
// keywords have none.
func tagNumber(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return int64(h.Sum64()%(shortest-1)) + 1
}

// A tagBook knows the tags that callers have made or been told of, also those
// that no image has yet. Its zero value is empty.
type tagBook struct {
	mu    sync.Mutex
	users map[string]map[int64]string
}

// What a tag book keeps.
const (
	maxTagUsers = 1000
	maxTags     = 20_000
)

// note notes tags of a user.
func (b *tagBook) note(user string, tags map[string]int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.users == nil || len(b.users) > maxTagUsers {
		b.users = map[string]map[int64]string{} // who is forgotten is asked for tags anew
	}
	if b.users[user] == nil || len(b.users[user]) > maxTags {
		b.users[user] = map[int64]string{}
	}
	for name := range tags {
		b.users[user][tagNumber(name)] = name
	}
}

// names returns the tags that a user is known to have.
func (b *tagBook) names(user string) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, name := range b.users[user] {
		all = append(all, name)
	}
	return all
}

func (b *tagBook) name(user string, number int64) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	name, ok := b.users[user][number]
	return name, ok
}

// tagNames returns the names of tags by their numbers. Those that nobody knows
// are left out, as Piwigo does.
func (c *call) tagNames(numbers []string) (mediasock.List, error) {
	all, missing := c.known(numbers)
	if !missing {
		return all, nil
	}
	if _, err := c.tagCounts(); err != nil {
		return nil, err
	}
	all, _ = c.known(numbers)
	return all, nil
}

func (c *call) known(numbers []string) (all mediasock.List, missing bool) {
	for _, n := range numbers {
		name, ok := c.gallery.tags.name(c.user.ID, albumNumber(n))
		if !ok {
			missing = true
		} else if !all.Has(name) {
			all = append(all, name)
		}
	}
	return all, missing
}

// tag tells of a tag.
func tag(name string, count int) object {
	return object{{"id", tagNumber(name)}, {"name", name}, {"url_name", urlName(name)}, {"counter", count}, {"url", ""}}
}

// urlName writes a tag's name as it stands in Piwigo's addresses.
func urlName(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" /?#%&+\"'<>", r) {
			return '_'
		}
		return r
	}, strings.ToLower(name)), "_")
}

func tagAttributes() []string {
	return []string{"id", "name", "url_name", "counter", "url", "page_url"}
}

// tagList lists the tags that images have.
func tagList(c *call) (any, error) {
	counts, err := c.tagCounts()
	if err != nil {
		return nil, err
	}
	all := sortedTags(counts)
	if c.truth("sort_by_counter", false) {
		slices.SortStableFunc(all, func(a, b string) int { return counts[b] - counts[a] })
	}
	return tagsOf(all, counts), nil
}

// tagAdminList lists all tags, those that have just been made too.
func tagAdminList(c *call) (any, error) {
	counts, err := c.tagCounts()
	if err != nil {
		return nil, err
	}
	for _, name := range c.gallery.tags.names(c.user.ID) {
		counts[name] += 0
	}
	return tagsOf(sortedTags(counts), counts), nil
}

func sortedTags(counts map[string]int) []string {
	var all []string
	for name := range counts {
		all = append(all, name)
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return all
}

func tagsOf(all []string, counts map[string]int) object {
	l := list{item: "tag", attributes: tagAttributes(), values: []any{}}
	for _, name := range all {
		l.values = append(l.values, tag(name, counts[name]))
	}
	return object{{"tags", l}}
}

// tagAdd makes a tag. It lasts once an image has it.
func tagAdd(c *call) (any, error) {
	name := strings.TrimSpace(c.args.get("name"))
	if name == "" || len(name) > 255 {
		return nil, &fault{codeInvalid, "a tag has 1 to 255 bytes"}
	}
	if old, ok := c.gallery.tags.name(c.user.ID, tagNumber(name)); ok && old != name {
		return nil, errors.New("piwigo: two tags have one number")
	} else if ok {
		return nil, &fault{codeInvalid, "Tag already exists"}
	}
	c.gallery.tags.note(c.user.ID, map[string]int{name: 0})
	return object{{"info", "Tag added"}, {"id", tagNumber(name)}, {"name", name}, {"url_name", urlName(name)}}, nil
}
