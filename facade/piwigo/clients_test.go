package piwigo_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/piwigo"
)

// A step is a request as a client sends it. {NAME} stands for what is known by
// that name: app, file, sum and base64 from the start, the groups of want later.
type step struct {
	get    bool
	query  string
	header string // "Name: value"
	body   string // a form; with --B in it, multipart with that boundary
	want   string // matches the answer
}

// clients are conversations of real programs, as their sources have them.
var clients = []struct {
	name  string
	steps []step
	count int // of items in the end
}{
	// plugins/shotwell-publishing/PiwigoPublishing.vala: XML; the cookie is taken out
	// of Set-Cookie and sent by hand; ids are kept in 32 bits.
	{"Shotwell", []step{
		{body: "method=pwg.session.login&username=ada&password={app}", want: `(?s)<rsp stat="ok">.*\npwg_id=(?P<id>[^;]+);`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.session.getStatus", want: `<username>ada</username>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.categories.add&name=Shotwell%20Connect&comment=of%20Wales", want: `<id>(?P<cat>[0-9]{1,9})</id>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getList&recursive=true", want: `<categories><category id="{cat}"[^>]*><name>Shotwell Connect</name><comment>of Wales</comment><uppercats>{cat}</uppercats>`},
		{header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\npier\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.addSimple\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\n{cat}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"level\"\r\n\r\n0\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nsea,pier\r\n" +
			"--B\r\nContent-Disposition: form-data; filename=\"pier%20at%20dusk.jpg\"; name=\"image\"\r\nContent-Type: image/jpeg\r\n\r\n{file}\r\n--B--\r\n",
			want: `<image_id>(?P<image>[0-9]+)</image_id>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.getInfo&image_id={image}", want: `<category id="{cat}"`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.session.logout", want: `stat="ok"`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.session.getStatus", want: `<username>guest</username>`},
	}, 1},
	// src/imageio/storage/piwigo.c: JSON; text is not escaped, ids have nine digits at
	// most, and a field has the name of the file's.
	{"darktable", []step{
		{query: "format=json", body: "method=pwg.session.login&username=ada&password={app}", want: `"stat":"ok","result":true(?s).*\npwg_id=(?P<id>[^;]+);`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.session.getStatus", want: `"pwg_token":"[0-9a-f]{32}"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.add&name=Ada's 100% & more&status=private", want: `"id":(?P<cat>[0-9]{1,9})\}`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getList&cat_id=0&recursive=true",
			want: `"id":{cat},"name":"Ada's 100%".*"uppercats":"{cat}".*"id_uppercat":null,"nb_images":0`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getImages&cat_id={cat}&per_page=100&page=0", want: `"paging":\{"page":0,"per_page":100,"count":0`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.addSimple\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n/tmp/pier.jpg\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\n{cat}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"level\"\r\n\r\n8\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"author\"\r\n\r\nAda\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nsea,night\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"pier.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n{file}\r\n--B--\r\n",
			want: `"image_id":[0-9]+`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getImages&cat_id={cat}&per_page=100&page=0", want: `"file":"pier.jpg"`},
	}, 1},
	// core/dplugins/generic/webservices/piwigo/piwigotalker.cpp: XML, an Authorization
	// that is none, a sum under a mistyped name, chunks in base64 from 1 on.
	{"digiKam", []step{
		{header: "Authorization: ezk3ZmQyYmIwLTU3YjQtNGE0YS05ZjY4fQ==", body: "password={app}&method=pwg.session.login&username=ada", want: `(?s)<rsp stat="ok">.*\npwg_id=(?P<id>[^;]+);`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.getVersion", want: `<rsp stat="ok">\n1[0-9]\.[0-9]`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.categories.add&name=Wales", want: `<id>(?P<cat>[0-9]{1,9})</id>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.categories.getList&recursive=true", want: `<category id="{cat}"`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.exist&md5sud->list={sum}", want: `<rsp stat="ok">`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.addChunk&original_sum={sum}&position=1&type=file&data={base64}", want: `<rsp stat="ok">`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.add&original_sum={sum}&original_filename=pier.jpg&name=Pier&author=Ada&comment=at%20dusk&categories={cat}&file_sum={sum}&date_creation=2005-10-05%2009%3A45%3A03",
			want: `<image_id>(?P<image>[0-9]+)</image_id>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.exist&md5sum_list={sum}", want: `<rsp stat="ok">\n<_?{sum}>{image}</`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.getInfo&image_id={image}", want: `date_creation="2005-10-05 09:45:03".* author="Ada"`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.setInfo&image_id={image}&categories={cat}", want: `<rsp stat="ok">`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.add&original_sum={sum}&categories={cat}", want: `code="500" msg="file already exists"`},
	}, 1},
	// piwigoPublish.lrplugin/PiwigoAPI.lua, read whole: the cookies that begin with pwg,
	// parameters in the query of a GET, what changes an album too, and files in forms of
	// parts. It looks for a plug-in at the server, asks for all tags and albums, makes an
	// album, uploads, says that it is done, changes what is said, files the photograph in
	// another album and out of the first, sets the cover, and deletes.
	{"Lightroom, PiwigoPublish", []step{
		{query: "format=json", body: "method=pwg.session.login&username=ada&password={app}&format=json", want: `"stat":"ok"(?s).*\npwg_id=(?P<id>[^;]+);`},
		{get: true, query: "format=json&method=pwg.session.getStatus", header: "Cookie: pwg_id={id}", want: `"status":"webmaster".*"pwg_token":"(?P<token>[0-9a-f]+)".*"version":"[0-9.]+"`},
		{get: true, query: "format=json&method=pwg.plugins.getList", header: "Cookie: pwg_id={id}", want: `"err":501`}, // it does without
		{get: true, query: "format=json&method=pwg.tags.getAdminList", header: "Cookie: pwg_id={id}", want: `"tags":\[\]`},
		{get: true, query: "format=json&method=pwg.getVersion", header: "Cookie: pwg_id={id}", want: `"result":"[0-9]+\.[0-9]+`},
		{get: true, query: "format=json&method=pwg.getInfos", header: "Cookie: pwg_id={id}", want: `"infos":\[\{"name":"version"`},
		{get: true, query: "format=json&method=pwg.categories.getAdminList&recursive=true", header: "Cookie: pwg_id={id}", want: `"categories":\[\]`},
		{get: true, query: "format=json&method=pwg.categories.add&name=Wales%20%26%20more&pwg_token={token}&comment=of%20Wales&status=public&parent=", header: "Cookie: pwg_id={id}",
			want: `"id":(?P<cat>[0-9]{1,9})\}`},
		{get: true, query: "format=json&method=pwg.categories.add&name=Best&pwg_token={token}&status=private&parent={cat}", header: "Cookie: pwg_id={id}", want: `"id":(?P<best>[0-9]{1,9})\}`},
		{get: true, query: "format=json&method=pwg.categories.getAdminList&recursive=true&cat_id={cat}", header: "Cookie: pwg_id={id}",
			want: `"id":{cat},"name":"Wales \\u0026 more".*"id":{best},"name":"Best".*"uppercats":"{cat},{best}"`},
		{get: true, query: "format=json&method=pwg.images.getInfo&image_id=4711", header: "Cookie: pwg_id={id}", want: `"err":404`}, // of a gallery before
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.addSimple\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\n{cat}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nPier\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"author\"\r\n\r\nAda\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nat dusk\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nsea,night\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"pier.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n{file}\r\n--B--\r\n",
			want: `"image_id":(?P<image>[0-9]+),"url":"`},
		{get: true, query: "format=json&method=pwg.images.uploadCompleted&image_id={image}&pwg_token={token}&category_id={cat}", header: "Cookie: pwg_id={id}", want: `"stat":"ok".*"nb_photos":1`},
		{get: true, query: "format=json&method=pwg.tags.add&name=dusk", header: "Cookie: pwg_id={id}", want: `"id":(?P<tag>[0-9]+)`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.setInfo\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image_id\"\r\n\r\n{image}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"single_value_mode\"\r\n\r\nreplace\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"multiple_value_mode\"\r\n\r\nreplace\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"pwg_token\"\r\n\r\n{token}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nOld pier\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"date_creation\"\r\n\r\n2005-10-05 09:45:03\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"latitude\"\r\n\r\n53.2274\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"longitude\"\r\n\r\n-4.1293\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"tag_ids\"\r\n\r\n,{tag}\r\n" + "--B--\r\n",
			want: `"stat":"ok"`},
		{get: true, query: "format=json&method=pwg.images.getInfo&image_id={image}", header: "Cookie: pwg_id={id}",
			want: `"name":"Old pier","comment":"at dusk".*"date_creation":"2005-10-05 09:45:03".*"latitude":"53.2274","longitude":"-4.1293".*"tags":\[\{"id":{tag},"name":"dusk"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.setInfo\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image_id\"\r\n\r\n{image}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"categories\"\r\n\r\n{best}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"multiple_value_mode\"\r\n\r\nappend\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"pwg_token\"\r\n\r\n{token}\r\n" + "--B--\r\n",
			want: `"stat":"ok"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.setInfo\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image_id\"\r\n\r\n{image}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"categories\"\r\n\r\n{best}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"multiple_value_mode\"\r\n\r\nreplace\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"pwg_token\"\r\n\r\n{token}\r\n" + "--B--\r\n",
			want: `"stat":"ok"`},
		{get: true, query: "format=json&method=pwg.images.getInfo&image_id={image}", header: "Cookie: pwg_id={id}", want: `"categories":\[\{"id":{best},[^]]*\]`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.categories.setRepresentative\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category_id\"\r\n\r\n{best}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image_id\"\r\n\r\n{image}\r\n" + "--B--\r\n",
			want: `"stat":"ok"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.categories.setInfo\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category_id\"\r\n\r\n{best}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"pwg_token\"\r\n\r\n{token}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nThe best\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\npublic\r\n" + "--B--\r\n",
			want: `"stat":"ok"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.categories.move\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category_id\"\r\n\r\n{best}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"parent\"\r\n\r\n0\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"pwg_token\"\r\n\r\n{token}\r\n" + "--B--\r\n",
			want: `"stat":"ok"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.categories.delete\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category_id\"\r\n\r\n{cat}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"photo_delete_mode\"\r\n\r\ndelete_orphans\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"pwg_token\"\r\n\r\n{token}\r\n" + "--B--\r\n",
			want: `"stat":"ok"`},
		{get: true, query: "format=json&method=pwg.userComments.getList", header: "Cookie: pwg_id={id}", want: `"err":403,"message":"Comments are disabled"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.setRank\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category_id\"\r\n\r\n{best}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image_id[]\"\r\n\r\n{image}\r\n" + "--B--\r\n",
			want: `"err":501`}, // our albums have no order made by hand
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.delete\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"image_id\"\r\n\r\n{image}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"pwg_token\"\r\n\r\n{token}\r\n" + "--B--\r\n",
			want: `"stat":"ok"`},
	}, 0},
	// tools/piwigo_upload.pl of Piwigo itself: chunks counted from 0 under the name of a
	// temporary file, and a sign-out that names no method.
	{"piwigo_upload.pl", []step{
		{query: "format=json", body: "password={app}&method=pwg.session.login&username=ada", want: `"stat":"ok"(?s).*\npwg_id=(?P<id>[^;]+);`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.session.getStatus", want: `"pwg_token":"(?P<token>[0-9a-f]+)"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.add&name=Wales", want: `"id":(?P<cat>[0-9]{1,9})\}`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"chunks\"\r\n\r\n1\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"pwg_token\"\r\n\r\n{token}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\npier.jpg\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{sum}.chunk\"\r\nContent-Type: text/plain\r\n\r\n{file}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\n{cat}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.upload\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"chunk\"\r\n\r\n0\r\n" + "--B--\r\n",
			want: `"stat":"ok".*"name":"pier.jpg".*"nb_photos":1`},
		{get: true, query: "format=json", header: "Cookie: pwg_id={id}", want: `"err":501`},
	}, 1},
	// tools/piwigo_addSimple.pl: XML, and tags with blanks after the commas.
	{"piwigo_addSimple.pl", []step{
		{body: "username=ada&password={app}&method=pwg.session.login", want: `(?s)stat="ok".*\npwg_id=(?P<id>[^;]+);`},
		{header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"image\"; filename=\"IMG_7779.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n{file}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\ntag1, tag2, another tag\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"level\"\r\n\r\n0\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.addSimple\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nA nice title\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nA longer description\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"author\"\r\n\r\nAda\r\n" + "--B--\r\n",
			want: `<image_id>(?P<image>[0-9]+)</image_id>`},
		{header: "Cookie: pwg_id={id}", body: "method=pwg.images.getInfo&image_id={image}", want: `name="another tag"`},
	}, 1},
	// tools/mojo_uploader.pl, by lib/Mojo/Piwigo/Client.pm: fields in the order of their
	// names, the file in their middle and called as its field is.
	{"mojo_uploader.pl", []step{
		{query: "format=json", body: "method=pwg.session.login&password={app}&username=ada", want: `"stat":"ok"(?s).*\npwg_id=(?P<id>[^;]+);`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.session.getStatus", want: `"status":"(?:admin|webmaster)".*"pwg_token":"(?P<token>[0-9a-f]+)"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.categories.add&name=Wales", want: `"id":(?P<cat>[0-9]{1,9})\}`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "--B\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\n{cat}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"chunk\"\r\n\r\n0\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"chunks\"\r\n\r\n1\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n{file}\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\npwg.images.upload\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\npier.jpg\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"pwg_token\"\r\n\r\n{token}\r\n" + "--B--\r\n",
			want: `"stat":"ok".*"name":"pier.jpg"`},
		{query: "format=json", header: "Cookie: pwg_id={id}", body: "method=pwg.session.logout", want: `"stat":"ok"`},
	}, 1},
}

