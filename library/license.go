package library

import (
	"context"
	"fmt"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/license"
)

// The attributes of items and albums by which their owner says under which
// licence they are (OM-35), and for whom (MR-13). A client may send them.
const (
	LicenseAttribute  = "license"  // address, or NoLicense
	AudienceAttribute = "audience" // AdultAudience
)

// Values of these attributes.
const (
	NoLicense     = "none" // whatever the album or the account has
	AdultAudience = "adult"
)

// Licenses returns the licences that an owner can choose from.
func Licenses() []license.License {
	var all []license.License
	for _, code := range []string{"by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd", "cc0"} {
		if l, ok := license.CreativeCommons(code, ""); ok {
			all = append(all, l)
		}
	}
	return all
}

// checkLicense takes what an owner may choose: a licence, none, or "" for what
// is usual.
func checkLicense(address string) error {
	known := func(l license.License) bool { return l.URL == address }
	if address == "" || address == NoLicense || slices.ContainsFunc(Licenses(), known) {
		return nil
	}
	return refused("there is no such licence to choose")
}

// SetLicense says under which licence v's own item is: "" for that of its file,
// its album or her account, in this order.
func (l *Library) SetLicense(ctx context.Context, v Viewer, id ID, address string) error {
	if err := checkLicense(address); err != nil {
		return err
	}
	_, err := l.changeMedia(ctx, v, id, func(m *Media) error {
		m.Attributes = withAttribute(m.Attributes, LicenseAttribute, address)
		return nil
	})
	return err
}

// SetAdult says whether v's own item is for adults alone.
func (l *Library) SetAdult(ctx context.Context, v Viewer, id ID, adult bool) error {
	_, err := l.changeMedia(ctx, v, id, func(m *Media) error {
		m.Attributes = withAttribute(m.Attributes, AudienceAttribute, map[bool]string{true: AdultAudience}[adult])
		return nil
	})
	return err
}

// SetTaxonLicense says under which licence the items of v's own album are that
// have none of their own.
func (l *Library) SetTaxonLicense(ctx context.Context, v Viewer, id ID, address string) error {
	if err := checkLicense(address); err != nil {
		return err
	}
	t, err := l.changeTaxon(ctx, v, id, func(t *Taxon) error {
		t.Attributes = withAttribute(t.Attributes, LicenseAttribute, address)
		return nil
	})
	if err != nil || address == "" {
		return err
	}
	_, err = l.index.SetSetting(ctx, albumLicenses(t.Owner), "1", false)
	return l.fault(ctx, "setting a licence", err)
}

// UserLicense returns the licence of v's items that have none otherwise.
func (l *Library) UserLicense(ctx context.Context, v Viewer) (string, error) {
	address, err := l.index.Setting(ctx, userLicense(v.User))
	return address, l.fault(ctx, "reading a licence", err)
}

// SetUserLicense sets what UserLicense returns.
func (l *Library) SetUserLicense(ctx context.Context, v Viewer, address string) error {
	if v.User == 0 {
		return mediasock.ErrAuthRequired
	}
	if err := checkLicense(address); err != nil {
		return err
	}
	_, err := l.index.SetSetting(ctx, userLicense(v.User), address, false)
	return l.fault(ctx, "setting a licence", err)
}

// The settings of an owner's licences. That albums have some is noted, so that
// nobody looks for them in vain.
func userLicense(owner ID) string   { return fmt.Sprintf("license of %d", owner) }
func albumLicenses(owner ID) string { return fmt.Sprintf("licenses of albums of %d", owner) }

// withAttribute returns the list with one value of the name, or none for "".
func withAttribute(l mediasock.AttributeList, name, value string) mediasock.AttributeList {
	l = slices.DeleteFunc(slices.Clone(l), func(a mediasock.Attribute) bool { return a.Domain == mediasock.DomainText && a.Name == name })
	if value != "" {
		l = append(l, mediasock.Attribute{Name: name, Value: value})
	}
	return l
}

// Licensing finds the licences of items. It remembers those of owners and
// albums, so it is for one answer.
type Licensing struct {
	library *Library
	owners  map[ID]ownerLicense
	albums  map[ID]string
}

type ownerLicense struct {
	address string
	albums  bool // some of the owner's albums have one
}

// Licensing returns what finds licences.
func (l *Library) Licensing() *Licensing {
	return &Licensing{l, map[ID]ownerLicense{}, map[ID]string{}}
}

// Of returns the licences that an item is under, any of which may be chosen; none
// if its owner has said nothing, or that there is none. Albums count whoever
// looks: what is seen of an item does not change what may be done with it.
func (li *Licensing) Of(ctx context.Context, m *Media) ([]string, error) {
	return li.of(ctx, m, m.facts())
}

// of is Of where what the file says has been read already.
func (li *Licensing) of(ctx context.Context, m *Media, f *fileFacts) ([]string, error) {
	if own, ok := m.Attributes.Get(mediasock.DomainText, LicenseAttribute); ok {
		return licensed(own), nil
	}
	if f.License != "" {
		return []string{f.License}, nil
	}
	owner, err := li.owner(ctx, m.Owner)
	if err != nil || !owner.albums {
		return licensed(owner.address), err
	}
	whole, err := li.library.index.Media(ctx, Viewer{All: true}, m.ID)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, id := range whole.Taxa {
		address, err := li.album(ctx, id)
		if err != nil {
			return nil, err
		}
		if address == NoLicense {
			return nil, nil
		}
		if address != "" && !slices.Contains(found, address) {
			found = append(found, address)
		}
	}
	if len(found) == 0 {
		found = licensed(owner.address)
	}
	return found, nil
}

func licensed(address string) []string {
	if address == "" || address == NoLicense {
		return nil
	}
	return []string{address}
}

func (li *Licensing) owner(ctx context.Context, id ID) (ownerLicense, error) {
	if o, known := li.owners[id]; known {
		return o, nil
	}
	address, err := li.library.index.Setting(ctx, userLicense(id))
	if err != nil {
		return ownerLicense{}, err
	}
	albums, err := li.library.index.Setting(ctx, albumLicenses(id))
	o := ownerLicense{address, albums != ""}
	li.owners[id] = o
	return o, err
}

func (li *Licensing) album(ctx context.Context, id ID) (string, error) {
	if address, known := li.albums[id]; known {
		return address, nil
	}
	t, err := li.library.index.Taxon(ctx, Viewer{All: true}, id)
	if err != nil {
		return "", err
	}
	address, _ := t.Attributes.Get(mediasock.DomainText, LicenseAttribute)
	if !t.Trashed.IsZero() {
		address = ""
	}
	li.albums[id] = address
	return address, nil
}
