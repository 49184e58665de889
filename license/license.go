// Package license knows licences by their addresses: what they are called and
// what they ask of whoever uses a work.
//
// Feeds name a licence by its address alone (OM-35, LC-1). To show one to a
// person, and to offer no more than it allows, takes its name and terms:
//
//	l, ok := license.Of("http://creativecommons.org/licenses/by-nc-nd/2.0/deed.de")
//	fmt.Println(l.Name, l.NonCommercial, l.NoDerivatives) // CC BY-NC-ND 2.0 true true
//
// A licence that is not known is never taken for a free one.
package license

import (
	"net/url"
	"slices"
	"strings"
)

// A License is one whose terms are known.
type License struct {
	URL  string // the address in its usual form
	Name string // short, for display: "CC BY-SA 4.0"

	Attribution   bool // the author must be named
	ShareAlike    bool // works made of it must bear the same licence
	NonCommercial bool // no commercial use
	NoDerivatives bool // nothing may be made of it and passed on
	PublicDomain  bool // asks nothing
}

// Of returns the licence of an address. ok is false for one that is not known,
// which is no licence to do anything.
func Of(address string) (l License, ok bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Port() != "" {
		return License{}, false
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if host == "creativecommons.org" {
		return commons(parts)
	}
	key := host + "/" + strings.ToLower(strings.Join(parts, "/"))
	i := slices.IndexFunc(others(), func(o License) bool {
		return strings.HasPrefix(key+"/", strings.ToLower(strings.TrimPrefix(o.URL, "https://")))
	})
	if i < 0 {
		return License{}, false
	}
	return others()[i], true
}

// CreativeCommons returns the licence of a code such as "by-sa", "cc0" or "pdm"
// in a version, "" meaning the latest.
func CreativeCommons(code, version string) (l License, ok bool) {
	switch code = strings.ToLower(strings.TrimSpace(code)); code {
	case "cc0", "zero":
		return commons([]string{"publicdomain", "zero", "1.0"})
	case "pdm", "mark":
		return commons([]string{"publicdomain", "mark", "1.0"})
	}
	if version == "" {
		version = "4.0"
	}
	return commons([]string{"licenses", code, version})
}

// commons reads the path of an address of Creative Commons.
func commons(parts []string) (License, bool) {
	if len(parts) >= 2 && parts[0] == "licenses" && parts[1] == "publicdomain" {
		return commons([]string{"publicdomain", "certification", "1.0"})
	}
	if len(parts) < 3 || !slices.Contains([]string{"1.0", "2.0", "2.1", "2.5", "3.0", "4.0"}, parts[2]) {
		return License{}, false
	}
	code, version := strings.ToLower(parts[1]), parts[2]
	switch parts[0] {
	case "publicdomain":
		return dedication(code, version)
	case "licenses":
		return license(code, version, jurisdiction(parts[3:]))
	}
	return License{}, false
}

func dedication(code, version string) (License, bool) {
	name := map[string]string{"zero": "CC0 1.0", "mark": "Public Domain Mark 1.0", "certification": "Public Domain"}[code]
	if name == "" || version != "1.0" {
		return License{}, false
	}
	return License{URL: "https://creativecommons.org/publicdomain/" + code + "/1.0/", Name: name, PublicDomain: true}, true
}

// license returns a licence by the elements of its code.
func license(code, version, place string) (License, bool) {
	elements := strings.Split(code, "-")
	l := License{
		URL: "https://creativecommons.org/licenses/" + code + "/" + version + "/", Name: "CC " + strings.ToUpper(code) + " " + version,
		Attribution:   slices.Contains(elements, "by"),
		ShareAlike:    slices.Contains(elements, "sa"),
		NonCommercial: slices.Contains(elements, "nc"),
		NoDerivatives: slices.Contains(elements, "nd"),
	}
	slices.Sort(elements)
	known := slices.DeleteFunc(elements, func(e string) bool { return slices.Contains([]string{"by", "nc", "nd", "sa"}, e) })
	if len(known) > 0 || l.ShareAlike && l.NoDerivatives || strings.Count(code, "-") > 2 {
		return License{}, false
	}
	if place != "" {
		l.URL += place + "/"
		l.Name += " " + strings.ToUpper(place)
	}
	return l, true
}

// jurisdiction returns the country of a ported licence, "" for one of none.
func jurisdiction(rest []string) string {
	if len(rest) == 0 || len(rest[0]) < 2 || len(rest[0]) > 8 || strings.Trim(rest[0], "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return rest[0]
}

// others are licences and statements beside those of Creative Commons.
func others() []License {
	return []License{
		{URL: "https://artlibre.org/", Name: "Free Art License 1.3", Attribution: true, ShareAlike: true},
		{URL: "https://gnu.org/licenses/fdl", Name: "GNU FDL", Attribution: true, ShareAlike: true},
		{URL: "https://gnu.org/copyleft/fdl.html/", Name: "GNU FDL", Attribution: true, ShareAlike: true},
		{URL: "https://opendatacommons.org/licenses/odbl/", Name: "ODbL", Attribution: true, ShareAlike: true},
		{URL: "https://rightsstatements.org/vocab/NKC/1.0/", Name: "No Known Copyright", PublicDomain: true},
	}
}