// Conversations of real programs end as these programs expect.
func TestClients_P1_P5_P8_P10_P12(t *testing.T) {
	for _, c := range clients {
		t.Run(c.name, func(t *testing.T) {
			h := facadetest.Open(t, facadetest.Options{Kind: piwigo.Kind()})
			file := "\xff\xd8\xff\xe0 a file of " + c.name
			sum := md5.Sum([]byte(file))
			known := map[string]string{
				"app": h.App("ada", mediasock.ScopeManage), "file": file, "sum": hex.EncodeToString(sum[:]),
				"base64": url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(file))),
			}
			for i, s := range c.steps {
				answer := s.send(t, h, known)
				match := regexp.MustCompile(filled(s.want, known, regexp.QuoteMeta))
				groups := match.FindStringSubmatch(answer)
				if groups == nil {
					t.Fatalf("step %d, %.60s: the answer\n%s\ndoes not match %s", i+1, s.body+s.query, answer, match)
				}
				for n, name := range match.SubexpNames() {
					if name != "" {
						known[name] = groups[n]
					}
				}
			}
			if n := len(h.Items()); n != c.count {
				t.Errorf("%d items in the end, want %d", n, c.count)
			}
		})
	}
}

// filled returns s with what is known in the place of names.
func filled(s string, known map[string]string, quote func(string) string) string {
	for name, value := range known {
		s = strings.ReplaceAll(s, "{"+name+"}", quote(value))
	}
	return s
}

