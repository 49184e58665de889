package librarytest

var settingTests = []test{
	{"Settings/set, once, read", settings},
}

func settings(k *kit) {
	set := func(name, value string, once bool, want string) {
		k.Helper()
		got, err := k.x.SetSetting(k.ctx, name, value, once)
		k.ok(err)
		equal(k, "SetSetting", got, want)
		got, err = k.x.Setting(k.ctx, name)
		k.ok(err)
		equal(k, "Setting", got, want)
	}
	got, err := k.x.Setting(k.ctx, "title")
	k.ok(err)
	equal(k, "Setting that was never set", got, "")
	set("title", "one", true, "one")
	set("title", "two", true, "one")
	set("title", "three", false, "three")
	set("Title", "Ünïcödé '\"", false, "Ünïcödé '\"")
	set("title", "", false, "")
	set("title", "four", true, "")
}
