package main

// Faults in the vocabulary.
var words = []seed{
	{
		fault: "MS-33 a named item becomes a source of inheritance",
		file:  "apis.go",
		old:   `if isWildcard(item.Name) && (raw.URL != "" || inherited != "") {`,
		new:   `if raw.URL != "" || inherited != "" {`,
		test:  "TestAPIs_Lookup",
	},
	{
		fault: "A-19 a shorter wildcard wins over a longer one",
		file:  "apis.go",
		old:   "if size > longest {",
		new:   "if size > 0 {",
		test:  "TestAPIs_Lookup",
	},
	{
		fault: "MS-133 a thousand seconds are read as minutes",
		file:  "expiry.go",
		old:   "firstSeconds = 900",
		new:   "firstSeconds = 9000",
		test:  "TestExpiry_MS133_A60",
	},
	{
		fault: "MS-205 an idle time below 15 minutes is announced",
		file:  "expiry.go",
		old:   "min(max(int64(e.Idle/time.Minute), 15), firstSeconds-1)",
		new:   "min(int64(e.Idle/time.Minute), firstSeconds-1)",
		test:  "TestExpiry_MS133_A60",
	},
	{
		fault: "A-39 a semicolon in an item cuts it in two",
		file:  "list.go",
		old:   "return '；'",
		new:   "return ';'",
		test:  "TestList_String",
	},
	{
		fault: "MS-94 a longitude has the limit of a latitude",
		file:  "geo.go",
		old:   "parseDegrees(long, 180)",
		new:   "parseDegrees(long, 90)",
		test:  "TestGeo_MS94_A43",
	},
	{
		fault: "A-42 a date loses its summer time",
		file:  "date.go",
		old:   "d.Zoned, d.DST = true, int(s[4]-'0')",
		new:   "d.Zoned, d.DST = true, 0",
		test:  "TestParseDate",
	},
	{
		fault: "MS-73 a code of its own is no code of a service",
		file:  "stat.go",
		old:   "c == 9 || 90 <= c && c <= 99 || 900 <= c && c <= 999",
		new:   "c == 9",
		test:  "TestCode_Custom_MS73_A35",
	},
}
