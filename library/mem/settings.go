package mem

import "context"

// Setting implements library.SettingIndex.
func (x *Index) Setting(ctx context.Context, name string) (value string, err error) {
	err = x.read(ctx, func() error {
		value = x.settings[name]
		return nil
	})
	return value, err
}

// SetSetting implements library.SettingIndex.
func (x *Index) SetSetting(ctx context.Context, name, value string, once bool) (now string, err error) {
	err = x.write(ctx, func() error {
		if _, set := x.settings[name]; !set || !once {
			x.settings[name] = value
		}
		now = x.settings[name]
		return nil
	})
	return now, err
}

// Changed implements library.SettingIndex.
func (x *Index) Changed(ctx context.Context) (change int64, err error) {
	err = x.read(ctx, func() error {
		change = x.change
		return nil
	})
	return change, err
}
