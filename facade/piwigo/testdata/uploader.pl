# Uploads a file by one of the ways that Piwigo has, in several chunks where it
# has some: uploader.pl ADDRESS NAME PASSWORD METHOD FILE
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use File::Basename qw(basename);
use LWP::UserAgent;
use MIME::Base64 qw(encode_base64);

my ($address, $name, $password, $method, $file) = @ARGV;
my $agent = LWP::UserAgent->new(cookie_jar => {});
my $content = do { local $/; open my $f, '<:raw', $file or die $!; <$f> };
my $sum = md5_hex($content);
my $size = 200_000;
my @chunks = unpack "(a$size)*", $content;

sub call {
    my ($form, @how) = @_;
    my $answer = $agent->post("$address?format=json", $form, @how);
    die $form->{method} . ': ' . $answer->status_line . ': ' . $answer->content . "\n"
        unless $answer->is_success && $answer->content =~ /"stat":"ok"/;
    return $answer->content;
}

# file returns a chunk as a file of a form.
sub file { return [undef, $_[0], Content => $_[1], Content_Type => 'application/octet-stream'] }

if ($method ne 'uploadAsync') {
    $agent->default_headers->authorization_basic($name, $password);
    call({ method => 'pwg.session.login', username => $name, password => $password });
}
my @multipart = (Content_Type => 'form-data');

if ($method eq 'addSimple') {
    call({ method => 'pwg.images.addSimple', image => [$file], tags => 'one, two\, three', name => 'A title' }, @multipart);
}
if ($method eq 'upload') {
    my ($token) = call({ method => 'pwg.session.getStatus' }) =~ /"pwg_token":"(\w+)"/;
    for my $n (0 .. $#chunks) {
        call({ method => 'pwg.images.upload', chunk => $n, chunks => scalar @chunks, pwg_token => $token,
               name => basename($file), file => file('blob', $chunks[$n]) }, @multipart);
    }
}
if ($method eq 'addChunk') {
    for my $n (0 .. $#chunks) {
        call({ method => 'pwg.images.addChunk', data => encode_base64($chunks[$n]), original_sum => $sum,
               position => $n + 1, type => 'file' });
    }
    call({ method => 'pwg.images.add', original_sum => $sum, original_filename => basename($file), file_sum => $sum });
}
if ($method eq 'uploadAsync') {
    for my $n (reverse 0 .. $#chunks) {
        call({ method => 'pwg.images.uploadAsync', username => $name, password => $password, original_sum => $sum,
               filename => basename($file), chunk => $n, chunks => scalar @chunks, chunk_sum => md5_hex($chunks[$n]),
               file => file('blob', $chunks[$n]), date_creation => '2020-08-20' }, @multipart);
    }
}
