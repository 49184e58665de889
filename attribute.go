package mediasock

import "strings"

// The domains and names of the attribute types that the specification
// recommends (MS-89 to MS-91). A domain of "" means plain text.
const (
	DomainText = ""
	DomainDate = "date"
	DomainGeo  = "geo"

	AttributeProduct  = "product"
	AttributeCategory = "category"
	AttributeEvent    = "event"
	AttributeAuthor   = "author"
	AttributePerson   = "person"
	AttributeCountry  = "country"
	AttributeState    = "state"
	AttributeCity     = "city"
	AttributeLocation = "location" // text, and in the domain geo "lat,long"
	AttributeLastUsed = "lastused" // date
	AttributeCreated  = "created"  // date
	AttributeUpdated  = "updated"  // date
)

// An Attribute is a typed value; domain and name together are its type (MS-86).
type Attribute struct {
	Domain string // "" for plain text, "date", "geo"
	Name   string
	Value  string
}

// An AttributeList is a list of types and values (MS-85).
type AttributeList []Attribute

// ParseAttributeList reads an attribute list. An item of two parts has the
// empty domain, one of a single part no name either; colons after the second
// belong to the value.
func ParseAttributeList(s string) AttributeList {
	var l AttributeList
	for _, item := range ParseList(s) {
		l = append(l, parseAttribute(item))
	}
	return l
}

func parseAttribute(item string) Attribute {
	var a Attribute
	switch parts := strings.SplitN(item, ":", 3); len(parts) {
	case 3:
		a = Attribute{Domain: parts[0], Name: parts[1], Value: parts[2]}
	case 2:
		a = Attribute{Name: parts[0], Value: parts[1]}
	default:
		a = Attribute{Value: item}
	}
	a.Domain, a.Name = strings.TrimSpace(a.Domain), strings.TrimSpace(a.Name)
	a.Value = strings.TrimSpace(a.Value)
	return a
}

// String writes the list as it is sent, three parts an item. A ";" or ":" in a
// value becomes its full-width form; what may not stand in a domain or
// name becomes "-".
func (l AttributeList) String() string {
	items := make(List, 0, len(l))
	for _, a := range l {
		value := strings.ReplaceAll(strings.TrimSpace(strings.Map(listRune, a.Value)), ":", "：")
		items = append(items, identifier(a.Domain)+":"+identifier(a.Name)+":"+value)
	}
	return items.String()
}

// Get returns the value of the first attribute of the type.
func (l AttributeList) Get(domain, name string) (value string, ok bool) {
	for _, a := range l {
		if strings.EqualFold(a.Domain, domain) && strings.EqualFold(a.Name, name) {
			return a.Value, true
		}
	}
	return "", false
}

// All returns the values of every attribute of the type, in order.
func (l AttributeList) All(domain, name string) []string {
	var values []string
	for _, a := range l {
		if strings.EqualFold(a.Domain, domain) && strings.EqualFold(a.Name, name) {
			values = append(values, a.Value)
		}
	}
	return values
}

// identifier returns s in the characters that a domain or name may have.
func identifier(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, strings.TrimSpace(s))
}