// send sends a step and returns the answer, its cookies in lines after it.
func (s step) send(t *testing.T, h *facadetest.House, known map[string]string) string {
	t.Helper()
	plain := func(v string) string { return v }
	method, mediaType := http.MethodPost, "application/x-www-form-urlencoded"
	if s.get {
		method = http.MethodGet
	}
	if strings.HasPrefix(s.body, "--B") {
		mediaType = "multipart/form-data; boundary=B"
	}
	r, err := http.NewRequestWithContext(t.Context(), method, h.URL+"/ws.php?"+filled(s.query, known, plain), strings.NewReader(filled(s.body, known, plain)))
	if err != nil {
		t.Fatal(err)
	}
	if !s.get {
		r.Header.Set("Content-Type", mediaType)
	}
	if name, value, ok := strings.Cut(s.header, ": "); ok {
		r.Header.Set(name, filled(value, known, plain))
	}
	resp, err := h.HTTP.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n" + strings.Join(resp.Header.Values("Set-Cookie"), "\n")
}

// What Perl's libwww sends, on which Piwigo's own scripts stand: parameters in any
// order, the file before the method or after it, chunks out of order, and the name
// and password as Basic too.
func TestLibWWW_P1_P11_P12_P13(t *testing.T) {
	if err := exec.CommandContext(t.Context(), "perl", "-MLWP::UserAgent", "-e", "1").Run(); err != nil {
		t.Skip("SKIPPED: needs LWP::UserAgent, of the Debian package libwww-perl")
	}
	h := facadetest.Open(t, facadetest.Options{Kind: piwigo.Kind()})
	for _, method := range []string{"addSimple", "upload", "addChunk", "uploadAsync"} {
		file := filepath.Join(t.TempDir(), method+".jpg")
		data := bytes.Repeat([]byte(method+" \x00\xff+/="), 60_000)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := perl(t.Context(), h.URL+"/ws.php", "ada", h.App("ada", mediasock.ScopeUpload), method, file)
		if err != nil {
			t.Errorf("%s: %v\n%s", method, err, out)
			continue
		}
		stored(t, h, method, data)
	}
}

func perl(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "perl", append([]string{"testdata/uploader.pl"}, args...)...).CombinedOutput()
	return string(out), err
}

// stored checks that an item has these bytes.
func stored(t *testing.T, h *facadetest.House, what string, data []byte) {
	t.Helper()
	sum := md5.Sum(data)
	s := h.Own(t, "ada")
	item, err := mediasock.FindMedia(t.Context(), s, "md5", sum[:])
	if err != nil {
		t.Errorf("%s: the file is not there: %v", what, err)
		return
	}
	m, err := mediasock.GetMedia(t.Context(), s, item.ID)
	if err != nil || m.File.Name != what+".jpg" || m.File.Size != int64(len(data)) {
		t.Errorf("%s: the item is %+v, %v", what, m, err)
	}
}
