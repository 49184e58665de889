package thirdparty

import "testing"

// TestLWP: LWP sends the whole request and takes the first challenge that it
// knows; its parts come in the order of a list.
func TestLWP_MS200_MS201_A48(t *testing.T) {
	needPerl(t, "LWP::UserAgent", "libwww-perl")
	const script = `
		use LWP::UserAgent; use HTTP::Request::Common;
		my ($url, $host, $realm, $app, $file) = @ARGV;
		my $ua = LWP::UserAgent->new; $ua->credentials($host, $realm, "ann", $app);
		my $r = $ua->request(POST $url, Content_Type => "form-data", Content => [
			"media.data" => [$file, "dummy name"], "media.title" => "Pier", apikey => "perl", method => "mediasock.media.append"]);
		print $r->code, " ", $r->content;`
	for _, mechanisms := range []string{"hdi", "hba", "hdi,hba"} {
		s := start(t, mechanisms)
		out := run(t, "perl", "-e", script, s.url, s.host, realm, s.app, photograph(t, 1000))
		want(t, out, "200 ", success, `<item value="`)
	}
}

// TestWSSE: LWP::Authen::Wsse answers a challenge. XML::Atom sends X-WSSE unasked
// with every request.
func TestWSSE_MS202_W3_A34(t *testing.T) {
	t.Run("MS-202 challenged", func(t *testing.T) {
		needPerl(t, "LWP::Authen::Wsse", "liblwp-authen-wsse-perl")
		const script = `
			use LWP::UserAgent; use LWP::Authen::Wsse;
			my ($url, $host, $realm, $app) = @ARGV;
			my $ua = LWP::UserAgent->new; $ua->credentials($host, $realm, "ann", $app);
			print $ua->get("$url?method=mediasock.taxa.list&apikey=perl")->content for 1 .. 2;`
		for _, mechanisms := range []string{"hws", ""} {
			s := start(t, mechanisms)
			want(t, run(t, "perl", "-e", script, s.url, s.host, realm, s.app), success)
		}
	})
	t.Run("W-3 unasked", func(t *testing.T) {
		needPerl(t, "XML::Atom::Client", "libxml-atom-perl")
		const script = `
			use XML::Atom::Client; use HTTP::Request;
			my ($url, $name, $app) = @ARGV;
			my $api = XML::Atom::Client->new; $api->username($name); $api->password($app);
			print $api->make_request(HTTP::Request->new(GET => "$url?method=mediasock.taxa.list&apikey=perl"))->content for 1 .. 2;`
		s := start(t, "hws")
		want(t, run(t, "perl", "-e", script, s.url, "ann", s.app), success)
		want(t, run(t, "perl", "-e", script, s.url, "ann", "wrong"), wrong)
	})
}

// TestRPCXML: it declares us-ascii and sends UTF-8.
func TestRPCXML_A75_A76(t *testing.T) {
	needPerl(t, "RPC::XML::Client", "librpc-xml-perl")
	const script = `
		use RPC::XML::Client;
		my ($url, $app, $file) = @ARGV;
		my $c = RPC::XML::Client->new($url);
		my %who = (username => "ann", password => $app, apikey => "perl");
		print $c->send_request("mediasock.taxa.append", {%who, "taxon.title" => "K\xc3\xbcste"})->value, "\n";
		print $c->send_request("mediasock.taxa.list", {%who})->value, "\n";
		open(my $in, "<", $file) or die; binmode $in;
		print $c->send_request("mediasock.media.append", {%who, "media.data" => RPC::XML::base64->new($in)})->value;`
	s := start(t, "")
	out := run(t, "perl", "-e", script, s.url, s.app, photograph(t, 1000))
	want(t, out, success, `title="Küste"`, `<item value="`, "<media.append>")
}

// TestXMLRPCLite: it makes strings of digits to <int> and what is not ASCII to
// <base64>.
func TestXMLRPCLite_A75(t *testing.T) {
	needPerl(t, "XMLRPC::Lite", "libxmlrpc-lite-perl")
	const script = `
		use XMLRPC::Lite; binmode STDOUT, ":utf8";
		my ($url, $app) = @ARGV;
		my $c = XMLRPC::Lite->proxy($url);
		my %who = (username => "ann", password => $app, apikey => "12345");
		print $c->call("mediasock.taxa.append", {%who, "taxon.title" => $_})->result, "\n" for "K\xc3\xbcste", "2026";`
	s := start(t, "")
	want(t, run(t, "perl", "-e", script, s.url, s.app), success, `title="Küste"`, `title="2026"`)
}
