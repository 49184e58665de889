package main

// Faults in what is written and read.
var wireSeeds = []seed{
	{
		fault: "MS-50 the attributes of a new taxon stand in another order",
		file:  "wire/writexml.go",
		old:   `attr{"append", item.Append.String()}, attr{"title", item.Title})`,
		new:   `attr{"title", item.Title}, attr{"append", item.Append.String()})`,
		test:  "TestWriteReply_golden_MS48_MS49_MS50_A28_A30_A31",
	},
	{
		fault: "MS-50 a user's conf stands before the home",
		file:  "wire/writexml.go",
		old:   `attr{"home", u.Home}, attr{"conf", u.Conf})`,
		new:   `attr{"conf", u.Conf}, attr{"home", u.Home})`,
		test:  "TestWriteReply_golden_MS48_MS49_MS50_A28_A30_A31",
	},
	{
		fault: "A-29 every stat has a serial",
		file:  "wire/writexml.go",
		old:   "\tif serial {\n",
		new:   "\tif serial || s.Code >= 0 {\n",
		test:  "TestWriteReply_golden_MS48_MS49_MS50_A28_A30_A31",
	},
	{
		fault: "A-32 two dashes end the comment that a block stands in",
		file:  "wire/escape.go",
		old:   `escape = "&#45;"`,
		new:   `escape = "-"`,
		test:  "TestAppendComment_A32_MS54",
	},
	{
		fault: "MS-49 quotes are written as they are",
		file:  "wire/escape.go",
		old:   `"&amp;", "&lt;", "&gt;", "&quot;"` + "\n\treturn t",
		new:   `"&amp;", "&lt;", "&gt;", "'"` + "\n\treturn t",
		test:  "TestWriteReply_golden_MS48_MS49_MS50_A28_A30_A31",
	},
	{
		fault: "XS-5 of several blocks in a body the first is taken",
		file:  "wire/page.go",
		old:   "\tcase len(s.body) > 1:\n\t\treturn nil, ErrAmbiguous",
		new:   "\tcase len(s.body) > 1:\n\t\treturn s.body[0], nil",
		test:  "TestPlantedBlock_XS5",
		in:    "client",
	},
	{
		fault: "MS-119 a password in a URL counts",
		file:  "wire/read.go",
		old:   "\tquery.Del(ParamPassword)\n",
		new:   "",
		test:  "TestReadCall_GET_A47_A49_MS119",
	},
	{
		fault: "A-77 a notification is answered",
		file:  "wire/writejson.go",
		old:   "return !r.Cut && (r.ID == nil ||",
		new:   "return !r.Cut && (r.ID == nil && r.Multicall ||",
		test:  "TestWriteReply_notification_A77",
	},
	{
		fault: "A-77 a JSON-RPC call is sent as application/json",
		file:  "wire/request.go",
		old:   `contentType: "text/javascript"`,
		new:   `contentType: "application/json"`,
		test:  "TestProtocols_MS138_A80",
		in:    "client",
	},
	{
		fault: "A-76 a call that is refused while its file arrives gets a fault",
		file:  "server/answer.go",
		old:   "case errors.As(err, &state) && e.call != nil && e.call.RPC != nil:",
		new:   "case errors.As(err, &state) && e.call == nil:",
		test:  "TestStateIsNoFault_A76",
	},
}
