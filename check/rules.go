package check

import "slices"

// A rule is what the specification asks, in a line of our own words, and how to
// mend what breaks it.
type rule struct {
	id    string
	level Level
	part  string // of the check that tests it
	says  string
	mend  string
}

// The parts of a check; what a part tests counts as tested when it has run.
const (
	partAnswers  = "answers" // what is read of every answer
	partHTTP     = "http"    // how the endpoint behaves
	partMethods  = "methods" // what a stranger is answered
	partFormats  = "formats" // formats and protocols other than XML over REST
	partLogin    = "login"   // signed in
	partWrite    = "write"   // uploads
	maxSameFault = 1000      // of one finding that are counted
)

// rules is the one list of what is tested.
var rules = slices.Concat(sockRules, profileRules)

// sockRules are those of MediaSock 1.4.
var sockRules = []rule{
	// The block and its bytes.
	{"MS-22", Error, partAnswers, "the answer is an XML data structure", "write well-formed XML: quote every value, close every tag, write & < > \" as entities"},
	{"MS-43", Error, partAnswers, "one mediasock root with value, title and version wraps every answer", "give the root all three attributes, none of them empty"},
	{"MS-1", Error, partAnswers, "the root names version 1.4 of MediaSock", `write version="1.4"`},
	{"MS-44", Error, partAnswers, "the root's value identifies the service and never changes", "choose one value and send it in every answer; names for show go into title"},
	{"MS-47", Error, partAnswers, "a method answers in an element that bears its name without the prefix mediasock.", "name the element as the method, such as media.append"},
	{"MS-48", Error, partAnswers, "every element has a line of its own", "write a line break after each tag, and none inside one"},
	{"MS-49", Error, partAnswers, "nothing stands before an element on its line", "do not indent"},
	{"MS-50", Error, partAnswers, "the structure of elements and the order of their attributes are those of the samples", "write value, message, resource, serial … in the order of the specification, and leaves as <stat …/>"},
	{"MS-53", Error, partAnswers, "a block inside another document has no XML declaration", "leave <?xml …?> out where the block is embedded"},
	{"MS-54", Error, partAnswers, "a comment may hold the block, whole", "write every second - of a run as &#45; so that the comment does not end in the block"},
	{"MS-56", Error, partAnswers, "attributes of one's own are not allowed", "put it into an element of your own whose name begins with x-"},
	{"MS-57", Error, partAnswers, "every name that does not begin with x- is reserved", "use the elements and methods of the specification, or begin the name with x-"},
	{"MS-59", Error, partAnswers, "MediaSock's own names and parameters are lower-case", "write them in lower case"},
	{"MS-79", Error, partAnswers, "text is UTF-8", "send UTF-8, and say so in Content-Type"},
	{"MS-80", Error, partAnswers, "line breaks in text are LF alone", "write &#10; for a line break in a value, and no CR"},
	{"XS-1", Warning, partAnswers, "an answer has no use for a document type", "leave <!DOCTYPE and <!ENTITY out of the block"},
	{"XS-5", Warning, partAnswers, "text that users wrote must not pass for the service's own word", "put the block into the head, and escape < in what users wrote"},
	{"A-30", Note, partAnswers, "optional attributes are sent, empty where there is nothing to say", "write the full set of attributes"},
	{"A-31", Note, partAnswers, "a document of its own begins with an XML declaration", `begin with <?xml version="1.0"?>`},
	{"MS-24", Error, partAnswers, "Content-Type names the container: xml for a document, html for a page", "send text/xml for a document of its own, text/html where a page holds the block"},

	// stat.
	{"MS-60", Error, partAnswers, "every response holds a stat with an integer value", `write <stat value="0" message="" resource=""/> first`},
	{"MS-61", Error, partAnswers, "a stat's resource is a URL with more about the state", "send an absolute http or https URL, or nothing"},
	{"MS-67", Error, partAnswers, "state 4 is reserved", "send 8 for what will never work, 6 for what may work later"},
	{"MS-73", Error, partAnswers, "a service's own states begin with 9", "send one of 0 to 9, 90 to 99 or 900 to 999"},
	{"MS-76", Error, partAnswers, "state 20 is for an item that media.append finds to exist", "send another state"},

	// handshake.
	{"MS-19", Error, partHTTP, "the endpoint answers a GET with 200 and the handshake", "answer GET without parameters with the handshake, whoever asks"},
	{"MS-122", Error, partHTTP, "a handshake's state is 0 for whom is authorised and an error for whom is not", "answer a stranger with 1, or with 0 where nobody signs in"},
	{"MS-123", Error, partAnswers, "stat serial is a number that moves with apis and sock, and with nothing else", "send the same number until apis or sock change"},
	{"A-24", Warning, partAnswers, "without a serial nothing of the handshake can be cached", "send a serial"},
	{"MS-125", Error, partAnswers, "user names the account; home and conf are URLs", "send an id in value, and absolute URLs or nothing in home and conf"},
	{"MS-127", Error, partAnswers, "the handshake holds an apis element with the methods on offer", "list the methods in apis"},
	{"MS-129", Error, partAnswers, "akey is a token that a sign-in is given", "send akey with a value, and only where the handshake succeeded"},
	{"A-60", Error, partAnswers, "expiry is 0, minutes or seconds; what is granted lives at least 15 minutes", "send 0 for ever, 15 to 899 for minutes without use, 900 and more for seconds"},

	// apis.
	{"MS-29", Error, partAnswers, "apis holds no white space", "join the items by ; alone"},
	{"MS-82", Error, partAnswers, "a list has no separator at its end, and no empty items", "write ; between the items only"},
	{"MS-30", Error, partAnswers, "an item is a method with its namespace, or a namespace and .*", "write such as mediasock.media.append or flickr.*"},
	{"MS-31", Error, partAnswers, "an item may carry the absolute URL at which it is called", "write the whole URL, with http or https and without a password"},
	{"MS-34", Error, partAnswers, `":", ";" and quotes do not occur in a method's name`, "use letters, digits, _ and - between the dots"},
	{"MS-35", Error, partAnswers, `":", ";" and quotes in the path of a URL are encoded`, "write %3A, %3B and %22"},
	{"A-18", Warning, partAnswers, "an item without a URL takes that of the wildcard before it", "put the item before the wildcard, or give it its own URL"},
	{"A-16", Warning, partAnswers, "what is asked over https stays there", "name https URLs in apis"},
	{"MS-42", Error, partAnswers, "who offers a mechanism to sign in lists mediasock.handshake", "add mediasock.handshake to apis"},

	// sock and other lists.
	{"MS-81", Error, partAnswers, "items of a list are separated by ; without white space", "join the items by ; alone"},
	{"MS-128", Warning, partAnswers, "sock lists protocols, formats, mechanisms, ciphers, types and features", "use the tokens of the specification, or begin one with x-"},
	{"A-2", Warning, partAnswers, "the token of JSON is resp.json", "write resp.json"},
	{"A-8", Warning, partAnswers, "auth.stk and auth.sck are old names", "write auth.hst and auth.hsc"},
	{"MS-165", Warning, partAnswers, "under feat.amp the user picks one of the taxa that take media", "offer mediasock.taxa.list too"},
	{"MS-204", Warning, partAnswers, "auth.exa only begins a sign-in: another mechanism goes on", "list the mechanism that calls are signed by"},
	{"MS-213", Warning, partAnswers, "where TLS is at another place, the handshake says so", "name the https URL of mediasock.handshake in apis"},

	// Items.
	{"MS-166", Error, partAnswers, "media.append answers the new item's id, and the URL of its page", "send the id in item value and an absolute URL or nothing in resource"},
	{"MS-173", Error, partAnswers, "every taxon has an id of its own in value", "give each item a value, and no two the same"},
	{"MS-174", Error, partAnswers, "append is empty or lists what may be added: media, taxon", "write media;taxon"},
	{"A-5", Warning, partAnswers, "items of every list are separated by ;", "write media;taxon"},
	{"A-6", Warning, partAnswers, "what takes taxa says taxon", "write media;taxon"},
	{"MS-177", Error, partAnswers, "a taxon's resource is the URL of its page", "send an absolute http or https URL, or nothing"},
	{"MS-188", Error, partAnswers, "taxa.append answers the new taxon's id", "send the id in item value"},

	// HTTP.
	{"MS-12", Note, partHTTP, "an alias is better than a redirect", "serve /mediasock/ itself"},
	{"MS-18", Error, partHTTP, "HEAD answers as GET does, without the body", "answer HEAD with the status and headers of GET"},
	{"MS-20", Warning, partHTTP, "where there is no MediaSock the answer is 404", "answer addresses that do not exist with 404"},

	// What a stranger is answered.
	{"MS-119", Error, partMethods, "credentials in the query of a GET are not accepted", "ignore username and password there and answer 1"},
	{"A-38", Warning, partMethods, "an unknown method is answered with state 7 (MS-70)", "answer 7, directly under the root"},
	{"MS-65", Error, partMethods, "invalid credentials are answered with state 2", "answer a wrong name or password with 2"},
	{"MS-135", Error, partMethods, "a handshake that fails still says all of apis and sock", "send the same apis and sock as to a stranger"},
	{"MS-77", Warning, partMethods, "a mechanism that is not offered is answered with state 3", "answer 3 where sock asks for a mechanism that is not listed"},
	{"MS-36", Error, partMethods, "what apis lists works", "list only methods that the service has"},
	{"A-21", Error, partMethods, "mediasock.* promises every method", "list the methods by name, unless all six work"},

	// Formats and protocols.
	{"MS-148", Error, partFormats, "JSON is sent as text/javascript", "send Content-Type: text/javascript; charset=utf-8"},
	{"MS-149", Error, partFormats, "the formats that sock lists can be had", "answer sock=resp.json with JSON, or do not list it"},
	{"MS-138", Error, partFormats, "the protocols that sock lists are spoken", "answer XML-RPC and JSON-RPC in kind, or do not list them"},
	{"MS-107", Error, partFormats, "feat.cmc: a combined call is answered by one root with every response", "answer each method in its own element, in one root"},

	// Signed in.
	{"MS-117", Error, partLogin, "the mechanisms on offer sign in", "accept the credentials by every mechanism that sock lists"},
	{"MS-195", Error, partLogin, "auth.hsc sets its cookie with the first handshake", "set the cookie in the answer to the sign-in"},
	{"MS-171", Error, partLogin, "taxa.list answers the taxa with state 0", "answer taxa.list for whom is signed in"},
	{"MS-151", Error, partLogin, "signout ends the session", "forget the cookie or token at the server, not only at the client"},

	// Uploads.
	{"MS-154", Error, partWrite, "media.append takes a file and what is said of it", "accept media.data with the parameters of the specification"},
	{"MS-180", Error, partWrite, "taxa.append makes a taxon", "accept taxon.title with the parameters of the specification"},
	{"MS-172", Error, partWrite, "taxa.list has an item for every taxon, with its title as it was given", "list new taxa at once, and escape their text"},
	{"MS-164", Error, partWrite, "under feat.amp an item without a parent is refused", "answer 7"},
	{"MS-186", Error, partWrite, "under feat.atp a taxon without a parent is refused", "answer 7"},
	{"A-36", Warning, partWrite, "a parent that does not exist is refused", "answer 7, and keep nothing"},
	{"A-52", Warning, partWrite, "the same bytes again are the same item, with state 20 (MS-76)", "compare what arrives with what is there, and answer 20 with the item's id"},
	{"MS-155", Error, partWrite, "media.update changes an item, where it is listed", "answer 0 with the item's id"},
}

// ruleOf returns the rule of a number.
func ruleOf(id string) rule {
	for _, r := range rules {
		if r.id == id {
			return r
		}
	}
	panic("check: no rule " + id)
}
